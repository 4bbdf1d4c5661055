"""What a remote store says that it holds: which snapshot, in which graph, and how much of it is there."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from sarcomakg.errors import StoreError
from sarcomakg.identifiers import DATASET
from sarcomakg.stores.remote import RemoteStore

# A graph of its own, so that the graph of a snapshot holds the snapshot and nothing else.
MANIFEST = f"{DATASET}/manifest"
_SNAPSHOT = "https://w3id.org/sarcomakg/snapshot/"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot in a remote store: `identity` (64 hexadecimal digits), ISO date of its newest Statement, triples."""

    identity: str
    modified: str
    triples: int

    @property
    def graph(self) -> str:
        """The graph that holds the snapshot."""
        return graph_of(self.identity)


def graph_of(identity: str) -> str:
    """Return the graph of a snapshot."""
    return _SNAPSHOT + identity


def read_manifest(store: RemoteStore) -> Manifest | None:
    """Return what the store says that it holds; None when it says nothing."""
    found = store.on(MANIFEST).rows(
        f"SELECT ?identity ?modified ?triples WHERE {{ <{DATASET}> dcterms:identifier ?identity ; "
        "dcterms:modified ?modified ; void:triples ?triples }"
    )
    if not found:
        return None
    row = {name: _text(value) for name, value in found[0].items()}
    return Manifest(row["identity"], row["modified"], int(row["triples"]))


def loaded(store: RemoteStore, graph: str) -> int:
    """Return how many triples of a graph have been loaded, as the loader wrote it down; 0 of an unknown one."""
    found = store.on(MANIFEST).rows(f"SELECT ?n WHERE {{ <{graph}> void:triples ?n }}")
    return max((int(_text(row["n"])) for row in found), default=0)


def progress(graph: str, count: int) -> str:
    """Return the update that writes down how many triples of a graph have been loaded."""
    return (
        f"DELETE {{ GRAPH <{MANIFEST}> {{ <{graph}> void:triples ?n }} }} "
        f"INSERT {{ GRAPH <{MANIFEST}> {{ <{graph}> void:triples {count} }} }} "
        f"WHERE {{ OPTIONAL {{ GRAPH <{MANIFEST}> {{ <{graph}> void:triples ?n }} }} }}"
    )


def current(manifest: Manifest) -> str:
    """Return the update that makes a snapshot the one that the store holds."""
    return (
        f"DELETE {{ GRAPH <{MANIFEST}> {{ <{DATASET}> ?p ?o }} }} INSERT {{ GRAPH <{MANIFEST}> {{ <{DATASET}> "
        f'dcterms:identifier "{manifest.identity}" ; dcterms:modified "{manifest.modified}" ; '
        f"void:triples {manifest.triples} }} }} "
        f"WHERE {{ OPTIONAL {{ GRAPH <{MANIFEST}> {{ <{DATASET}> ?p ?o }} }} }}"
    )


def held(store: RemoteStore, identity: str = "") -> Manifest:
    """Return the manifest of a store that holds a whole snapshot, the named one if one is named; raise StoreError."""
    manifest = read_manifest(store)
    if manifest is None:
        raise StoreError(f"the store {store.url} holds no snapshot; fill it with: sarcomakg load --to {store.url}")
    if identity and manifest.identity != identity:
        said = f"the store {store.url} holds snapshot {manifest.identity[:12]} now, not {identity[:12]}"
        raise StoreError(f"{said}; start again, or load that one")
    return manifest


def whole(store: RemoteStore, manifest: Manifest) -> RemoteStore:
    """Return the store on the graph of its snapshot; raise StoreError when not every triple is there."""
    on = store.on(manifest.graph)
    if (count := len(on)) != manifest.triples:
        said = f"the store {store.url} holds {count} of the {manifest.triples} triples of {manifest.identity[:12]}"
        raise StoreError(f"{said}; load it again")
    return on


def _text(term: object) -> str:
    return term.value if isinstance(term, (ox.Literal, ox.NamedNode)) else str(term)
