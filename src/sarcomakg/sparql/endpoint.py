"""The HTTP door of SPARQL: GET and POST, formats by Accept, errors in the protocol's words."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import replace

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from sarcomakg.disconnect import watched
from sarcomakg.errors import ForbiddenQueryError, InputError, LimitError, StoreError
from sarcomakg.sparql import workbench
from sarcomakg.sparql.description import Contents, describe
from sarcomakg.sparql.examples import examples
from sarcomakg.sparql.guard import DEFAULT, Limits, Query, admit, dataset_of
from sarcomakg.sparql.negotiation import among, choose, offered
from sarcomakg.sparql.operation import Operation, RefusedError, read_operation
from sarcomakg.sparql.pool import Engine, Ticket
from sarcomakg.sparql.worker import TooManyError

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, X-Snapshot-Identity",
    "X-Content-Type-Options": "nosniff",
}
_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, POST, OPTIONS",
}


# Bytes of an answer that are sent at once.
PART = 256 * 1024


class SparqlEndpoint:
    """`contents` counts the snapshot, for its description; `identity`, a part of every ETag, and `modified` are its own.

    `graphs` are the named graphs of the dataset; a browser finds a plain form without the workbench.
    """

    def __init__(
        self, engine: Engine, contents: Callable[[], Contents], identity: str, modified: str, limits: Limits = DEFAULT, graphs: Collection[str] = (),
        with_workbench: bool = True,
    ) -> None:  # fmt: skip
        self._engine, self._contents, self._identity, self._modified, self._limits = (
            engine,
            contents,
            identity,
            modified,
            limits,
        )
        self._graphs = frozenset(graphs)
        self._workbench = with_workbench and workbench.available()
        # Threads of its own: queries that wait for a worker keep nobody else waiting.
        self._threads = CapacityLimiter(64)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI app."""
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Answer a request of the SPARQL 1.1 Protocol."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_HEADERS | _ALLOWED)
        try:
            operation = await read_operation(request, self._limits.characters)
        except RefusedError as error:
            return _error(error.status, str(error))
        if operation.query is not None:
            return await self._run(request, operation)
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(workbench.PAGE if self._workbench else workbench.FORM, headers=workbench.HEADERS)
        if request.method == "POST":
            return _error(400, "no query; send ?query=, or POST application/sparql-query")
        return await to_thread.run_sync(self.describe, request, limiter=self._threads)

    async def example(self, request: Request) -> Response:
        """Run a published query with the parameters of the request; list them all without a name."""
        name = request.path_params.get("name")
        if name is None:
            listed = [
                {"name": e.name, "label": e.label, "question": e.question, "group": e.group, "form": e.form, "query": e.text,
                 "parameters": [{"name": p.name, "meaning": p.meaning, "kind": p.kind, "default": p.default} for p in e.parameters]}
                for e in examples().values()
            ]  # fmt: skip
            return JSONResponse(listed, headers=_HEADERS)
        if name not in examples():
            return _error(404, f"there is no query {name[:80]!r}; /queries lists them")
        given = {key: value for key, value in request.query_params.items() if key != "format"}
        try:
            query = examples()[name].bound(given)
        except InputError as error:
            return _error(400, str(error))
        return await self._run(request, Operation(query))

    def describe(self, request: Request) -> Response:
        """Return the description of the service and of its dataset, as RDF by Accept or `?format=`."""
        types = offered("CONSTRUCT")
        media_type = among(types, request.headers.get("accept", ""), request.query_params.get("format", ""))
        if media_type is None:
            return _error(406, f"the description is one of: {', '.join(types)}")
        base = str(request.base_url).rstrip("/")
        body = describe(self._contents(), base, self._identity, self._modified, media_type)
        return Response(body, media_type=f"{media_type}; charset=utf-8", headers=_HEADERS | {"Vary": "Accept"})

    async def _run(self, request: Request, operation: Operation) -> Response:
        try:
            query = self._admit(operation)
            media_type = choose(query.form, request.headers.get("accept", ""), request.query_params.get("format", ""))
            if media_type is None:
                return _error(406, f"{query.form} is answered as one of: {', '.join(offered(query.form))}")
            tag = self._tag(query, media_type)
            headers = _HEADERS | {"ETag": tag, "Vary": "Accept", "X-Snapshot-Identity": self._identity}
            if tag in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            return await self._answer(request, query, media_type, headers)
        except (StoreError, TooManyError) as error:
            return _error(503, str(error), {"Retry-After": "10"})
        except LimitError as error:
            return _error(413, str(error))
        except ForbiddenQueryError as error:
            return _error(403, str(error))
        except InputError as error:
            return _error(400, str(error))

    def _admit(self, operation: Operation) -> Query:
        """Return the query that may be run; the dataset of the protocol goes before that of the query (2.1.4)."""
        query = admit(operation.query or "", self._limits, self._graphs)
        try:
            default, named = dataset_of(operation.default_graphs, operation.named_graphs, self._graphs)
        except ForbiddenQueryError as error:
            raise InputError(str(error)) from None
        return query if default is None else replace(query, default=default, named=named)

    def _tag(self, query: Query, media_type: str) -> str:
        asked = f"{self._identity} {media_type} {query.default} {query.named} {query.text}"
        return 'W/"' + hashlib.sha256(asked.encode()).hexdigest()[:32] + '"'

    async def _answer(self, request: Request, query: Query, media_type: str, headers: Mapping[str, str]) -> Response:
        ticket = Ticket()
        async with watched(request, ticket.cancel):
            body = await self._engine.answer(query, media_type, ticket)
        kind = f"{media_type}; charset=utf-8"
        if len(body) <= PART:
            return Response(body, media_type=kind, headers=dict(headers))
        return StreamingResponse(_parts(body), media_type=kind, headers=dict(headers))


async def _parts(body: bytes) -> AsyncIterator[memoryview]:
    """Yield an answer in parts, so that it is sent, and compressed, while others are answered."""
    for start in range(0, len(body), PART):
        yield memoryview(body)[start : start + PART]


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(message + "\n", status_code=status, headers=_HEADERS | (headers or {}))
