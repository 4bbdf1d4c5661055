"""One HTTP app: pages, GraphQL and SPARQL over one snapshot."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sarcomakg import settings
from sarcomakg.downloads import DataEndpoint, spared
from sarcomakg.export.shelf import Shelf
from sarcomakg.graphql import Limits, PersistedQueries
from sarcomakg.graphql.endpoint import GraphQLEndpoint
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages import (
    AboutPages,
    ArticlePages,
    ChangesPages,
    CoveragePages,
    EntityPages,
    ExplorerPages,
    HomePages,
    Site,
    SuggestPages,
    asset_routes,
    missing,
)
from sarcomakg.resources import published
from sarcomakg.sparql import guard
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.resource import ResourceEndpoint


def _middleware() -> list[Middleware]:
    # A dump is sent as the very bytes that its entity tag names; GraphQL compresses an answer once, however often it is sent.
    found = [Middleware(spared(GZipMiddleware), minimum_size=1000)]
    origins = settings.read("cors").split()
    if origins:
        found.append(Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"],
                                allow_headers=["content-type", "accept", "if-none-match"], expose_headers=["etag"]))  # fmt: skip
    return found


def create_app(graph: KnowledgeGraph) -> Starlette:
    """Return the app over an opened graph, as the settings have it; its SPARQL workers start and stop with it.

    Raises InputError on a setting that cannot be read.
    """
    limits = Limits(cost=settings.read_count("max_cost"), seconds=settings.read_count("deadline"))
    service = graph.service(limits, introspection=settings.read_flag("introspection"))
    queries = GraphQLEndpoint(
        service, PersistedQueries(published().values()), with_graphiql=settings.read_flag("graphiql"), max_age=settings.read_count("max_age")
    )  # fmt: skip
    bounds = guard.read_limits()
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

    site = Site(graph, service)
    articles = ArticlePages(site, engine)
    entities = EntityPages(site)

    async def void(request: Request) -> Response:
        return await run_in_threadpool(endpoint.describe, request)

    shelf = Shelf(lambda: graph.edition)
    dumps = DataEndpoint(shelf, lambda: graph.edition.release)
    resources = ResourceEndpoint(engine, graph.snapshot.identity, service.has, entities.entity, entities.unknown)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        # It waits for processes to end, and others are answered meanwhile.
        await run_in_threadpool(engine.close)
        shelf.close()

    app = Starlette(
        routes=[
            # First: routes are tried in turn, and here every microsecond shows.
            Route("/graphql", queries),
            Route("/sparql", endpoint, methods=["GET", "HEAD", "POST", "OPTIONS"]),
            *HomePages(site, articles.asked).routes(),
            *SuggestPages(site).routes(),
            *articles.routes(),
            *CoveragePages(site).routes(),
            *AboutPages(site).routes(),
            *ChangesPages(site).routes(),
            *ExplorerPages(site, entities).routes(),
            *asset_routes(graph),
            Route("/queries", endpoint.example),
            Route("/queries/{name}", endpoint.example),
            Route("/data", dumps.listing),
            Route("/data/", dumps.listing),
            Route("/data/{name}", dumps.file),
            Route("/id/{family}/{name}", resources.respond),
            Route("/.well-known/void", void),
        ],
        middleware=_middleware(),
        exception_handlers={404: missing},
        lifespan=lifespan,
    )
    app.state.engine = engine
    # A redirect would repeat whatever host a stranger names.
    app.router.redirect_slashes = False
    return app
