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

from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.guard import Limits
from sarcomakg.sparql.pool import Pool, Ticket
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
        killer = threads.submit(pool.run, ENDLESS, JSON, ticket)
        for _ in range(3):
            assert b"true" in pool.run("ASK { ?s ?p ?o }", JSON)
        assert not killer.done()
        ticket.cancel()
        with pytest.raises(TooManyError, match="given up"):
            killer.result()
    assert b"true" in pool.run("ASK { ?s ?p ?o }", JSON)


def test_a_full_queue_says_so_at_once(pool: Pool) -> None:
    tickets = [Ticket() for _ in range(3)]
    with ThreadPoolExecutor() as threads:
        running = [threads.submit(pool.run, ENDLESS, JSON, ticket) for ticket in tickets]
        while pool._places._value:
            pass
        with pytest.raises(TooManyError, match="queue is full"):
            pool.run("ASK {}", JSON)
        for ticket in tickets:
            ticket.cancel()
        for query in running:
            with pytest.raises(TooManyError):
                query.result()


def test_a_client_that_hangs_up_stops_its_query(kg: KnowledgeGraph) -> None:
    pool = Pool(kg.snapshot.n_triples(), PATIENT, size=1)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(SparqlEndpoint(pool, "x", PATIENT), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        assert b"true" in urlopen(f"http://127.0.0.1:{port}/?query={quote('ASK {}')}").read()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(f"GET /?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            while not pool._idle.empty():
                pass
        assert b"true" in urlopen(f"http://127.0.0.1:{port}/?query={quote('ASK {}')}", timeout=50).read()
    finally:
        server.should_exit = True
        thread.join()
        pool.close()
