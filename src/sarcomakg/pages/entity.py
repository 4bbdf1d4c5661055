"""The page of anything with an identifier, and the way out of an unknown one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sarcomakg.errors import SarcomakgError
from sarcomakg.pages.site import HEADERS, Site, page, refused
from sarcomakg.render import node_html, refusal_html


class EntityPages:
    """What `/id/...` sends to a browser."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def entity(self, request: Request, name: str) -> Response:
        """Return the page of an entity, a Statement, a Citation, a Result or a term."""
        try:
            data = self._site.read("node", id=name, after=request.query_params.get("after"))
        except SarcomakgError as error:
            return refused(error)
        return page(request, node_html(data["node"]), headers={"Vary": "Accept"})

    def unknown(self, request: Request, name: str) -> Response:
        """Say that nothing has the identifier, and which are nearest."""
        near = self._site.service.nearest(name.partition(":")[2].replace("-", " "))
        said = f"nothing has the identifier {name[:120]!r}" + (f"; the nearest are: {', '.join(near)}" if near else "")
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(refusal_html("NotFound", said, []), 404, HEADERS)
        return PlainTextResponse(said + "\n", 404)
