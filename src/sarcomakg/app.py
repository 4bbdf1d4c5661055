"""One HTTP app: pages, GraphQL and SPARQL over one snapshot."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from strawberry.asgi import GraphQL

from sarcomakg.errors import InputError, NotFoundError, SarcomakgError
from sarcomakg.graphql import graphiql
from sarcomakg.graphql.schema import Context, build_schema, sdl
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import DOCUMENT, refusal_html, to_html
from sarcomakg.render.html import STYLE, home_html
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.worker import Worker

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
MAX_BODY = 64 * 1024
_PAGE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class _GraphQL(GraphQL[Any, Any]):
    """Strawberry's door with our context; GraphiQL on GET."""

    def __init__(self, schema: Any, context: Context) -> None:
        super().__init__(schema, graphql_ide="graphiql", allow_queries_via_get=True)
        self._context = context

    async def render_graphql_ide(self, request: Any) -> Response:
        """Return GraphiQL from our own files."""
        return HTMLResponse(graphiql.PAGE, headers=graphiql.HEADERS)

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        """Return what resolvers read."""
        return {"request": request, "response": response, "graph": self._context}


class _BodyLimit:
    """Refuse a GraphQL body over the limit before it is read whole."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        seen = 0
        declared = dict(scope.get("headers", ())).get(b"content-length", b"0")
        if scope["type"] == "http" and declared.isdigit() and int(declared) > MAX_BODY:
            await PlainTextResponse(f"the body is over {MAX_BODY} bytes\n", 413)(scope, receive, send)
            return

        async def bounded() -> Any:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                return {"type": "http.disconnect"}
            return message

        await self._app(scope, bounded, send)


def create_app(graph: KnowledgeGraph) -> Starlette:
    """Return the app over an opened graph; its SPARQL worker starts and stops with it."""
    context = Context(graph.projection, graph.plan, graph.snapshot.identity)
    schema = build_schema()
    worker = Worker(graph.snapshot.n_triples())
    endpoint = SparqlEndpoint(worker, graph.snapshot.identity)

    def answer(question: str, audience: str) -> dict[str, Any]:
        variables = {"question": question, "audience": audience.upper()}
        result = schema.execute_sync(DOCUMENT, variable_values=variables, context_value={"graph": context})
        if result.errors:
            raise InputError(result.errors[0].message)
        assert result.data is not None
        found: dict[str, Any] = result.data["answer"]
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
        except SarcomakgError as error:
            return HTMLResponse(refusal_html("BadRequest", str(error), []), 400, _PAGE)
        body = to_html(found)
        tag = '"' + hashlib.sha256(body.encode()).hexdigest()[:32] + '"'
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

    async def definition(request: Request) -> Response:
        return PlainTextResponse(sdl(), headers={"X-Content-Type-Options": "nosniff"})

    async def missing(request: Request, error: Exception) -> Response:
        return HTMLResponse(refusal_html("NotFound", f"there is no page at {request.url.path[:80]!r}", []), 404, _PAGE)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        worker.close()

    return Starlette(
        routes=[
            Route("/", home),
            Route("/answers", page),
            Route("/answers/{slug}", page),
            Route("/static/article.css", style),
            Route("/static/graphiql/{name}", ide),
            Route("/schema.graphql", definition),
            Route("/sparql", endpoint, methods=["GET", "HEAD", "POST", "OPTIONS"]),
            Route("/graphql", _BodyLimit(_GraphQL(schema, context))),
        ],
        exception_handlers={404: missing},
        lifespan=lifespan,
    )
