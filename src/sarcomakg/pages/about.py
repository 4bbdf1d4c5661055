"""The page about the graph: how it is made, its rules, its limits."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sarcomakg.errors import SarcomakgError
from sarcomakg.pages.site import Site, page, refused
from sarcomakg.render.about import about_html


class AboutPages:
    """`/about`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """Return the route of the page."""
        return [Route("/about", self.about)]

    async def about(self, request: Request) -> Response:
        """Return the page, with the figures of the snapshot that is served."""
        try:
            return page(request, about_html(await run_in_threadpool(self._site.read, "about")))
        except SarcomakgError as error:
            return refused(error)
