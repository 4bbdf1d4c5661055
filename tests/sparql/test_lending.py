"""Connections are lent to workers: who asks is answered as ever, and nobody waits for who does not listen."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql.asking import Asking
from sarcomakg.sparql.borrowing import PATH, Borrower, Clock
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.guard import Limits
from sarcomakg.sparql.lending import LendingProtocol
from sarcomakg.sparql.pool import Loan, Pool
from sarcomakg.sparql.worker import Worker

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?s ?p ?o } LIMIT 40000"
IDENTITY = "1" * 64


@dataclass
class Counting:
    """Lends to a pool, and counts how often, and how many of those are out."""

    pool: Pool
    lent: int = 0
    out: int = 0

    def lend(self, request: bytes, connection: int) -> Loan | None:
        # Counted before, for the client may be answered at once.
        self.lent, self.out = self.lent + 1, self.out + 1
        loan = self.pool.lend(request, connection)
        if loan is None:
            self.lent, self.out = self.lent - 1, self.out - 1
            return None
        loan.settle = self.settle
        return loan

    async def settle(self) -> None:
        self.out -= 1


@dataclass
class Served:
    port: int
    lender: Counting

    def settle(self) -> None:
        """Wait until no connection is lent."""
        until = time.monotonic() + 30
        while self.lender.out and time.monotonic() < until:
            time.sleep(0.005)
        assert self.lender.out == 0

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@contextlib.contextmanager
def serving(pool: Pool, limits: Limits) -> Iterator[tuple[Served, uvicorn.Server]]:
    lender = Counting(pool)
    endpoint = SparqlEndpoint(pool, lambda: None, IDENTITY, "2026-01-01", limits)  # type: ignore[arg-type, return-value]

    async def hello(request: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    app = Starlette(
        routes=[Route("/sparql", endpoint, methods=["GET", "HEAD", "POST", "OPTIONS"]), Route("/hello", hello)],
        middleware=[Middleware(GZipMiddleware, minimum_size=1000)],
    )
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=partial(LendingProtocol, lender), log_level="critical")  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    found = Served(listening.getsockname()[1], lender)
    ask(found.connect(), "ASK { }")  # the worker is known to be ready after its first query
    yield found, server
    server.should_exit = True
    thread.join(60)
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def served(kg: KnowledgeGraph) -> Iterator[Served]:
    limits = Limits(seconds=3.0)
    pool = Pool(kg.snapshot.n_triples(), limits, size=1, identity=IDENTITY)
    with serving(pool, limits) as (found, _):
        yield found
    pool.close()


def ask(
    connection: http.client.HTTPConnection, query: str, method: str = "POST", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body."""
    asked = urllib.parse.urlencode({"query": query})
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if method == "POST":
        connection.request("POST", "/sparql", asked, {"Content-Type": "application/x-www-form-urlencoded"} | headers)
    else:
        connection.request(method, f"/sparql?{asked}", headers=headers)
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


def test_one_loan_answers_query_after_query(served: Served) -> None:
    connection, before = served.connect(), served.lender.lent
    for n in range(20):
        status, _, body = ask(connection, f"SELECT ({n} AS ?n) {{ }}", Accept="text/csv")
        assert (status, body) == (200, f"n\r\n{n}\r\n".encode())
    assert served.lender.lent - before < 20


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("ASK { ?s ?p ?o }", "application/sparql-results+json"),
        ("SELECT ?l { ?s a skg:Stage ; skos:prefLabel ?l } ORDER BY ?l", "text/csv"),
        (
            "PREFIX k: <https://example.org/> SELECT (k:x AS ?x) (STR(skg:x) AS ?y) { }",
            "application/sparql-results+xml",
        ),
        ("CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a skg:Stage ; skos:prefLabel ?l }", "text/turtle"),
        ("SELECT (NOW() AS ?now) { }", "*/*"),
        ("SELECT ?x { VALUES ?x { 'é' '%41' '+' '&' '\\\\' } }", "text/tab-separated-values"),
    ],
)
def test_a_worker_answers_as_the_server_does(served: Served, method: str, query: str, accept: str) -> None:
    served.settle()
    before = served.lender.lent
    lent = ask(served.connect(), query, method, Accept=accept)
    assert served.lender.lent == before + 1
    read = ask(served.connect(), query, method, Accept=accept, X_Not_Lent="gzip")
    assert served.lender.lent == before + 1
    for _, headers, _ in (lent, read):
        headers.pop("date")
        headers["vary"] = headers["vary"].replace(", Accept-Encoding", "")
    assert "NOW" in query or lent == read
    assert lent[0] == read[0] == 200
    served.settle()
    again = ask(served.connect(), query, method, Accept=accept)
    assert "NOW" in query or again[2] == lent[2]
    if "NOW" in query:
        assert again[2] != lent[2]


