"""What happened to the graph, as a page and as a feed, and what a source holds up."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sarcomakg.errors import SarcomakgError
from sarcomakg.pages.site import HEADERS, Site, page, refused
from sarcomakg.render.changes import changes_atom, changes_html
from sarcomakg.render.impact import LISTS, impact_html

# Changes on a page and in the feed, and how much of each list stands on a page about a source.
_PAGE, _FEED, _HELD = 50, 100, 50


class ChangesPages:
    """`/changes`, `/changes.atom` and `/impact/source/{name}`."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """Return the routes of the pages."""
        return [
            Route("/changes", self.changes),
            Route("/changes.atom", self.feed),
            Route("/impact/source/{name}", self.impact),
        ]

    async def changes(self, request: Request) -> Response:
        """Return a page of what happened, since a day where one is given."""
        given = {"since": request.query_params.get("since") or None, "after": request.query_params.get("after")}
        try:
            data = await run_in_threadpool(self._site.read, "changes", first=_PAGE, **given)
        except SarcomakgError as error:
            return refused(error)
        return page(request, changes_html(data, given["since"] or ""))

    async def feed(self, request: Request) -> Response:
        """Return the newest of what happened as an Atom feed."""
        try:
            data = await run_in_threadpool(self._site.read, "changes", first=_FEED)
        except SarcomakgError as error:
            return refused(error)
        headers = {"Content-Type": "application/atom+xml; charset=utf-8", **HEADERS}
        return page(request, changes_atom(data).decode(), headers=headers)

    async def impact(self, request: Request) -> Response:
        """Return the page of what a source holds up, or a further page of one of its lists."""
        try:
            only = request.query_params.get("list", "")
            given = _variables(request.path_params["name"], only, request.query_params.get("after"))
            data = await run_in_threadpool(self._site.read, "impact", **given)
        except SarcomakgError as error:
            return refused(error)
        return page(request, impact_html(data["impact"], only))


def _variables(name: str, only: str, after: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"source": f"source:{name}", "first": _HELD}
    if only in LISTS:
        found |= {key: key == only for key in LISTS}
        found["afterStatement" if only == "statements" else "afterCard"] = after
    return found
