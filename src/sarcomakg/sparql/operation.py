"""What a request asks: the query operation of the SPARQL 1.1 Protocol, section 2.1."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

READ_ONLY = "updates are refused; this endpoint is read only: send SELECT, ASK, CONSTRUCT or DESCRIBE"
# Fields of a form that are read at most: a dataset of several graphs has one for each.
FIELDS = 100


@dataclass(frozen=True, slots=True)
class Operation:
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
    fields = parse_qs(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    wanted = fields.get("format", [""])[-1]
    direct: list[str] = []
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/sparql-update":
            raise RefusedError(403, READ_ONLY)
        if kind == "application/sparql-query":
            direct = [await _body(request, characters)]
        elif kind == "application/x-www-form-urlencoded":
            # In a form everything stands in the body (2.1.2); what the address says besides is not lost, but added.
            for name, values in _form(await _body(request, characters)).items():
                fields[name] = [*fields.get(name, ()), *values]
        else:
            raise RefusedError(415, "send application/sparql-query or application/x-www-form-urlencoded")
    if "update" in fields:
        raise RefusedError(403, READ_ONLY)
    queries = [*direct, *fields.get("query", ())]
    if len(queries) > 1:
        raise RefusedError(400, f"{len(queries)} queries; send one")
    return Operation(
        queries[0] if queries else None, wanted, tuple(fields.get("default-graph-uri", ())), tuple(fields.get("named-graph-uri", ()))
    )  # fmt: skip


def _form(body: str) -> dict[str, list[str]]:
    try:
        return parse_qs(body, keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        raise RefusedError(413, f"the form has more than {FIELDS} fields") from None


async def _body(request: Request, characters: int) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        # A character takes up to four bytes, and each of those three in a form.
        if len(body) > 12 * characters:
            raise RefusedError(413, f"the query is longer than {characters} characters")
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise RefusedError(400, "the body is not UTF-8") from None
