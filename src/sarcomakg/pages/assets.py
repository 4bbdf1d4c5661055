"""Style sheets, scripts and documents that pages and programs read; every one from a file of this machine."""

from __future__ import annotations

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sarcomakg.errors import NotFoundError
from sarcomakg.graphql import graphiql, sdl
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages.site import missing
from sarcomakg.render.html import style
from sarcomakg.resources import published, site_file
from sarcomakg.sparql import workbench


def asset_routes(graph: KnowledgeGraph) -> list[Route]:
    """Return the routes of assets, each with its entity tag."""

    async def site_style(request: Request) -> Response:
        return sent(request, style().encode(), "text/css")

    async def site_script(request: Request) -> Response:
        name = request.path_params["name"]
        path = site_file(name)
        if path is None:
            return await missing(request, NotFoundError(name))
        return sent(request, path.read_bytes(), "text/javascript")

    async def ide(request: Request) -> Response:
        name = request.path_params["name"]
        content = graphiql.asset(name)
        if content is None:
            return await missing(request, NotFoundError(name))
        return sent(request, content, "text/css" if name.endswith(".css") else "text/javascript")

    async def bench(request: Request) -> Response:
        name = request.path_params["name"]
        if name == workbench.TERMS:
            return sent(request, await run_in_threadpool(graph.terms), "application/json")
        found = workbench.asset(name)
        return sent(request, *found) if found else await missing(request, NotFoundError(name))

    async def definition(request: Request) -> Response:
        return PlainTextResponse(sdl(), headers={"X-Content-Type-Options": "nosniff"})

    async def document(request: Request) -> Response:
        text = published().get(request.path_params["name"])
        if text is None:
            return await missing(request, NotFoundError(request.path_params["name"]))
        return PlainTextResponse(text, headers={"X-Content-Type-Options": "nosniff"})

    return [
        Route("/static/site.css", site_style),
        Route("/static/site/{name}", site_script),
        Route("/static/graphiql/{name}", ide),
        Route("/static/workbench/{name}", bench),
        Route("/schema.graphql", definition),
        Route("/queries/{name}.graphql", document),
    ]


def sent(request: Request, content: bytes, kind: str) -> Response:
    """Return a file, or 304 when the browser has it."""
    tag = 'W/"' + hashlib.sha256(content).hexdigest()[:32] + '"'
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
