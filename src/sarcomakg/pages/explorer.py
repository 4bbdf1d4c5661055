"""The explorer: the neighbourhood of an entity as a graph, and the same as a table."""

from __future__ import annotations

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.pages.assets import sent
from sarcomakg.pages.entity import EntityPages
from sarcomakg.pages.site import Site, page, refused
from sarcomakg.render.explorer import Choice, explorer_html, graph

# How many Statements are drawn at once; a page with more could not be read.
FIRST = 60
_DATA = ".json"


class ExplorerPages:
    """`/explore/{family}/{name}`, and the same with `.json` for the script that draws it."""

    def __init__(self, site: Site, entities: EntityPages) -> None:
        self._site, self._entities = site, entities

    def routes(self) -> list[Route]:
        """Return the routes of the explorer."""
        return [Route("/explore/{family}/{name}", self.explore)]

    async def explore(self, request: Request) -> Response:
        """Return the neighbourhood of an entity, as a page or as JSON."""
        return await run_in_threadpool(self._explored, request)

    def _explored(self, request: Request) -> Response:
        name = "{family}:{name}".format(**request.path_params)
        data = name.endswith(_DATA) and not self._site.service.has(name)
        name = name.removesuffix(_DATA) if data else name
        if not self._site.service.has(name):
            return self._entities.unknown(request, name)
        asked = request.query_params
        choice = Choice(
            asked.getlist("kind"), asked.getlist("predicate"), asked.getlist("direction"), asked.get("after", "")
        )
        try:
            node = self._site.read(
                "explore", id=name, kind=choice.kind or None, predicate=choice.predicate or None,
                direction=choice.direction or None, first=FIRST, after=choice.after or None,
            )["node"]  # fmt: skip
            if "kind" not in node:
                raise InputError(
                    f"{name[:120]} is no entity; entities have neighbours, see /id/{name[:120].replace(':', '/', 1)}"
                )
        except SarcomakgError as error:
            return refused(error)
        if data:
            return sent(request, orjson.dumps(graph(node, choice)), "application/json")
        return page(request, explorer_html(node, choice))
