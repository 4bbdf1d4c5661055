"""Filling a store: resumed where it was broken off, whole before it counts, the former one gone only then."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sarcomakg.errors import StoreError
from sarcomakg.knowledge import open_graph
from sarcomakg.load import Target, load
from sarcomakg.snapshot import Snapshot, memory_snapshot
from sarcomakg.stores.manifest import held, read_manifests
from sarcomakg.stores.remote import RemoteStore

from .servers import Server, oxigraph


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with oxigraph() as found:
        yield found


def small(count: int, word: str) -> Snapshot:
    lines = sorted(
        f'<a:{n}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{word} \\u00e9 {n}"@en .\n' for n in range(count)
    )
    return memory_snapshot("".join(lines).encode())


class _BrokenOffError(Exception):
    pass


def test_a_load_goes_on_where_it_was_broken_off(server: Server) -> None:
    store = RemoteStore(server.query)
    snapshot, target = small(100, "one"), Target(store, server.update, chunk=10)
    steps: list[int] = []

    def breaking(done: int, of: int) -> None:
        steps.append(done)
        if done == 50:
            raise _BrokenOffError

    with pytest.raises(_BrokenOffError):
        load(snapshot, target, breaking)
    with pytest.raises(StoreError, match="holds no snapshot"):
        open_graph(store=server.query)
    before = store.requests[0]
    load(snapshot, target, lambda done, of: steps.append(done))
    assert steps == [0, 10, 20, 30, 40, 50, 50, 60, 70, 80, 90, 100]
    assert store.requests[0] - before < 20
    assert set(store.on(held(store).graph).triples()) == set(snapshot.store.triples())
    again = store.requests[0]
    load(snapshot, target, lambda done, of: None)
    assert store.requests[0] - again == 2


def test_another_snapshot_takes_its_place_and_who_read_the_former_is_told(server: Server) -> None:
    store = RemoteStore(server.query)
    first, second = small(20, "two"), small(30, "three")
    load(first, Target(store, server.update, server.graph_store), lambda done, of: None)
    opened = open_graph(store=server.query)
    assert opened.snapshot.identity == first.identity
    load(second, Target(store, server.update, server.graph_store), lambda done, of: None)
    assert [m.identity for m in read_manifests(store)] == [second.identity]
    with pytest.raises(StoreError, match=f"holds snapshot {second.identity[:12]} now, not {first.identity[:12]}"):
        opened.projection.outgoing("drug:pazopanib", "approvedFor")


def test_a_store_that_is_not_whole_is_refused(server: Server) -> None:
    store = RemoteStore(server.query)
    snapshot = small(25, "four")
    load(snapshot, Target(store, server.update), lambda done, of: None)
    store.update(f"DELETE WHERE {{ GRAPH <{held(store).graph}> {{ <a:3> ?p ?o }} }}", server.update)
    with pytest.raises(StoreError, match="holds 24 of the 25 triples"):
        open_graph(store=server.query)
