"""A snapshot into a remote store: in chunks, resumable, and made the current one only when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sarcomakg.snapshot import Snapshot
from sarcomakg.stores.manifest import Manifest, current, forgotten, loaded, progress, read_manifests, whole
from sarcomakg.stores.remote import RemoteStore


@dataclass(frozen=True, slots=True)
class Target:
    """Where a snapshot goes: the query endpoint, the address of updates (its own without one), and the address of the
    Graph Store Protocol, where triples are to go that way; `chunk` triples at a time.
    """

    store: RemoteStore
    update: str = ""
    graph_store: str = ""
    chunk: int = 2000

    def change(self, text: str) -> None:
        """Send an update."""
        self.store.update(text, self.update)

    def add(self, graph: str, triples: bytes) -> None:
        """Add triples to a graph."""
        if self.graph_store:
            self.store.add(graph, triples, self.graph_store)
        else:
            self.change(f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples.decode()}}} }}")


def load(snapshot: Snapshot, target: Target, report: Callable[[int, int], None]) -> Manifest:
    """Fill a store with a snapshot and make it the current one; report (triples done, of how many) after each chunk.

    Goes on where an earlier load of the same snapshot ended; readers see the former one until the end. Raises StoreError.
    """
    lines = snapshot.n_triples().splitlines(keepends=True)
    manifest = Manifest(snapshot.identity, snapshot.modified, len(lines))
    held = read_manifests(target.store)
    if manifest not in held:
        _fill(lines, manifest.graph, target, report)
    whole(target.store, manifest)
    report(len(lines), len(lines))
    if manifest not in held:
        target.change(current(manifest))
    for former in held:
        if former.identity != manifest.identity:
            for update in forgotten(former.graph):
                target.change(update)
    return manifest


def _fill(lines: list[bytes], graph: str, target: Target, report: Callable[[int, int], None]) -> None:
    done = loaded(target.store, graph)
    if done == 0:
        target.change(f"DROP SILENT GRAPH <{graph}>")
    for start, chunk in _chunks(lines, done, target.chunk):
        report(start, len(lines))
        target.add(graph, b"".join(chunk))
        target.change(progress(graph, start + len(chunk)))


def _chunks(lines: list[bytes], done: int, size: int) -> Iterator[tuple[int, list[bytes]]]:
    return ((start, lines[start : start + size]) for start in range(done, len(lines), size))
