"""An opened, verified, immutable graph with its identity: the hash of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sarcomakg.errors import StoreError
from sarcomakg.model import Records
from sarcomakg.rdf.canonical import n_triples
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.rdf.records import read_records
from sarcomakg.stores import Store
from sarcomakg.stores.embedded import EmbeddedStore

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Snapshot:
    """`identity` is 64 hexadecimal digits; `opener` opens the store, which is done when it is first asked.

    `graph` is the canonical N-Triples where they are at hand, so that the records need no store; `date` is the date of
    the newest Statement where it is known without reading them.
    """

    identity: str
    opener: Callable[[], Store] = field(repr=False)
    graph: bytes = field(default=b"", repr=False)
    date: str = ""

    @cached_property
    def store(self) -> Store:
        """The store, opened once."""
        return self.opener()

    @cached_property
    def records(self) -> Records:
        """The graph as records, read once."""
        return read_records(parse_n_triples(self.graph) if self.graph else self.store.triples())

    @cached_property
    def modified(self) -> str:
        """The date of the newest Statement, or the empty string of an empty graph."""
        return self.date or max((s.modified for s in self.records.statements.values()), default="")

    def n_triples(self) -> bytes:
        """Return the graph as sorted N-Triples, the bytes that the identity is the hash of."""
        return self.graph or n_triples(self.store.triples())


def memory_snapshot(graph: bytes) -> Snapshot:
    """Return the snapshot of canonical N-Triples, its store in memory."""

    def opener() -> Store:
        store = EmbeddedStore()
        store.load_n_triples(graph)
        return store

    return Snapshot(hashlib.sha256(graph).hexdigest(), opener, graph)


def open_snapshot(folder: Path) -> Snapshot:
    """Open what `build` wrote to `folder`, read only; raise StoreError when it is not whole."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        expected, version = str(manifest["identity"]), manifest["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder} holds no snapshot ({error}); run: sarcomakg build --store {folder}") from None
    if version != FORMAT:
        raise StoreError(f"{folder} holds a snapshot of format {version}, not {FORMAT}; build it again")
    if not expected.isalnum():
        raise StoreError(f"{folder}/{MANIFEST} names no identity; build it again")
    store = EmbeddedStore(folder / expected, read_only=True)
    graph = n_triples(store.triples())
    found = hashlib.sha256(graph).hexdigest()
    if found != expected:
        raise StoreError(f"the store in {folder} holds {found[:12]}, its manifest says {expected[:12]}; build it again")
    return Snapshot(expected, lambda: store, graph)