def test_what_a_worker_does_not_answer_is_answered_on_the_same_connection(served: Served) -> None:
    connection = served.connect()
    for _ in range(2):
        assert ask(connection, "ASK { }")[0] == 200
        connection.request("GET", "/hello")
        assert connection.getresponse().read() == b"hello"
        status, _, said = ask(connection, "SELECT * { ?s nope:x ?o }")
        assert (status, b"unknown prefix 'nope'" in said) == (400, True)
        assert ask(connection, "INSERT DATA { <a:a> <a:b> <a:c> }")[0] == 403
        assert ask(connection, "ASK { }", Accept="image/png")[0] == 406
        assert ask(connection, "SELECT * {")[0] == 400
        headers = ask(connection, "ASK { }")[1]
        assert ask(connection, "ASK { }", If_None_Match=headers["etag"])[0] == 304
        connection.request("GET", "/sparql-not")
        assert connection.getresponse().read() == b"Not Found"


def test_requests_in_a_row_and_in_pieces_are_answered_in_turn(served: Served) -> None:
    def request(n: int) -> bytes:
        asked = urllib.parse.urlencode({"query": f"SELECT ({n} AS ?n) {{ }}"})
        return f"GET /sparql?{asked} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()

    with socket.create_connection(("127.0.0.1", served.port), 60) as client:
        client.sendall(request(1) + request(2))
        client.sendall(request(3)[:20])
        time.sleep(0.2)
        client.sendall(request(3)[20:] + request(4)[:50])
        time.sleep(0.2)
        client.sendall(request(4)[50:])
        said = b""
        while said.count(b"\r\nn\r\n") < 4 or not said.endswith(b"4\r\n"):
            said += client.recv(65536)
    assert [said.index(b"n\r\n%d\r\n" % n) for n in (1, 2, 3, 4)] == sorted(
        said.index(b"n\r\n%d\r\n" % n) for n in (1, 2, 3, 4)
    )


def test_a_query_that_runs_too_long_is_stopped_and_said_so(served: Served) -> None:
    connection = served.connect()
    assert ask(connection, "ASK { }")[0] == 200
    status, headers, said = ask(connection, ENDLESS)
    assert (status, headers["retry-after"]) == (503, "10")
    assert b"ran longer than 3 s" in said
    assert ask(connection, "ASK { ?s ?p ?o }")[0] == 200


def test_a_query_ends_when_its_client_hangs_up(served: Served) -> None:
    ask(served.connect(), "ASK { }")
    pool = served.lender.pool
    pid = pool._workers[0]._pid
    with socket.create_connection(("127.0.0.1", served.port), 60) as client:
        client.sendall(b"GET /sparql?query=" + urllib.parse.quote(ENDLESS).encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.3)
    assert ask(served.connect(), "SELECT (RAND() AS ?r) { }")[0] == 200
    assert pool._workers[0]._pid != pid


