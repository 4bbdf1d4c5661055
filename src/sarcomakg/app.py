"""One HTTP app: pages, GraphQL and SPARQL over one snapshot."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from sarcomakg import settings
from sarcomakg.downloads import DataEndpoint, data_free
from sarcomakg.errors import InputError, NotFoundError, SarcomakgError, StoreError
from sarcomakg.export.shelf import Shelf
from sarcomakg.graphql import GraphQLEndpoint, Limits, PersistedQueries, Question, graphiql, sdl
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import DOCUMENT, node_html, refusal_html, to_html
from sarcomakg.render.html import STYLE, home_html
from sarcomakg.resources import published
from sarcomakg.sparql import guard, workbench
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.resource import ResourceEndpoint

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
_PAGE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def _middleware() -> list[Middleware]:
    # A dump is sent as the very bytes that its entity tag names.
    found = [Middleware(data_free(GZipMiddleware), minimum_size=1000)]
    origins = settings.read("cors").split()
    if origins:
        found.append(Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"],
                                allow_headers=["content-type", "accept", "if-none-match"], expose_headers=["etag"]))  # fmt: skip
    return found


def _sparql_limits() -> guard.Limits:
    return guard.Limits(
        seconds=settings.read_count("sparql_seconds"), memory=settings.read_count("sparql_memory"),
        rows=settings.read_count("sparql_rows"), answer_bytes=settings.read_count("sparql_bytes"),
    )  # fmt: skip


def create_app(graph: KnowledgeGraph) -> Starlette:
    """Return the app over an opened graph, as the settings have it; its SPARQL workers start and stop with it.

    Raises InputError on a setting that cannot be read.
    """
    limits = Limits(cost=settings.read_count("max_cost"), seconds=settings.read_count("deadline"))
    service = graph.service(limits, introspection=settings.read_flag("introspection"))
    queries = GraphQLEndpoint(
        service, PersistedQueries(published().values()), with_graphiql=settings.read_flag("graphiql"), max_age=settings.read_count("max_age")
    )  # fmt: skip
    bounds = _sparql_limits()
    engine = graph.engine(
        bounds, workers=settings.read_count("sparql_workers"), waiting=settings.read_count("sparql_queue")
    )
    endpoint = SparqlEndpoint(
        engine,
        graph.contents,
        graph.snapshot.identity,
        graph.snapshot.modified,
        bounds,
        with_workbench=settings.read_flag("workbench"),
    )

    def answer(question: str, audience: str) -> dict[str, Any]:
        variables = {"question": question, "audience": audience.upper()}
        response = service.execute(Question(DOCUMENT, variables=variables))
        if response.get("errors"):
            error = response["errors"][0]
            kind = StoreError if error["extensions"]["code"] == StoreError.code else InputError
            raise kind(error["message"])
        found: dict[str, Any] = response["data"]["answer"]
        return found

    async def page(request: Request) -> Response:
        question = request.query_params.get("q", "")
        if slug := request.path_params.get("slug"):
            condition = graph.projection.records.entities.get(f"condition:{slug}")
            if condition is None:
                return await missing(request, NotFoundError(slug))
            question = question or f"What is the treatment for {condition.label}?"
        audience = request.query_params.get("audience", "clinician")
        if audience not in ("clinician", "patient"):
            return HTMLResponse(
                refusal_html("BadRequest", f"unknown audience {audience[:40]!r}; choose clinician or patient", []),
                400,
                _PAGE,
            )
        try:
            found = await run_in_threadpool(answer, question, audience)
        except StoreError as error:
            return HTMLResponse(refusal_html("StoreUnavailable", str(error), []), 503, _PAGE | {"Retry-After": "10"})
        except SarcomakgError as error:
            return HTMLResponse(refusal_html("BadRequest", str(error), []), 400, _PAGE)
        body = to_html(found)
        tag = 'W/"' + hashlib.sha256(body.encode()).hexdigest()[:32] + '"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return HTMLResponse(body, 200 if found["__typename"] == "Card" else 404, _PAGE | {"ETag": tag})

    async def home(request: Request) -> Response:
        return HTMLResponse(home_html(EXAMPLES), headers=_PAGE)

    async def style(request: Request) -> Response:
        return Response(STYLE, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})

    async def ide(request: Request) -> Response:
        name = request.path_params["name"]
        content = graphiql.asset(name)
        if content is None:
            return await missing(request, NotFoundError(name))
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return Response(
            content, media_type=kind, headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=86400"}
        )

    async def bench(request: Request) -> Response:
        name = request.path_params["name"]
        found = (
            (await run_in_threadpool(graph.terms), "application/json")
            if name == workbench.TERMS
            else workbench.asset(name)
        )
        if found is None:
            return await missing(request, NotFoundError(name))
        content, kind = found
        tag = 'W/"' + hashlib.sha256(content).hexdigest()[:32] + '"'
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache", "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=kind, headers=headers)

    async def definition(request: Request) -> Response:
        return PlainTextResponse(sdl(), headers={"X-Content-Type-Options": "nosniff"})

    async def document(request: Request) -> Response:
        text = published().get(request.path_params["name"])
        if text is None:
            return await missing(request, NotFoundError(request.path_params["name"]))
        return PlainTextResponse(text, headers={"X-Content-Type-Options": "nosniff"})

    async def void(request: Request) -> Response:
        return await run_in_threadpool(endpoint.describe, request)

    def node(request: Request, name: str) -> Response:
        variables = {"id": name, "after": request.query_params.get("after")}
        response = service.execute(Question(published()["node"], variables=variables))
        if response.get("errors"):
            return HTMLResponse(refusal_html("BadRequest", response["errors"][0]["message"], []), 400, _PAGE)
        return HTMLResponse(node_html(response["data"]["node"]), headers=_PAGE | {"Vary": "Accept"})

    def unknown(request: Request, name: str) -> Response:
        near = service.nearest(name.partition(":")[2].replace("-", " "))
        said = f"nothing has the identifier {name[:120]!r}" + (f"; the nearest are: {', '.join(near)}" if near else "")
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(refusal_html("NotFound", said, []), 404, _PAGE)
        return PlainTextResponse(said + "\n", 404)

    shelf = Shelf(lambda: graph.edition)
    dumps = DataEndpoint(shelf, lambda: graph.edition.release)
    resources = ResourceEndpoint(engine, graph.snapshot.identity, service.has, node, unknown)

    async def missing(request: Request, error: Exception) -> Response:
        return HTMLResponse(refusal_html("NotFound", f"there is no page at {request.url.path[:80]!r}", []), 404, _PAGE)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        engine.close()
        shelf.close()

    app = Starlette(
        routes=[
            Route("/", home),
            Route("/answers", page),
            Route("/answers/{slug}", page),
            Route("/static/article.css", style),
            Route("/static/graphiql/{name}", ide),
            Route("/static/workbench/{name}", bench),
            Route("/schema.graphql", definition),
            Route("/queries/{name}.graphql", document),
            Route("/queries", endpoint.example),
            Route("/queries/{name}", endpoint.example),
            Route("/data", dumps.listing),
            Route("/data/", dumps.listing),
            Route("/data/{name}", dumps.file),
            Route("/id/{family}/{name}", resources.respond),
            Route("/.well-known/void", void),
            Route("/sparql", endpoint, methods=["GET", "HEAD", "POST", "OPTIONS"]),
            Route("/graphql", queries),
        ],
        middleware=_middleware(),
        exception_handlers={404: missing},
        lifespan=lifespan,
    )
    # A redirect would repeat whatever host a stranger names.
    app.router.redirect_slashes = False
    return app
