"""What a remote store says that it holds: which snapshot, in which graph, and how much of it is there."""

from __future__ import annotations

from dataclasses import dataclass

from sarcomakg.errors import StoreError
from sarcomakg.identifiers import DATASET
from sarcomakg.stores.remote import RemoteStore, value_of

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


def read_manifests(store: RemoteStore) -> list[Manifest]:
    """Return the snapshots that the store says it holds, the newest first: one, or two while one takes the other's place."""
    found = store.on(MANIFEST).rows(
        f"SELECT ?identity ?modified ?triples WHERE {{ <{DATASET}> dcterms:hasVersion ?graph . "
        "?graph dcterms:identifier ?identity ; dcterms:modified ?modified ; void:triples ?triples }"
    )
    rows = [{name: value_of(value) for name, value in row.items()} for row in found]
    held = {Manifest(row["identity"], row["modified"], int(row["triples"])) for row in rows}
    return sorted(held, key=lambda m: (m.modified, m.identity), reverse=True)


def loaded(store: RemoteStore, graph: str) -> int:
    """Return how many triples of a graph have been loaded, as the loader wrote it down; 0 of an unknown one."""
    found = store.on(MANIFEST).rows(f"SELECT ?n WHERE {{ <{graph}> dcterms:extent ?n }}")
    return max((int(value_of(row["n"])) for row in found), default=0)


def progress(graph: str, count: int) -> str:
    """Return the update that writes down how many triples of a graph have been loaded."""
    return _noted(f"<{graph}> dcterms:extent {count}")


def current(manifest: Manifest) -> str:
    """Return the update that lets a store say that it holds a snapshot."""
    return _noted(
        f'<{manifest.graph}> dcterms:identifier "{manifest.identity}" ; dcterms:modified "{manifest.modified}" ; '
        f"void:triples {manifest.triples} . <{DATASET}> dcterms:hasVersion <{manifest.graph}>"
    )


def forgotten(graph: str) -> tuple[str, ...]:
    """Return the updates after which a store does not hold a graph, nor say so."""
    return (
        f"DELETE DATA {{ GRAPH <{MANIFEST}> {{ <{DATASET}> dcterms:hasVersion <{graph}> }} }}",
        f"DELETE WHERE {{ GRAPH <{MANIFEST}> {{ <{graph}> ?p ?o }} }}",
        f"DROP SILENT GRAPH <{graph}>",
    )


def _noted(triples: str) -> str:
    return f"INSERT DATA {{ GRAPH <{MANIFEST}> {{ {triples} }} }}"


def held(store: RemoteStore, identity: str = "") -> Manifest:
    """Return the manifest of a store that holds a whole snapshot, the named one if one is named; raise StoreError."""
    manifests = read_manifests(store)
    if not manifests:
        raise StoreError(f"the store {store.url} holds no snapshot; fill it with: sarcomakg load --to {store.url}")
    found = next((m for m in manifests if m.identity == identity or not identity), None)
    if found is None:
        said = f"the store {store.url} holds snapshot {manifests[0].identity[:12]} now, not {identity[:12]}"
        raise StoreError(f"{said}; start again, or load that one")
    return found


def whole(store: RemoteStore, manifest: Manifest) -> RemoteStore:
    """Return the store on the graph of its snapshot; raise StoreError when not every triple is there."""
    on = store.on(manifest.graph)
    if (count := len(on)) != manifest.triples:
        said = f"the store {store.url} holds {count} of the {manifest.triples} triples of {manifest.identity[:12]}"
        raise StoreError(f"{said}; load it again")
    return on
