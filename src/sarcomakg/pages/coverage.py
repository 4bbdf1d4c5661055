"""The coverage page: how much of each kind of evidence the graph holds of each condition."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.pages.site import Site, page, refused
from sarcomakg.render.coverage import BY_FAMILY, SORTS, coverage_html


class CoveragePages:
    """`/coverage`, in one order or another; each is made once, since the graph does not change while it is served."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._made: dict[str, str] = {}

    def routes(self) -> list[Route]:
        """Return the route of the page."""
        return [Route("/coverage", self.coverage)]

    async def coverage(self, request: Request) -> Response:
        """Return the heat map."""
        sort = request.query_params.get("sort", BY_FAMILY)
        if sort not in SORTS:
            return refused(InputError(f"unknown order {sort[:40]!r}; choose one of {', '.join(SORTS)}"))
        try:
            return page(request, await run_in_threadpool(self._page, sort))
        except SarcomakgError as error:
            return refused(error)

    def _page(self, sort: str) -> str:
        if sort not in self._made:
            self._made[sort] = coverage_html(*evidence(self._site), sort)
        return self._made[sort]


def evidence(site: Site) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return every condition with its counts, and every trial with whom it enrolled.

    Raises InputError or StoreError with the first error of a document.
    """
    return _all(site, "coverage", "conditions"), _all(site, "enrolled", "trials")


def _all(site: Site, document: str, field: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        part = site.read(document, after=after)[field]
        found += part["nodes"]
        if not part["pageInfo"]["hasNextPage"]:
            return found
        after = part["pageInfo"]["endCursor"]
