"""The HTTP door of GraphQL: the GraphQL over HTTP specification, GET and POST, in JSON."""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from sarcomakg.disconnect import watched
from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.graphql import graphiql
from sarcomakg.graphql.execution import Question, Reply, Service
from sarcomakg.graphql.negotiation import JSON, RESPONSE, choose
from sarcomakg.graphql.persisted import PersistedQueries
from sarcomakg.graphql.ready import VARY, Ready, ReadyAnswers, key_of

MAX_BODY = 128 * 1024
# Answers that are worked out at one time; the others wait.
_AT_ONCE, _LARGE_AT_ONCE, _IN_QUEUE = 4, 2, 128
# The cost by estimate up to which a request is a small one.
_LITTLE = 1000
# Seconds in which a body has to arrive.
_SENDING = 10
_ALLOW = "GET, HEAD, POST, OPTIONS"
_ALWAYS = {"Vary": VARY, "X-Content-Type-Options": "nosniff"}


class _HttpError(Exception):
    """A request that does not get as far as GraphQL."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class GraphQLEndpoint:
    """`max_age` is for how many seconds a cache may keep the answer to a GET without asking again."""

    def __init__(
        self, service: Service, persisted: PersistedQueries, *, with_graphiql: bool = True, max_age: int = 0
    ) -> None:
        self._service, self._persisted = service, persisted
        self._graphiql, self._max_age = with_graphiql, max_age
        self._light, self._heavy = CapacityLimiter(_AT_ONCE), CapacityLimiter(_LARGE_AT_ONCE)
        self._waiting = 0
        self._ready = ReadyAnswers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI app."""
        try:
            body = await _read(scope, receive) if scope["method"] == "POST" else b""
            key = key_of(scope, body, self._service.epoch)
            ready = self._ready.get(key)
            if ready is None:
                found = await self.respond(Request(scope, receive), body)
                if isinstance(found, Response):
                    await found(scope, receive, send)
                    return
                ready, keep = found
                if keep:
                    self._ready.keep(key, ready)
            await ready.send(scope, send)
        except _HttpError as error:
            media = choose(_accept(Request(scope))) or JSON
            await _error(error.status, error.code, str(error), media)(scope, receive, send)
        except ClientDisconnect:
            return

    async def respond(self, request: Request, body: bytes) -> Response | tuple[Ready, bool]:
        """Answer a request; say of an answer whether it may be kept. Raise _HttpError where there is nothing to execute."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": _ALLOW})
        if request.method not in ("GET", "HEAD", "POST"):
            raise _HttpError(405, "METHOD_NOT_ALLOWED", f"{request.method} is not allowed; use GET or POST")
        if self._wants_page(request):
            return HTMLResponse(graphiql.PAGE, headers=graphiql.HEADERS)
        media = choose(_accept(request))
        if media is None:
            raise _HttpError(406, "NOT_ACCEPTABLE", f"an answer is {RESPONSE} or {JSON}; accept one of them")
        get = request.method != "POST"
        parameters = _from_query(request) if get else _from_body(request, body)
        try:
            question = self._question(parameters)
        except SarcomakgError as error:
            # A persisted query that is not known is an answer of the protocol, which clients look for.
            status = 200 if error.code == "PERSISTED_QUERY_NOT_FOUND" else 400
            return _error(status, error.code, str(error), media)
        if get and _mutates(question):
            raise _HttpError(405, "METHOD_NOT_ALLOWED", "a GET only reads; there are no mutations here")
        reply = self._service.kept(question) or self._service.at_once(question)
        reply = reply or await self._answer(request, question)
        # In the older media type every response that is well-formed is a success.
        status = 200 if reply.executed or media == JSON else 400
        return Ready(reply, media, status, self._max_age if get and reply.clean else None), reply.clean

    def _wants_page(self, request: Request) -> bool:
        if not self._graphiql or request.method not in ("GET", "HEAD") or "text/html" not in _accept(request):
            return False
        return "query" not in request.query_params and "extensions" not in request.query_params

    def _question(self, given: Mapping[str, Any]) -> Question:
        extensions = _typed(given, "extensions", dict) or {}
        text, variables = _typed(given, "query", str), _typed(given, "variables", dict)
        question = Question(text or "", _typed(given, "operationName", str), variables)
        _writable(question)
        resolved = self._persisted.resolve(text, extensions)
        if resolved is None:
            raise InputError('the request has no query; send {"query": "{ __typename }"}')
        return question if resolved == text else replace(question, document=resolved)

    async def _answer(self, request: Request, question: Question) -> Reply:
        """Answer in a thread; the time runs from now, and ends when the client goes.

        What costs much by estimate waits in a line of its own, so that it keeps nobody waiting who asks for little.
        """
        if self._waiting >= _IN_QUEUE:
            raise _HttpError(429, "BUSY", f"over {_IN_QUEUE} requests wait; try again in a few seconds")
        patience = self._service.patience()
        self._waiting += 1
        try:
            async with watched(request, patience.lose):
                begun = await to_thread.run_sync(self._service.begin, question, patience, _LITTLE, limiter=self._light)
                if isinstance(begun, Reply):
                    return begun
                return await to_thread.run_sync(self._service.finish, begun, question, patience, limiter=self._heavy)
        finally:
            self._waiting -= 1


async def _read(scope: Scope, receive: Receive) -> bytes:
    """Return the body of a request; raise _HttpError on one that is too long, or too long in coming."""
    declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    body = bytearray()
    try:
        async with asyncio.timeout(_SENDING):
            while not (declared.isdigit() and int(declared) > MAX_BODY) and len(body) <= MAX_BODY:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                body += message.get("body", b"")
                if not message.get("more_body", False) and len(body) <= MAX_BODY:
                    return bytes(body)
    except TimeoutError:
        raise _HttpError(408, "BAD_REQUEST", f"the body did not arrive in {_SENDING} s") from None
    raise _HttpError(413, "TOO_COMPLEX", f"the body is over {MAX_BODY} bytes")


def _from_body(request: Request, body: bytes) -> Mapping[str, Any]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != JSON:
        raise _HttpError(415, "UNSUPPORTED_MEDIA_TYPE", f"a body is {JSON}, not {kind.strip()[:80] or 'of no type'}")
    named = dict(p.strip().lower().partition("=")[::2] for p in parameters.split(";") if "=" in p)
    charset = named.get("charset", "utf-8").strip('"')
    if charset not in ("utf-8", "utf8"):
        raise _HttpError(415, "UNSUPPORTED_MEDIA_TYPE", f"the charset is {charset[:40]!r}; send utf-8")
    if (request.headers.get("content-encoding") or "identity").lower() != "identity":
        raise _HttpError(415, "UNSUPPORTED_MEDIA_TYPE", "a body is sent uncompressed")
    return _mapping(_loads(body, "the body"), "the body")


def _from_query(request: Request) -> Mapping[str, Any]:
    given: dict[str, Any] = {}
    for name in ("query", "operationName", "variables", "extensions"):
        values = request.query_params.getlist(name)
        if len(values) > 1:
            raise _HttpError(400, "BAD_REQUEST", f"{name} is given {len(values)} times; give it once")
        if values and values[0]:
            given[name] = _loads(values[0].encode(), name) if name in ("variables", "extensions") else values[0]
    return given


def _loads(text: bytes, what: str) -> Any:
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_constant, parse_float=_float)
    except UnicodeDecodeError as error:
        raise _HttpError(400, "BAD_REQUEST", f"{what} is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise _HttpError(
            400, "BAD_REQUEST", f"{what} is not JSON at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise _HttpError(400, "TOO_COMPLEX", f"{what} is nested too deeply") from None
    except ValueError:
        raise _HttpError(400, "BAD_REQUEST", f"{what} has a number that JSON does not have, or one too long") from None


def _constant(name: str) -> None:
    raise ValueError(name)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        raise _HttpError(400, "BAD_REQUEST", "a request is one object; batches are not taken, send them one by one")
    raise _HttpError(400, "BAD_REQUEST", f"{what} is {json.dumps(value)[:40]}; send an object with a query")


def _typed(given: Mapping[str, Any], name: str, kind: type) -> Any:
    value = given.get(name)
    if value is not None and not isinstance(value, kind):
        wanted = "a string" if kind is str else "an object"
        raise InputError(f"{name} is {json.dumps(value)[:40]}; send {wanted}, null, or leave it out")
    return value


def _writable(question: Question) -> None:
    """Raise InputError on what cannot be written as JSON in UTF-8, and so be no part of a question."""
    try:
        question.key  # noqa: B018
    except TypeError:
        try:
            json.dumps([question.document, question.operation_name, question.variables], ensure_ascii=False).encode()
        except UnicodeEncodeError:
            said = "the request has half of a surrogate pair (\\ud800 to \\udfff); send whole characters"
        else:
            said = "the variables have a number of over 64 bits, or are nested too deeply"
        raise InputError(said) from None


def _mutates(question: Question) -> bool:
    bare = re.sub(r"#[^\n\r]*", "", question.document).lstrip("\ufeff, \t\n\r")
    return bare.startswith("mutation")


def _accept(request: Request) -> str:
    return ",".join(request.headers.getlist("accept"))


def _error(status: int, code: str, message: str, media: str) -> Response:
    body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]})
    headers = _ALWAYS | {"Cache-Control": "no-store"} | ({"Allow": _ALLOW} if status == 405 else {})
    return Response(body, status, headers, f"{media}; charset=utf-8")


__all__ = ["MAX_BODY", "GraphQLEndpoint"]
