"""The home page: one box that takes a question or a name, the family of sarcomas, what is new in the release."""

from __future__ import annotations

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sarcomakg.errors import SarcomakgError
from sarcomakg.pages.article import ArticlePages
from sarcomakg.pages.coverage import evidence
from sarcomakg.pages.site import Site, page
from sarcomakg.pages.suggest import KINDS, MAX_TEXT, MAX_WORDS, record
from sarcomakg.render.home import home_html

_LOG = logging.getLogger(__name__)
# What a name may be, beside what is suggested: whatever has a page.
_FIELDS = ("label", "plainLabel", "synonyms", "brandNames", "identifiers", "title")
_REFUSED = 404

EXAMPLES = [
    ("treatment", "What is the treatment for soft tissue alveolar sarcoma of the thigh?"),
    ("efficacy", "How well does pazopanib work in leiomyosarcoma?"),
    ("a trial", "What did PALETTE show?"),
    ("comparison", "Ripretinib versus sunitinib in GIST"),
    ("spread", "Where does Ewing sarcoma spread?"),
    ("harms", "What are the side effects of Votrient?"),
    ("approval", "Is tazemetostat still approved?"),
    ("news", "What is new on desmoid tumor since 2023?"),
]


class HomePages:
    """`/` and `/?q=`; the page itself is made once, since the graph does not change while it is served."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._articles = ArticlePages(site)
        self._made = ""

    def routes(self) -> list[Route]:
        """Return the routes of the home page and of those that it leads to."""
        return [Route("/", self.home)]

    async def home(self, request: Request) -> Response:
        """Return the answer to `q`, the page of what is named so, or a refusal; the home page without `q`."""
        question = request.query_params.get("q", "").strip()
        if not question:
            return page(request, await run_in_threadpool(self._page))
        answer = await self._articles.article(request)
        if answer.status_code != _REFUSED:
            return answer
        name = await run_in_threadpool(self._named, question)
        # A path, for a whole address would repeat whatever host a stranger names.
        return RedirectResponse(record(name), 303) if name else answer

    def _page(self) -> str:
        if self._made:
            return self._made
        try:
            made = home_html(EXAMPLES, evidence(self._site), self._site.read("news"))
        except SarcomakgError as error:
            # A slow store must not take away the box; the next who comes may find the rest.
            _LOG.warning("the home page is shown without the family and the news: %s", error)
            return home_html(EXAMPLES, ([], []), None)
        self._made = made
        return made

    def _named(self, text: str) -> str:
        """Return the identifier of the first thing that has just this name or identifier, an empty string without one."""
        if len(text) > MAX_TEXT or len(text.split()) > MAX_WORDS:
            return ""
        if ":" in text and " " not in text and self._site.service.has(text):
            return text
        try:
            found = self._site.read("search", text=text, first=len(KINDS))["search"]["edges"]
        except SarcomakgError:
            return ""
        wanted = text.casefold()
        for hit in found:
            for shown in hit["highlights"]:
                if shown["field"] in _FIELDS and wanted in _forms(shown["text"]):
                    return str(hit["node"]["id"])
        return ""


def _forms(name: str) -> tuple[str, str]:
    """Return a name as it may be typed: whole, and an identifier without its prefix."""
    lower = name.casefold()
    return lower, lower.rpartition(":")[2]