def test_who_does_not_listen_keeps_nobody_waiting(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 60) as client:
        client.sendall(b"GET /sparql?query=" + urllib.parse.quote(LARGE).encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert ask(served.connect(), "ASK { ?s ?p ?o }")[0] == 200
        said = b""
        while b"\r\n\r\n" not in said:
            said += client.recv(65536)
        head, _, body = said.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        assert length > 5_000_000
        while len(body) < length:
            body += client.recv(1 << 20)
        assert body.endswith(b"]}}")


def test_many_clients_share_one_worker(served: Served) -> None:
    wrong: list[object] = []

    def work(who: int) -> None:
        connection = served.connect()
        for n in range(30):
            status, _, body = ask(connection, f"SELECT ({1000 * who + n} AS ?n) {{ }}", Accept="text/csv")
            if (status, body) != (200, f"n\r\n{1000 * who + n}\r\n".encode()):
                wrong.append((status, body))

    threads = [threading.Thread(target=work, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    served.settle()
    assert len(served.lender.pool._idle) == 1


def _get(query: str) -> bytes:
    return b"GET /sparql?query=" + urllib.parse.quote(query).encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n"


def _read(client: socket.socket, said: bytes = b"") -> tuple[bytes, bytes]:
    """Return a body, and what came after it."""
    while b"\r\n\r\n" not in said:
        said += client.recv(65536)
    head, _, said = said.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(said) < length:
        said += client.recv(1 << 20)
    return said[:length], said[length:]


def test_an_answer_that_is_still_being_sent_is_not_broken_into(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 60) as client:
        client.sendall(_get(LARGE))
        time.sleep(1.0)
        client.sendall(_get("ASK { }"))
        time.sleep(0.3)
        body, rest = _read(client)
        assert body.endswith(b"]}}")
        assert body.count(b"HTTP/1.1") == 0
        assert _read(client, rest) == (b'{"head":{},"boolean":true}', b"")


def test_a_worker_that_ended_while_nobody_asked_costs_nobody_an_answer(served: Served) -> None:
    served.settle()
    os.kill(served.lender.pool._workers[0]._pid, signal.SIGKILL)
    time.sleep(0.2)
    assert ask(served.connect(), "SELECT (RAND() AS ?r) { }")[0] == 200
    assert ask(served.connect(), "SELECT (RAND() AS ?r) { }")[0] == 200


def test_what_goes_wrong_with_a_loan_ends_its_connection_alone(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.settle()

    async def broken(worker: Worker, gone: Callable[[], bool]) -> tuple[bytes, bytes]:
        worker.renew()
        raise ValueError("what nobody thought of")

    with monkeypatch.context() as patched:
        patched.setattr(Worker, "returned", broken)
        # A short query might be answered before anything goes wrong.
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            ask(served.connect(), ENDLESS)
    assert ask(served.connect(), "SELECT (RAND() AS ?r) { }")[0] == 200
    served.settle()


def test_an_answer_that_is_too_long_is_refused_after_one_evaluation(kg: KnowledgeGraph) -> None:
    limits = Limits(rows=10)
    pool = Pool(kg.snapshot.n_triples(), limits, size=1, identity=IDENTITY)
    with serving(pool, limits) as (found, _):
        found.settle()
        status, _, said = ask(found.connect(), "SELECT * { ?s ?p ?o } LIMIT 100")
        assert (status, b"more than 10 rows" in said) == (413, True)
        found.settle()
        assert found.lender.lent == 1
        assert ask(found.connect(), "ASK { ?s ?p ?o }")[0] == 200
    pool.close()


def test_a_server_ends_though_a_client_goes_on_asking(kg: KnowledgeGraph) -> None:
    pool = Pool(kg.snapshot.n_triples(), size=1, identity=IDENTITY)
    answered = []

    def work(found: Served) -> None:
        connection = found.connect()
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                answered.append(ask(connection, f"SELECT ({len(answered)} AS ?n) {{ }}")[0])

    with serving(pool, Limits()) as (found, server):
        thread = threading.Thread(target=work, args=(found,))
        thread.start()
        time.sleep(0.5)
        server.should_exit = True
    thread.join(30)
    pool.close()
    assert set(answered) == {200}


def test_what_is_kept_is_counted_with_what_it_is_kept_by() -> None:
    borrower = Borrower(Asking(IDENTITY), lambda query, media_type: b"true", Clock(bytearray(Clock.SIZE)))
    for n in range(5):
        assert borrower.respond(_post(body=b"query=ASK%7B%7D%23" + b"x" * 10_000 + str(n).encode()))
    assert borrower._kept.currsize > 50_000


def _post(header: bytes = b"", body: bytes = b"query=ASK%7B%7D") -> bytes:
    kind = b"Content-Type: application/x-www-form-urlencoded"
    return b"POST /sparql HTTP/1.1\r\n%s\r\n%sContent-Length: %d\r\n\r\n%s" % (kind, header, len(body), body)


@pytest.mark.parametrize(
    ("request_bytes", "why"),
    [
        (b"nonsense", "it is no HTTP"),
        (_post().replace(b"1.1", b"1.0"), "its connection ends with it"),
        (_post(b"Connection: close\r\n"), "its connection ends with it"),
        (_post(b"Expect: 100-continue\r\n"), "its client waits to be asked"),
        (_post(b"Accept-Encoding: gzip\r\n"), "it is compressed"),
        (_post(b"Origin: https://example.org\r\n"), "a page elsewhere asks"),
        (_post(b"Upgrade: websocket\r\nConnection: upgrade\r\n"), "it is no HTTP from here on"),
        (_post() * 2, "another one follows"),
        (_post()[:-3], "it is not whole"),
        (_post().replace(PATH, b"/sparql2"), "it is not for this address"),
        (_post().replace(b"POST", b"HEAD"), "it has no body"),
        (_post(body=b"update=CLEAR+ALL"), "it is refused"),
        (_post().replace(b"urlencoded", b"unheard-of"), "it is refused"),
        (b"GET /sparql?query=ASK%7B%7D#x HTTP/1.1\r\n\r\n", "what follows # is not sent"),
        (
            b"POST /sparql HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nf\r\nquery=ASK%7B%7D\r\n0\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n",
            "what follows a body is no header",
        ),
        (b"GET /sparql HTTP/1.1\r\n\r\n", "it asks what there is"),
    ],
)  # fmt: skip
def test_a_worker_gives_back_what_is_not_for_it(request_bytes: bytes, why: str) -> None:
    borrower = Borrower(Asking(IDENTITY), lambda query, media_type: b"true", Clock(bytearray(Clock.SIZE)))
    assert borrower.respond(_post()) is not None
    assert borrower.respond(request_bytes) is None, why
