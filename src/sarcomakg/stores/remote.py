"""The remote store: any SPARQL 1.1 endpoint, asked over HTTP with timeouts, retries and credentials of the environment."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import httpx
import pyoxigraph as ox

from sarcomakg import settings
from sarcomakg.errors import LimitError, QuerySyntaxError, StoreError
from sarcomakg.identifiers import prefixes
from sarcomakg.stores.embedded import unreadable

ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
# Statuses that say: not now.
_BUSY = {429, 502, 503, 504}
# Seconds before each further try.
BACKOFF = (0.2, 0.6, 1.8)
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class _Credentials(httpx.Auth):
    """Basic or Digest, whichever the server asks for."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            digest = response.headers.get("www-authenticate", "").lower().startswith("digest")
            kind = httpx.DigestAuth if digest else httpx.BasicAuth
            self._chosen = kind(self._user, self._password)
        yield from self._chosen.auth_flow(request)


def client() -> httpx.Client:
    """Return a client with the credentials of the environment: a bearer token, or a user and a password."""
    token, user = settings.read("store_token"), settings.read("store_user")
    headers = {"User-Agent": "sarcomakg"} | ({"Authorization": f"Bearer {token}"} if token else {})
    auth = _Credentials(user, settings.read("store_password")) if user and not token else None
    return httpx.Client(headers=headers, auth=auth, follow_redirects=False)


