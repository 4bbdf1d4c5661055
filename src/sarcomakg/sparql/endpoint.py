"""The HTTP door of SPARQL: GET and POST, formats by Accept, errors in the protocol's words."""

from __future__ import annotations

import asyncio
import hashlib
from html import escape
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sarcomakg.errors import ForbiddenQueryError, InputError, LimitError
from sarcomakg.sparql.description import DATASET, describe
from sarcomakg.sparql.examples import examples
from sarcomakg.sparql.guard import DEFAULT, Limits, admit, query_form
from sarcomakg.sparql.negotiation import best, choose, offered
from sarcomakg.sparql.pool import Pool, Ticket
from sarcomakg.sparql.worker import TooManyError

EXAMPLE = """SELECT ?drug ?date WHERE {
  ?statement rdf:subject ?drug ; rdf:predicate skg:approvedFor ;
    rdf:object condition:alveolar-soft-part-sarcoma ; skg:validFrom ?date .
}"""
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, X-Snapshot-Identity",
    "X-Content-Type-Options": "nosniff",
}
_FORM = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>SPARQL</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/static/article.css"></head><body><main>
<h1>SPARQL</h1><form action="/sparql" method="get"><p><label for="query">Query</label></p>
<p><textarea id="query" name="query" rows="14">{query}</textarea></p>
<p><label>Format <select name="format"><option>json</option><option>csv</option><option>xml</option><option>tsv</option></select></label>
<button>Run</button></p></form><p>Our prefixes need no declaration.</p></main></body></html>"""


class SparqlEndpoint:
    """`graph` is the snapshot in N-Triples, for its description; `identity`, a part of every ETag, and `modified` are its own."""

    def __init__(self, pool: Pool, graph: bytes, identity: str, modified: str, limits: Limits = DEFAULT) -> None:
        self._pool, self._graph, self._identity, self._modified, self._limits = pool, graph, identity, modified, limits
        # Threads of its own: queries that wait for a worker keep nobody else waiting.
        self._threads = CapacityLimiter(64)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI app."""
        response = await self.respond(Request(scope, receive))
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Answer a request of the SPARQL 1.1 Protocol."""
        if request.method == "OPTIONS":
            allow = {
                "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
                "Access-Control-Allow-Headers": "Content-Type, Accept",
            }
            return Response(status_code=204, headers=_HEADERS | allow)
        query, refused = await self._query(request)
        if refused:
            return refused
        if query is None:
            if "text/html" in request.headers.get("accept", ""):
                return HTMLResponse(_FORM.format(query=escape(EXAMPLE)), headers=_HEADERS)
            if request.method == "POST":
                return _error(400, "no query; send ?query=, or POST application/sparql-query")
            return await to_thread.run_sync(self.describe, request, limiter=self._threads)
        return await self._run(request, query)

    async def example(self, request: Request) -> Response:
        """Run a published query with the parameters of the request; list them all without a name."""
        name = request.path_params.get("name")
        if name is None:
            listed = [
                {"name": e.name, "question": e.question, "group": e.group, "form": e.form, "query": e.text,
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
        return await self._run(request, query)

    def describe(self, request: Request) -> Response:
        """Return the description of the service and of its dataset, as RDF by Accept or `?format=`."""
        types = offered("CONSTRUCT")
        media_type = best(types, request.headers.get("accept", ""), request.query_params.get("format", ""))
        if media_type is None:
            return _error(406, f"the description is one of: {', '.join(types)}")
        base = str(request.base_url).rstrip("/")
        body = describe(self._graph, base, self._identity, self._modified, media_type)
        return Response(body, media_type=f"{media_type}; charset=utf-8", headers=_HEADERS | {"Vary": "Accept"})

    async def _query(self, request: Request) -> tuple[str | None, Response | None]:
        """Return the query of a request, or the response that refuses it."""
        parameters = {k: request.query_params.getlist(k) for k in request.query_params}
        text: str | None = None
        if request.method == "POST":
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            body = bytearray()
            async for chunk in request.stream():
                body += chunk
                if len(body) > 4 * self._limits.characters:
                    return None, _error(413, f"the query is longer than {self._limits.characters} characters")
            try:
                decoded = body.decode()
            except UnicodeDecodeError:
                return None, _error(400, "the body is not UTF-8")
            if kind == "application/sparql-query":
                text = decoded
            elif kind == "application/x-www-form-urlencoded":
                parameters |= parse_qs(decoded, max_num_fields=20)
            elif kind == "application/sparql-update":
                return None, _error(403, "updates are refused; this endpoint is read only")
            else:
                return None, _error(415, "send application/sparql-query or application/x-www-form-urlencoded")
        if "update" in parameters:
            return None, _error(403, "updates are refused; this endpoint is read only")
        for name in ("default-graph-uri", "named-graph-uri"):
            for iri in parameters.get(name, []):
                if (name, iri) != ("default-graph-uri", DATASET):
                    return None, _error(
                        400, f"there is no graph {iri[:200]!r}; the one that there is, as default graph, is {DATASET}"
                    )
        queries = parameters.get("query", [])
        if len(queries) + (text is not None) > 1:
            return None, _error(400, "more than one query; send one")
        return (text if text is not None else queries[0] if queries else None), None

    async def _run(self, request: Request, query: str) -> Response:
        try:
            admit(query, self._limits)
            form = query_form(query)
            media_type = choose(form, request.headers.get("accept", ""), request.query_params.get("format", ""))
            if media_type is None:
                return _error(406, f"{form} is answered as one of: {', '.join(offered(form))}")
            tag = 'W/"' + hashlib.sha256(f"{self._identity} {media_type} {query}".encode()).hexdigest()[:32] + '"'
            headers = _HEADERS | {"ETag": tag, "Vary": "Accept", "X-Snapshot-Identity": self._identity}
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers=headers)
            payload = await self._answer(request, query, media_type)
        except TooManyError as error:
            return _error(503, str(error), {"Retry-After": "10"})
        except LimitError as error:
            return _error(413, str(error))
        except ForbiddenQueryError as error:
            return _error(403, str(error))
        except InputError as error:
            return _error(400, str(error))
        return Response(payload, media_type=f"{media_type}; charset=utf-8", headers=headers)

    async def _answer(self, request: Request, query: str, media_type: str) -> bytes:
        ticket = Ticket()
        watching = asyncio.create_task(_gone(request, ticket))
        try:
            return await to_thread.run_sync(self._pool.run, query, media_type, ticket, limiter=self._threads)
        finally:
            watching.cancel()


async def _gone(request: Request, ticket: Ticket) -> None:
    """Wait until the client hangs up, then stop its query."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    ticket.cancel()


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(message + "\n", status_code=status, headers=_HEADERS | (headers or {}))
