"""The HTTP door of SPARQL: GET and POST, formats by Accept, errors in the protocol's words."""

from __future__ import annotations

from collections.abc import Callable, Collection

from anyio import to_thread
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sarcomakg.disconnect import watched
from sarcomakg.errors import ForbiddenQueryError, InputError, LimitError, QuerySyntaxError, SarcomakgError, StoreError
from sarcomakg.sparql import workbench
from sarcomakg.sparql.asking import HEADERS, PART, Answer, Asking
from sarcomakg.sparql.description import Contents, describe
from sarcomakg.sparql.examples import examples
from sarcomakg.sparql.guard import DEFAULT, Limits
from sarcomakg.sparql.negotiation import LONGEST, among, offered
from sarcomakg.sparql.operation import Operation, RefusedError, read_operation
from sarcomakg.sparql.pool import Engine, Ticket
from sarcomakg.sparql.worker import TooManyError

_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, POST, OPTIONS",
}


# Bytes of answers that are kept.
KEPT = 64 * 1024 * 1024


class SparqlEndpoint:
    """`contents` counts the snapshot, for its description; `identity`, a part of every ETag, and `modified` are its own.

    `graphs` are the named graphs of the dataset; a browser finds a plain form without the workbench.
    """

    def __init__(
        self, engine: Engine, contents: Callable[[], Contents], identity: str, modified: str, limits: Limits = DEFAULT, graphs: Collection[str] = (),
        with_workbench: bool = True,
    ) -> None:  # fmt: skip
        self._engine, self._contents, self._modified = engine, contents, modified
        self._asking = Asking(identity, limits, frozenset(graphs))
        self._workbench = with_workbench and workbench.available()
        self._kept: LRUCache[tuple[Operation, str], Answer] = LRUCache(KEPT, getsizeof=_size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI app."""
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Answer a request of the SPARQL 1.1 Protocol."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=HEADERS | _ALLOWED)
        try:
            operation = await read_operation(request, self._asking.limits.characters)
        except RefusedError as error:
            return _error(error.status, str(error))
        if operation.query is not None:
            return await self._run(request, operation)
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(workbench.PAGE if self._workbench else workbench.FORM, headers=workbench.HEADERS)
        if request.method == "POST":
            return _error(400, "no query; send ?query=, or POST application/sparql-query")
        return await to_thread.run_sync(self.describe, request)

    async def example(self, request: Request) -> Response:
        """Run a published query with the parameters of the request; list them all without a name."""
        name = request.path_params.get("name")
        if name is None:
            listed = [
                {"name": e.name, "label": e.label, "question": e.question, "group": e.group, "form": e.form, "query": e.text,
                 "parameters": [{"name": p.name, "meaning": p.meaning, "kind": p.kind, "default": p.default} for p in e.parameters]}
                for e in examples().values()
            ]  # fmt: skip
            return JSONResponse(listed, headers=HEADERS)
        if name not in examples():
            return _error(404, f"there is no query {name[:80]!r}; /queries lists them")
        given = {key: value for key, value in request.query_params.items() if key != "format"}
        try:
            query = examples()[name].bound(given)
        except InputError as error:
            return _error(400, str(error))
        return await self._run(request, Operation(query, request.query_params.get("format", "")))

    def describe(self, request: Request) -> Response:
        """Return the description of the service and of its dataset, as RDF by Accept or `?format=`."""
        types = offered("CONSTRUCT")
        media_type = among(types, request.headers.get("accept", ""), request.query_params.get("format", ""))
        if media_type is None:
            return _error(406, f"the description is one of: {', '.join(types)}")
        base = str(request.base_url).rstrip("/")
        body = describe(self._contents(), base, self._asking.identity, self._modified, media_type)
        return Response(body, media_type=f"{media_type}; charset=utf-8", headers=HEADERS | {"Vary": "Accept"})

    async def _run(self, request: Request, operation: Operation) -> Response:
        try:
            asked = operation, request.headers.get("accept", "")
            answer = self._kept.get(asked) or self._asking.asked(*asked)
            if answer.tag in request.headers.get("if-none-match", ""):
                return _Prepared(304, self._asking.headers(answer))
            if not answer.body:
                ticket = Ticket()
                async with watched(request, ticket.cancel):
                    body = await self._evaluated(answer, ticket)
                answer = answer._replace(body=body)
                if answer.lasting and len(asked[1]) <= LONGEST:
                    self._kept[asked] = answer
        except RefusedError as error:
            return _error(error.status, str(error))
        except SarcomakgError as error:
            return refusal(error)
        return _Prepared(200, self._asking.headers(answer), answer.body)

    async def _evaluated(self, answer: Answer, ticket: Ticket) -> bytes:
        try:
            return await self._engine.answer(answer.query, answer.media_type, ticket)
        except QuerySyntaxError:
            self._asking.explain(answer)
            raise


def refusal(error: SarcomakgError) -> Response:
    """Return what is answered to a query that is not."""
    if isinstance(error, (StoreError, TooManyError)):
        return _error(503, str(error), {"Retry-After": "10"})
    statuses = {LimitError: 413, ForbiddenQueryError: 403}
    return _error(next((status for kind, status in statuses.items() if isinstance(error, kind)), 400), str(error))


class _Prepared(Response):
    """A response whose headers are bytes already; a long one is sent, and compressed, while others are answered."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = headers if status == 304 else [*headers, (b"content-length", str(len(body)).encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for start in range(0, len(self.body) or 1, PART):
            more = start + PART < len(self.body)
            await send({"type": "http.response.body", "body": self.body[start : start + PART], "more_body": more})


def _size(answer: Answer) -> int:
    """Return what an answer takes, with the query that it is kept by."""
    return len(answer.body) + len(answer.query.text) + 1000


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(message + "\n", status_code=status, headers=HEADERS | (headers or {}))