@dataclass(frozen=True)
class RemoteStore:
    """An endpoint, and the graph in it that is read (its whole default graph without one).

    `requests` counts what was sent, tries included. All errors are of `sarcomakg.errors`.
    """

    url: str
    graph: str = ""
    timeout: float = 30.0
    client: httpx.Client = field(default_factory=client, repr=False)
    requests: list[int] = field(default_factory=lambda: [0], repr=False)

    def on(self, graph: str) -> RemoteStore:
        """Return the same store, reading another graph."""
        return RemoteStore(self.url, graph, self.timeout, self.client, self.requests)

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple of the graph."""
        return self.construct("CONSTRUCT WHERE { ?s ?p ?o }")

    def rows(self, text: str) -> list[dict[str, Term]]:
        """Return the rows of a SELECT; unbound variables are left out."""
        solutions = self.query(text)
        assert isinstance(solutions, ox.QuerySolutions), text
        names = [v.value for v in solutions.variables]
        return [{n: row[n] for n in names if row[n] is not None} for row in solutions]

    def construct(self, text: str) -> Iterator[ox.Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE."""
        return (quad.triple for quad in ox.parse(self.ask(text, TRIPLES), format=ox.RdfFormat.N_TRIPLES))

    def query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a SPARQL query, in which our prefixes need no declaration; raise QuerySyntaxError with the position."""
        if not isinstance(parsed(text), ox.QueryTriples):
            return answered(self.ask(text, ROWS))
        copy = ox.Store()
        copy.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in self.construct(text))
        return copy.query("CONSTRUCT WHERE { ?s ?p ?o }")

    def ask(
        self,
        text: str,
        accept: str,
        *,
        most: int | None = None,
        seconds: float | None = None,
        ended: Callable[[], bool] = bool,
    ) -> bytes:
        """Return the answer to a query in a media type.

        Raises LimitError when it has more than `most` bytes, StoreError when it takes more than `seconds` or when
        nobody waits for it any more (`ended`).
        """
        fields: dict[str, str | list[str]] = {"query": declared(text)}
        if self.graph:
            fields["default-graph-uri"] = self.graph
        bounds = _Bounds(self.url, most, seconds or self.timeout, ended)
        response, body = self._send("POST", self.url, data=fields, headers={"Accept": accept}, bounds=bounds)
        if rows := response.headers.get("x-sparql-maxrows"):
            raise StoreError(f"{self.url} cuts what it answers at {rows} rows; let it send more (ResultSetMaxRows)")
        return body

    def update(self, text: str, url: str = "") -> None:
        """Send a SPARQL 1.1 Update, to the endpoint or to another address of the same server."""
        kind = {"Content-Type": "application/sparql-update"}
        self._send("POST", url or self.url, content=declared(text).encode(), headers=kind)

    def add(self, graph: str, triples: bytes, url: str) -> None:
        """Add N-Triples to a graph by the Graph Store Protocol."""
        self._send("POST", url, params={"graph": graph}, content=triples, headers={"Content-Type": TRIPLES})

    def __len__(self) -> int:
        return int(value_of(self.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]["n"]))

    def load(self, triples: Iterable[ox.Triple]) -> None:
        """A store that is served is filled by `sarcomakg load`, never by a reader."""
        raise StoreError(f"{self.url} is read only here; fill it with: sarcomakg load --to {self.url}")

    def _send(
        self, method: str, url: str, *, bounds: _Bounds | None = None, **parts: object
    ) -> tuple[httpx.Response, bytes]:
        """Send a request, again after a while when the server is not there or busy; a slow answer is not asked for twice."""
        within = bounds or _Bounds(url, None, self.timeout, bool)
        for wait in (*BACKOFF, None):
            self.requests[0] += 1
            try:
                with self.client.stream(method, url, timeout=within.timeout, **parts) as response:  # type: ignore[arg-type]
                    if response.status_code not in _BUSY or wait is None:
                        return response, within.read(response)
            except httpx.ConnectError as error:
                if wait is None:
                    raise StoreError(f"the store {url} cannot be reached ({error}); is it up?") from None
            except httpx.TimeoutException:
                raise within.late() from None
            except httpx.HTTPError as error:
                if wait is None:
                    raise StoreError(f"the store {url} broke off: {error}") from None
            time.sleep(wait or 0.0)
        raise AssertionError("the last try returns or raises")


class _Bounds:
    """How long an answer may take, how much it may be, and whether somebody still waits for it."""

    def __init__(self, url: str, most: int | None, seconds: float, ended: Callable[[], bool]) -> None:
        self._url, self._most, self._seconds, self._ended = url, most, seconds, ended
        self.timeout = httpx.Timeout(seconds, connect=min(seconds, 5.0))
        self._until = time.monotonic() + seconds

    def late(self) -> StoreError:
        """Return the error of an answer that takes too long."""
        said = f"the store {self._url} did not answer within {self._seconds:g} s"
        return StoreError(f"{said}; ask for less, or raise {settings.variable('store_timeout')}")

    def read(self, response: httpx.Response) -> bytes:
        """Return the body of an answer; raise StoreError, QuerySyntaxError or LimitError."""
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if self._most is not None and len(body) > self._most:
                raise LimitError(f"the answer has more than {self._most} bytes; ask for less")
            if self._ended():
                raise StoreError("the query was given up by its client")
            if time.monotonic() > self._until:
                raise self.late()
        if not response.is_success:
            raise _refused(self._url, response.status_code, bytes(body))
        return bytes(body)


def _refused(url: str, status: int, body: bytes) -> StoreError | QuerySyntaxError:
    said = " ".join(body[:400].decode(errors="replace").split())
    if status in (401, 403):
        names = ", ".join(settings.variable(n) for n in ("store_user", "store_password", "store_token"))
        return StoreError(f"the store {url} refused us ({status}); set {names}")
    if status == 400:
        return QuerySyntaxError(f"the store {url} does not understand the query: {said}")
    return StoreError(f"the store {url} answered {status}: {said}")


def parsed(text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Let our own engine read a query, over nothing, for an error with line and column; raise QuerySyntaxError."""
    try:
        return ox.Store().query(text, prefixes=prefixes())
    except SyntaxError as error:
        raise unreadable(error) from None
    except RuntimeError as error:
        raise QuerySyntaxError(f"the query cannot be evaluated: {error}") from None


def answered(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """Read SPARQL results in JSON; Virtuoso sends the boolean of some ASK as a row of its own."""
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QuerySolutions) and [v.value for v in found.variables] == ["__ASK_RETVAL"]:
        yes = any(row["__ASK_RETVAL"] is not None and row["__ASK_RETVAL"].value in ("1", "true") for row in found)
        return ox.Store().query("ASK {}" if yes else "ASK { FILTER(false) }")  # type: ignore[return-value]
    return found


def value_of(term: object) -> str:
    """Return the text of a literal or the IRI of a name."""
    return term.value if isinstance(term, (ox.Literal, ox.NamedNode)) else str(term)


def declared(text: str) -> str:
    """Return a query with declarations of those of our prefixes that may be meant, on a line of their own."""
    used: Mapping[str, str] = {name: iri for name, iri in prefixes().items() if f"{name}:" in text}
    return "".join(f"PREFIX {name}: <{iri}> " for name, iri in used.items()) + "\n" + text if used else text
