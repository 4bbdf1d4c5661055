"""What a request asks: the query operation of the SPARQL 1.1 Protocol, section 2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from starlette.requests import Request

READ_ONLY = "updates are refused; this endpoint is read only: send SELECT, ASK, CONSTRUCT or DESCRIBE"
# Fields of a form that are read at most: a dataset of several graphs has one for each.
FIELDS = 100
_DIRECT, _FORM = "application/sparql-query", "application/x-www-form-urlencoded"


class Operation(NamedTuple):
    """A query as it came, the format that its address names, and the graphs that the request makes its dataset of.

    No query asks what there is.
    """

    query: str | None
    wanted: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class RefusedError(Exception):
    """A request that is no query operation: the status and the way out."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def read_operation(request: Request, characters: int) -> Operation:
    """Return what a request asks, reading at most what `characters` of a query can take; raise RefusedError."""
    address: bytes = request.scope["query_string"]
    if request.method != "POST":
        return operation_of(address)
    kind = kind_of(request.headers.get("content-type", ""))
    return operation_of(address, kind, await _body(request, characters))


def kind_of(content_type: str) -> str:
    """Return the media type of a body; raise RefusedError on one that no query is sent in."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/sparql-update":
        raise RefusedError(403, READ_ONLY)
    if kind not in (_DIRECT, _FORM):
        raise RefusedError(415, f"send {_DIRECT} or {_FORM}")
    return kind


def operation_of(address: bytes, kind: str = "", body: bytes = b"") -> Operation:
    """Return what is asked by the query string of an address and, in a POST, by a body of a media type; raise RefusedError."""
    fields = _fields(address)
    wanted = fields.get("format", [""])[-1]
    direct = [_text(body)] if kind == _DIRECT else []
    if kind == _FORM:
        # In a form everything stands in the body (2.1.2); what the address says besides is not lost, but added.
        if body.count(b"&") >= FIELDS:
            raise RefusedError(413, f"the form has more than {FIELDS} fields")
        _text(body)
        for name, values in _fields(body).items():
            fields[name] = [*fields.get(name, ()), *values]
    if "update" in fields:
        raise RefusedError(403, READ_ONLY)
    queries = [*direct, *fields.get("query", ())]
    if len(queries) > 1:
        raise RefusedError(400, f"{len(queries)} queries; send one")
    default, named = fields.get("default-graph-uri", ()), fields.get("named-graph-uri", ())
    return Operation(queries[0] if queries else None, wanted, tuple(default), tuple(named))


def _fields(form: bytes) -> dict[str, list[str]]:
    """Return the fields of a form as `urllib.parse.parse_qs` reads them, in a fifth of the time."""
    found: dict[str, list[str]] = {}
    for field in form.split(b"&") if form else ():
        name, _, value = field.partition(b"=")
        found.setdefault(_unquoted(name), []).append(_unquoted(value))
    return found


def _unquoted(text: bytes) -> str:
    text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text.decode(errors="replace")
    try:
        # The escapes of a string are the same with another sign, and are decoded in C; what is broken has none.
        bytewise = text.replace(b"\\", b"\\\\").replace(b"%", b"\\x").decode("unicode_escape")
    except UnicodeDecodeError:
        return unquote_to_bytes(text).decode(errors="replace")
    return bytewise if bytewise.isascii() else bytewise.encode("latin-1").decode(errors="replace")


async def _body(request: Request, characters: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        # A character takes up to four bytes, and each of those three in a form.
        if len(body) > 12 * characters:
            raise RefusedError(413, f"the query is longer than {characters} characters")
    return bytes(body)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise RefusedError(400, "the body is not UTF-8") from None
