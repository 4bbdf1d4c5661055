"""Workers side by side: one killer does not keep the others waiting, and whoever hangs up stops his query."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import uvicorn

from sarcomakg.errors import LimitError, QuerySyntaxError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.guard import Limits, Query
from sarcomakg.sparql.pool import Pool, Ticket, whole
from sarcomakg.sparql.worker import TooManyError

JSON = "application/sparql-results+json"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# Longer than any test may wait: who gets an answer got it because somebody else was stopped.
PATIENT = Limits(seconds=60)


@pytest.fixture
def pool(kg: KnowledgeGraph) -> Iterator[Pool]:
    found = Pool(kg.snapshot.n_triples(), PATIENT, size=2, waiting=1)
    yield found
    found.close()


def test_a_killer_does_not_hold_up_the_others_and_can_be_cancelled(pool: Pool) -> None:
    ticket = Ticket()
    with ThreadPoolExecutor() as threads:
        killer = threads.submit(pool.run, Query(ENDLESS), JSON, ticket)
        for _ in range(3):
            assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)
        assert not killer.done()
        ticket.cancel()
        with pytest.raises(TooManyError, match="given up"):
            killer.result()
    assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)


def test_a_full_queue_says_so_at_once(pool: Pool) -> None:
    tickets = [Ticket() for _ in range(3)]
    with ThreadPoolExecutor() as threads:
        running = [threads.submit(pool.run, Query(ENDLESS), JSON, ticket) for ticket in tickets]
        while len(pool._line) < 1:
            pass
        with pytest.raises(TooManyError, match="queue is full"):
            whole(pool, Query("ASK {}"), JSON)
        for ticket in tickets:
            ticket.cancel()
        for query in running:
            with pytest.raises(TooManyError):
                query.result()


def test_a_client_that_hangs_up_stops_its_query(kg: KnowledgeGraph) -> None:
    pool = Pool(kg.snapshot.n_triples(), PATIENT, size=1)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(SparqlEndpoint(pool, b"", "x", "2026-11-25", PATIENT), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        assert b"true" in urlopen(f"http://127.0.0.1:{port}/?query={quote('ASK {}')}").read()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(f"GET /?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            while pool._idle:
                pass
        assert b"true" in urlopen(f"http://127.0.0.1:{port}/?query={quote('ASK {}')}", timeout=50).read()
    finally:
        server.should_exit = True
        thread.join()
        pool.close()


KILLERS = {
    "a Cartesian product": ENDLESS,
    "an unbounded path": "SELECT (COUNT(*) AS ?n) { ?a (skg:nothing|!skg:nothing)* ?b . ?c (skg:nothing|!skg:nothing)* ?d }",
    "a doubling string": "SELECT (STRLEN(?z) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?a) "
    + " ".join(f"BIND(CONCAT(?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}) AS ?{y})" for x, y in zip("abcdefghijk", "bcdefghijkz", strict=True)) + " }",
    "a GROUP_CONCAT bomb": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "a regular expression that backtracks": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?s), '(a+)+$') && REGEX(STR(?o), '((((a?){30}){30}){30}){30}')) }",
    "a sort of everything twice": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
}  # fmt: skip


@pytest.mark.parametrize("name", KILLERS)
def test_known_killers_are_stopped_with_a_reason(kg: KnowledgeGraph, name: str) -> None:
    pool = Pool(kg.snapshot.n_triples(), Limits(seconds=2, memory=1024), size=1)
    try:
        with pytest.raises((LimitError, QuerySyntaxError), match=r"stopped|limits|rows|expected|error"):
            whole(pool, Query(KILLERS[name]), JSON)
        assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)
    finally:
        pool.close()
