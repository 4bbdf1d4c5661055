"""Linked data: an IRI of ours is a redirect to a page or to RDF, by Accept; what there is of a thing is its description."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from sarcomakg.errors import StoreError
from sarcomakg.identifiers import to_iri
from sarcomakg.negotiation import best
from sarcomakg.sparql.guard import Query
from sarcomakg.sparql.pool import Engine, whole
from sarcomakg.sparql.worker import TooManyError

_ENDS = {"html": "text/html", "ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml"}  # fmt: skip
_HEADERS = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff", "Vary": "Accept"}


class ResourceEndpoint:
    """`exists` tells whether there is a thing of an identifier, `page` makes its page, `nearest` the way out of a 404."""

    def __init__(
        self, engine: Engine, identity: str, exists: Callable[[str], bool], page: Callable[[Request, str], Response],
        nearest: Callable[[Request, str], Response],
    ) -> None:  # fmt: skip
        self._engine, self._identity = engine, identity
        self._exists, self._page, self._nearest = exists, page, nearest

    async def respond(self, request: Request) -> Response:
        """Redirect (303) an IRI to the document about it; send the document."""
        family, local = request.path_params["family"], request.path_params["name"]
        stem, dot, end = local.rpartition(".")
        known = bool(dot) and end in _ENDS and self._exists(f"{family}:{stem}")
        name = f"{family}:{stem if known else local}"
        if not known and not self._exists(name):
            return await to_thread.run_sync(self._nearest, request, name)
        if not known:
            return self._redirect(request, name)
        if end == "html":
            return await to_thread.run_sync(self._page, request, name)
        tag = f'W/"{self._identity[:24]}-{end}"'
        headers = _HEADERS | {"ETag": tag, "Link": f'<{request.url.path.rpartition(".")[0]}>; rel="describes"'}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        try:
            body = await to_thread.run_sync(whole, self._engine, _about(name), _ENDS[end])
        except (StoreError, TooManyError) as error:
            return PlainTextResponse(f"{error}\n", 503, _HEADERS | {"Retry-After": "10"})
        return Response(body, media_type=f"{_ENDS[end]}; charset=utf-8", headers=headers)

    def _redirect(self, request: Request, name: str) -> Response:
        media_type = best(tuple(_ENDS.values()), request.headers.get("accept", ""))
        if media_type is None:
            said = f"a thing is described as one of: {', '.join(_ENDS.values())}\n"
            return PlainTextResponse(said, 406, _HEADERS)
        end = next(end for end, kind in _ENDS.items() if kind == media_type)
        return RedirectResponse(f"/id/{name.replace(':', '/', 1)}.{end}", 303, _HEADERS)


def _about(name: str) -> Query:
    """Return the query of what is said of a thing, and of the Statements that it is an end of, down to their Results."""
    iri = f"<{to_iri(name)}>"
    return Query(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ BIND({iri} AS ?s) }} UNION {{ {iri} (skg:citation|skg:result)+ ?s }} "
        f"UNION {{ ?statement rdf:subject|rdf:object {iri} . ?statement (skg:citation|skg:result)* ?s }} ?s ?p ?o }}",
        form="CONSTRUCT",
    )


def about_statements(names: Sequence[str]) -> Query:
    """Return the query of what is said of Statements, down to their Citations and Results."""
    iris = " ".join(f"<{to_iri(name)}>" for name in names)
    return Query(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?statement {{ {iris} }} ?statement (skg:citation|skg:result)* ?s . ?s ?p ?o }}",
        form="CONSTRUCT",
    )
