"""What every page needs: the graph through its published documents, the headers, entity tags, refusals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sarcomakg.errors import InputError, LimitError, NotFoundError, SarcomakgError, StoreError
from sarcomakg.graphql import Question, Service
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import refusal_html
from sarcomakg.resources import published

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


_KINDS: Mapping[str, type[SarcomakgError]] = {
    StoreError.code: StoreError,
    NotFoundError.code: NotFoundError,
    "DEADLINE_EXCEEDED": LimitError,
}


@dataclass(frozen=True)
class Site:
    """The opened graph and what answers documents on it."""

    graph: KnowledgeGraph
    service: Service

    def today(self) -> str:
        """Return the day (ISO 8601), for what grows stale: the one on which reviews have to count."""
        return self.graph.today()

    def read(self, document: str, **variables: Any) -> dict[str, Any]:
        """Return the data of a published document; raise an error of the kind of its first one.

        A published document is within every limit but time, so that LimitError means that the server is busy.
        """
        response = self.service.execute(Question(published()[document], variables=variables))
        if response.get("errors"):
            error = response["errors"][0]
            raise _KINDS.get(error["extensions"]["code"], InputError)(error["message"])
        data: dict[str, Any] = response["data"]
        return data


def page(request: Request, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a page with its entity tag, or 304 when the reader has it."""
    tag = 'W/"' + hashlib.sha256(body.encode()).hexdigest()[:32] + '"'
    if status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return HTMLResponse(body, status, {**HEADERS, "ETag": tag, **(headers or {})})


def refused(error: SarcomakgError) -> Response:
    """Return the page of an error: 503 of a store that is not there or a server that is busy, 404 of what is not there, 400 of the rest."""
    if isinstance(error, LimitError):
        said = "the page took too long to make, for the server is busy"
        return HTMLResponse(refusal_html("Busy", said, []), 503, HEADERS | {"Retry-After": "5"})
    if isinstance(error, StoreError):
        return HTMLResponse(refusal_html("StoreUnavailable", str(error), []), 503, HEADERS | {"Retry-After": "10"})
    if isinstance(error, NotFoundError):
        return HTMLResponse(refusal_html("NotFound", str(error), []), 404, HEADERS)
    return HTMLResponse(refusal_html("BadRequest", str(error), []), 400, HEADERS)


async def missing(request: Request, error: Exception) -> Response:
    """Return the page of an address where nothing is."""
    return HTMLResponse(refusal_html("NotFound", f"there is no page at {request.url.path[:80]!r}", []), 404, HEADERS)
