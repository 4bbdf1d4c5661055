"""Worker processes: what they are opened with, what they may not do, and how they come and go."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarcomakg.errors import LimitError, SarcomakgError, StoreError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql.guard import Limits, Query
from sarcomakg.sparql.pool import Pool, Ticket, whole
from sarcomakg.sparql.wire import Frames, frame
from sarcomakg.sparql.worker import TooManyError

JSON = "application/sparql-results+json"
CSV = "text/csv"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
# Reads every index of the store and all of its texts.
EVERYTHING = (
    "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?o))) AS ?size) (COUNT(?a) AS ?ends) "
    "{ ?s ?p ?o OPTIONAL { ?a skos:broader ?s } OPTIONAL { ?o skos:prefLabel ?b } }"
)
PATIENT = Limits(seconds=60)


@pytest.fixture(scope="module")
def folder(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk, in several files for each index."""
    found = tmp_path_factory.mktemp("store")
    store = ox.Store(str(found))
    lines = kg.snapshot.n_triples().splitlines(keepends=True)
    for start in range(0, len(lines), len(lines) // 3 + 1):
        part = b"".join(lines[start : start + len(lines) // 3 + 1])
        store.bulk_load(input=part, format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    del store
    return found


@pytest.fixture(params=["memory", "folder", "folder in memory"])
def pool(request: pytest.FixtureRequest, kg: KnowledgeGraph, folder: Path) -> Iterator[Pool]:
    opening = kg.snapshot.n_triples() if request.param == "memory" else folder
    found = Pool(opening, PATIENT, size=1, in_memory=request.param.endswith("in memory"))
    if found._moving is not None:
        found._moving.join()
    yield found
    found.close()


def test_a_worker_reads_everything_and_opens_nothing(pool: Pool, kg: KnowledgeGraph) -> None:
    expected = kg.sparql(EVERYTHING)
    assert isinstance(expected, list)
    assert whole(pool, Query(EVERYTHING), CSV).decode().splitlines()[1] == ",".join(map(str, expected[0].values()))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        port = listening.getsockname()[1]
        with pytest.raises(SarcomakgError):
            whole(pool, Query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"), JSON)
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)


def test_workers_move_to_the_graph_in_memory_when_it_is_there(folder: Path) -> None:
    pool = Pool(folder, PATIENT, size=2, in_memory=True)
    try:
        assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)
        assert pool._moving is not None
        pool._moving.join()
        assert {worker._nursery for worker in pool._workers} == {pool._nurseries[1]}
        assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)
    finally:
        pool.close()


def test_a_pool_can_be_closed_before_anything_is_read(folder: Path) -> None:
    Pool(folder, in_memory=True).close()


def test_a_store_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "none", PATIENT, size=1)
    try:
        for _ in range(2):
            with pytest.raises(StoreError, match="none"):
                whole(pool, Query("ASK { }"), JSON)
    finally:
        pool.close()


def test_workers_come_back_when_the_process_that_forks_them_was_killed(pool: Pool) -> None:
    pool._home._process.kill()
    pool._home._process.join()
    pool._workers[0].renew()
    assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)


def test_an_event_loop_asks_many_at_once(pool: Pool) -> None:
    async def ask() -> list[bytes]:
        queries = [Query(f"SELECT ({n} AS ?n) {{ }}") for n in range(20)]
        return await asyncio.gather(*(pool.answer(query, CSV, Ticket()) for query in queries))

    assert asyncio.run(ask()) == [f"n\r\n{n}\r\n".encode() for n in range(20)]


def test_a_task_that_is_cancelled_stops_its_query_and_leaves_the_line(pool: Pool) -> None:
    async def ask() -> bytes:
        running = asyncio.create_task(pool.answer(Query(ENDLESS), JSON, Ticket()))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(pool.answer(Query("ASK { }"), JSON, Ticket()))
        given_up = Ticket()
        other = asyncio.create_task(pool.answer(Query("ASK { }"), JSON, given_up))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(TooManyError, match="given up"):
            await other
        for task in (waiting, running):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert not pool._line
        return await pool.answer(Query("ASK { ?s ?p ?o }"), JSON, Ticket())

    assert b"true" in asyncio.run(ask())


@given(st.lists(st.binary(max_size=40), max_size=4), st.integers(1, 50))
def test_frames_come_out_as_they_went_in(payloads: list[bytes], piece: int) -> None:
    stream = b"".join(frame(b"A", payload) for payload in payloads)
    frames, found = Frames(), []
    for start in range(0, len(stream), piece):
        said = frames.feed(stream[start : start + piece])
        while said is not None:
            found.append(said)
            said = frames.feed(b"")
    assert found == [(b"A", payload) for payload in payloads]


@pytest.mark.parametrize("media_type", [JSON, "application/sparql-results+xml", CSV, "text/tab-separated-values"])
def test_rows_are_counted_and_not_what_looks_like_their_ends(media_type: str) -> None:
    pool = Pool(b"", Limits(rows=3), size=1)
    values = " ".join(['"""},{\n},{<result>"""'] * 3)
    try:
        assert b"result" in whole(pool, Query(f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"), media_type)
        with pytest.raises(LimitError, match="more than 3 rows"):
            whole(pool, Query(f"SELECT ?x {{ VALUES ?x {{ {values} 1 }} }}"), media_type)
        with pytest.raises(LimitError, match="more than 3 rows"):
            whole(pool, Query("SELECT ?x { VALUES ?y { 1 2 3 4 } }"), media_type)
    finally:
        pool.close()
