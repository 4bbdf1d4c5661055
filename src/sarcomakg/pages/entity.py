"""The page of anything with an identifier, and the way out of an unknown one."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.pages.site import HEADERS, Site, page, refused
from sarcomakg.render import entity_html, node_html, refusal_html, source_html, statement_html
from sarcomakg.render.node import LISTS

# How much of each list stands on a page.
FIRST = 40
_AT_ONCE = 5
# The published document and its field for each family that has a page of its own; any other has `node`.
_DOCUMENTS = {
    "condition": ("evidence", "condition"),
    "drug": ("drug", "drug"),
    "treatment": ("treatment", "treatment"),
    "factor": ("factor", "prognosticFactor"),
    "trial": ("trial", "trial"),
}
# Their documents leave lists out that are not asked for.
_PAGED_BY_LIST = ("condition", "drug", "treatment")


class EntityPages:
    """What `/id/...` sends to a browser."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def entity(self, request: Request, name: str) -> Response:
        """Return the page of an entity, a Statement, a Citation, a Result or a term."""
        try:
            return page(request, self._html(name, dict(request.query_params)), headers={"Vary": "Accept"})
        except SarcomakgError as error:
            return refused(error)

    def _html(self, name: str, query: dict[str, str]) -> str:
        family = name.partition(":")[0]
        if family == "statement":
            return statement_html(self._site.read("statement", id=name)["statement"])
        variables: dict[str, Any] = {"id": name, "first": FIRST, "after": query.get("after")}
        if family == "source":
            predicate = query.get("predicate", "")
            data = self._site.read("source", **variables, predicate=[predicate] if predicate else None)
            return source_html(data["source"], predicate)
        if family not in _DOCUMENTS:
            node = self._site.read("node", **variables)["node"]
            return entity_html("node", node) if "kind" in node else node_html(node)
        only = query.get("list", "")
        if family in _PAGED_BY_LIST:
            variables |= _only(family, only, query)
        document, field = _DOCUMENTS[family]
        if family == "condition":
            return entity_html(family, self._evidence(variables), only)
        return entity_html(
            family, self._site.read(document, **variables)[field], only if family in _PAGED_BY_LIST else ""
        )

    def _evidence(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return a condition with the lists that are wanted, read a few at a time, so that each read stays small."""
        wanted = [kind.key for kind in LISTS["condition"] if variables[kind.key]]
        found: dict[str, Any] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            now = {key: key in wanted[start : start + _AT_ONCE] for key in wanted}
            found |= self._site.read("evidence", **{**variables, **now})["condition"]
        return found

    def unknown(self, request: Request, name: str) -> Response:
        """Say that nothing has the identifier, and which are nearest."""
        near = self._site.service.nearest(name.partition(":")[2].replace("-", " "))
        said = f"nothing has the identifier {name[:120]!r}" + (f"; the nearest are: {', '.join(near)}" if near else "")
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(refusal_html("NotFound", said, []), 404, HEADERS)
        return PlainTextResponse(said + "\n", 404)


def _only(family: str, only: str, query: dict[str, str]) -> dict[str, bool]:
    """Return which lists of a document are wanted: all, or one; raise InputError on one that it does not have."""
    keys = [kind.key for kind in LISTS[family]]
    if only and only not in keys:
        raise InputError(f"there is no list {only[:40]!r}; choose one of: {', '.join(keys)}")
    if "after" in query and not only:
        raise InputError(f"say with list= which list goes on: {', '.join(keys)}")
    return {key: not only or key == only for key in keys}
