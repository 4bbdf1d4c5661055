"""The HTTP door of SPARQL: GET and POST, formats by Accept, errors in the protocol's words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from anyio import to_thread
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
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


# Bytes of an answer that are sent at once; a longer one is not kept.
PART = 256 * 1024
# Bytes of answers that are kept.
KEPT = 64 * 1024 * 1024
# What has another value when it is asked again.
_VARYING = re.compile(r"\b(NOW|RAND|UUID|STRUUID)\s*\(")


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
        headers = _HEADERS | {"Vary": "Accept", "X-Snapshot-Identity": identity}
        self._always = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._kept: LRUCache[tuple[Operation, str], _Answer] = LRUCache(KEPT, getsizeof=_size)

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
            return JSONResponse(listed, headers=_HEADERS)
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
        body = describe(self._contents(), base, self._identity, self._modified, media_type)
        return Response(body, media_type=f"{media_type}; charset=utf-8", headers=_HEADERS | {"Vary": "Accept"})

    async def _run(self, request: Request, operation: Operation) -> Response:
        try:
            asked = operation, request.headers.get("accept", "")
            answer = self._kept.get(asked) or self._asked(*asked)
            if answer.tag in request.headers.get("if-none-match", ""):
                return _Prepared(304, self._headers(answer))
            if not answer.body:
                ticket = Ticket()
                async with watched(request, ticket.cancel):
                    body = await self._engine.answer(answer.query, answer.media_type, ticket)
                answer = _Answer(answer.query, answer.media_type, answer.tag, body)
                self._keep(asked, answer)
        except RefusedError as error:
            return _error(error.status, str(error))
        except (StoreError, TooManyError) as error:
            return _error(503, str(error), {"Retry-After": "10"})
        except LimitError as error:
            return _error(413, str(error))
        except ForbiddenQueryError as error:
            return _error(403, str(error))
        except InputError as error:
            return _error(400, str(error))
        return _Prepared(200, self._headers(answer), answer.body)

    def _headers(self, answer: _Answer) -> list[tuple[bytes, bytes]]:
        kind = f"{answer.media_type}; charset=utf-8"
        return [*self._always, (b"etag", answer.tag.encode()), (b"content-type", kind.encode())]

    def _asked(self, operation: Operation, accept: str) -> _Answer:
        """Return what will be answered, without its body; raise what the guard raises, RefusedError where no format fits."""
        query = self._admit(operation)
        media_type = choose(query.form, accept, operation.wanted)
        if media_type is None:
            raise RefusedError(406, f"{query.form} is answered as one of: {', '.join(offered(query.form))}")
        asked = f"{self._identity} {media_type} {query.default} {query.named} {query.text}"
        return _Answer(query, media_type, f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"')

    def _keep(self, asked: tuple[Operation, str], answer: _Answer) -> None:
        """Keep a short answer: the graph never changes, so that it is what the same query gets later."""
        if len(answer.body) <= PART and not _varies(answer.query.text):
            self._kept[asked] = answer

    def _admit(self, operation: Operation) -> Query:
        """Return the query that may be run; the dataset of the protocol goes before that of the query (2.1.4)."""
        query = admit(operation.query or "", self._limits, self._graphs)
        try:
            default, named = dataset_of(operation.default_graphs, operation.named_graphs, self._graphs)
        except ForbiddenQueryError as error:
            raise InputError(str(error)) from None
        return query if default is None else replace(query, default=default, named=named)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A query that may be run, the format and the entity tag of its answer, and its bytes, none before it has run."""

    query: Query
    media_type: str
    tag: str
    body: bytes = b""


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


def _varies(text: str) -> bool:
    upper = text.upper()
    return ("NOW" in upper or "RAND" in upper or "UUID" in upper) and _VARYING.search(upper) is not None


def _size(answer: _Answer) -> int:
    """Return what an answer takes, with the query that it is kept by."""
    return len(answer.body) + len(answer.query.text) + 1000


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(message + "\n", status_code=status, headers=_HEADERS | (headers or {}))
