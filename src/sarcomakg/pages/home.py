"""The home page, with one box to ask in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sarcomakg.pages.site import Site, page
from sarcomakg.render.html import home_html

EXAMPLES = [
    "What is the treatment for soft tissue alveolar sarcoma of the thigh?",
    "How well does pazopanib work in leiomyosarcoma?",
    "What did PALETTE show?",
    "Ripretinib versus sunitinib in GIST",
    "Where does Ewing sarcoma spread?",
    "What are the side effects of Votrient?",
    "Is tazemetostat still approved?",
    "What is new on desmoid tumor since 2023?",
]


class HomePages:
    """`/`."""

    def __init__(self, site: Site, ask: Callable[[Request], Awaitable[Response]]) -> None:
        """`ask` answers the question of a request."""
        self._site, self._ask = site, ask

    def routes(self) -> list[Route]:
        """Return the routes of the home page and of those that it leads to."""
        return [Route("/", self.home)]

    async def home(self, request: Request) -> Response:
        """Return the home page; with a question, its answer."""
        if request.query_params.get("q"):
            return await self._ask(request)
        return page(request, home_html(EXAMPLES))
