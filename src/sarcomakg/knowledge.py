"""The graph in Python: open it, ask it, query it, walk it."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from sarcomakg import settings
from sarcomakg.ask import Audience, Parser, Plan, Refusal, build_lexicon
from sarcomakg.ask.lexicon import LEXICON, Lexicon
from sarcomakg.build import cached_snapshot
from sarcomakg.cards import Card, assemble
from sarcomakg.errors import InputError, NotFoundError
from sarcomakg.identifiers import prefixes
from sarcomakg.projection import Projection
from sarcomakg.projection.file import RecordFile
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.releases import KeptReleases, Manifest, is_release, open_release
from sarcomakg.releases.folder import dumped
from sarcomakg.resources import default_root
from sarcomakg.reviews import today
from sarcomakg.search import SearchIndex, build_index
from sarcomakg.snapshot import MANIFEST, RECORDS, STORE, Snapshot, open_snapshot
from sarcomakg.sparql import guard
from sarcomakg.sparql.pool import Engine, Pool

if TYPE_CHECKING:
    import pandas as pd
    import rdflib

    from sarcomakg.comparison.document import Side
    from sarcomakg.comparison.history import Event
    from sarcomakg.export.release import Edition
    from sarcomakg.graphql import Graph, Limits, Service
    from sarcomakg.graphql.context import Release
    from sarcomakg.sparql.description import Contents
    from sarcomakg.stores.remote import RemoteStore

# Bytes that a triple of a store takes in memory.
_TRIPLE = 350


@dataclass(frozen=True)
class KnowledgeGraph:
    """An opened graph; everything in it is read only.

    `kept` are the releases beside it, `version` that of the release that it is itself, where it is one of those; `today` says on which day reviews
    have to count.
    """

    snapshot: Snapshot
    remote: RemoteStore | None = None
    kept: KeptReleases[KnowledgeGraph] | None = None
    version: str = ""
    today: Callable[[], str] = today

    @cached_property
    def projection(self) -> Projection:
        """The graph as records and walks; of a snapshot on disk or in a remote store, what has been asked for."""
        # Read here: nobody waits for what the other two need, networkx and the HTTP library.
        if self.file is not None:
            from sarcomakg.projection.disk import project_file

            return project_file(self.file)
        if self.remote is not None:
            from sarcomakg.projection.remote import project_remote

            return project_remote(self.remote, self.snapshot.identity, self.snapshot.modified)
        from sarcomakg.projection.memory import project

        return project(self.snapshot.records)

    @cached_property
    def file(self) -> RecordFile | None:
        """The records and indexes of a snapshot on disk; None of another."""
        folder = self.snapshot.folder
        return RecordFile.open(folder / RECORDS) if folder else None

    @cached_property
    def parser(self) -> Parser:
        """What turns questions into plans, with the names of the graph."""
        if self.file is not None:
            return Parser(self.projection, self.file.noted(LEXICON, Lexicon))
        return Parser(self.projection, build_lexicon(self.projection))

    def index(self) -> SearchIndex:
        """Return the full-text index of the graph."""
        return SearchIndex(self.file) if self.file is not None else build_index(self.projection)

    def engine(self, limits: guard.Limits = guard.DEFAULT, *, workers: int = 2, waiting: int = 32) -> Engine:
        """Return what answers SPARQL apart from this process: workers of its own, or the remote store."""
        if self.remote is not None:
            from sarcomakg.sparql.remote import Passage

            return Passage(self.remote, limits, most=workers + waiting)
        folder = self.snapshot.folder
        opening = folder / STORE if folder else self.snapshot.n_triples()
        held = self.snapshot.triples * _TRIPLE <= settings.read_count("sparql_graph") * 1024 * 1024
        identity = self.snapshot.identity
        return Pool(opening, limits, size=workers, waiting=waiting, in_memory=held, identity=identity)

    def contents(self) -> Contents:
        """Count what is in the graph, for its description; done once."""
        return self._contents

    @cached_property
    def _contents(self) -> Contents:
        from sarcomakg.sparql.description import count, count_remote

        return count_remote(self.remote) if self.remote is not None else count(self.snapshot.n_triples())

    def terms(self) -> bytes:
        """Return what an editor of queries completes, as JSON; worked out once."""
        return self._terms

    @cached_property
    def _terms(self) -> bytes:
        from sarcomakg.sparql import workbench

        if self.remote is not None:
            return workbench.terms(self.remote.construct(workbench.LOOKED_AT))
        return workbench.terms(parse_n_triples(self.snapshot.n_triples()))

    def service(self, limits: Limits | None = None, *, introspection: bool = True) -> Service:
        """Return what answers GraphQL documents on the graph, within limits."""
        # Read here: who only asks or queries in Python need not wait for the GraphQL library.
        from sarcomakg.graphql import Limits, Service, build_schema
        from sarcomakg.graphql.documents import documents_of

        schema, within = build_schema(), limits or Limits()
        return Service(schema, self.reading, within, documents=documents_of(schema, within, introspection))

    @cached_property
    def reading(self) -> Graph:
        """The graph as the resolvers of GraphQL see it."""
        from sarcomakg.graphql import Graph

        kept = {} if self.kept is None else {"releases": _Releases(self.kept)}
        return Graph(
            self.projection, self.plan, self.snapshot.identity, self.snapshot.modified, self.index, self.today, **kept,
            version=self.version, historian=self.history,
        )  # fmt: skip

    def release(self, name: str) -> KnowledgeGraph:
        """Return a release that is kept, by version or identity; raise NotFoundError that lists them, or StoreError when
        it is not whole.
        """
        if self.kept is None:
            raise NotFoundError(f"no release {name[:80]!r} is kept: name the folder that holds releases")
        return self.kept.open(self.kept.find(name).version)

    def history(self) -> tuple[Event, ...]:
        """Return what happened to Statements, the newest first, as far as the releases that are kept tell."""
        from sarcomakg.comparison.history import history

        return history(self.projection, self._comparisons())

    def _comparisons(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield (what the newer state is called, its comparison with the one before) up to this one."""
        if self.kept is None:
            return
        before = list(takewhile(lambda m: m.identity != self.snapshot.identity, self.kept.listed()))
        for older, newer in pairwise(before):
            yield newer.version, self._between(older, newer.version)
        own = next((m.version for m in self.kept.listed() if m.identity == self.snapshot.identity), "")
        if before:
            yield own, self._between(before[-1], own)

    def _between(self, older: Manifest, version: str) -> Mapping[str, Any]:
        from sarcomakg.comparison.document import compared

        assert self.kept is not None
        told = self.kept.changes(version, older.identity) if version else None
        if told is not None:
            return told
        newer = self.kept.open(version) if version and version != self.version else self
        return compared(self.kept.open(older.version).side(older.version), newer.side(version), with_cards=False)

    def side(self, name: str) -> Side:
        """Return the graph as one side of a comparison."""
        from sarcomakg.comparison.document import Side

        return Side(name, self.snapshot.identity, self.snapshot.modified, self.projection)

    @cached_property
    def edition(self) -> Edition:
        """What a dump is written from: `export.formats.find("csv").write(kg.edition, file)`."""
        from sarcomakg.export.release import edition

        return edition(self.snapshot)

    @property
    def graph(self) -> Any:
        """The networkx MultiDiGraph, frozen: a node is an entity, an edge (key: its id) a Statement."""
        return self.projection.graph

    def plan(self, question: str) -> Plan | Refusal:
        """Return how a question is understood, or the refusal of one that cannot be answered."""
        return self.parser.parse(question)

    def answer(self, question: str, audience: str = "clinician") -> Card | Refusal:
        """Return the card that answers a question, or a typed refusal; raise InputError on an unknown audience."""
        plan = self.plan(question)
        return plan if isinstance(plan, Refusal) else self.card(plan, audience)

    def card(self, plan: Plan, audience: str = "clinician") -> Card | Refusal:
        """Return the card of a plan; raise InputError when the audience is unknown."""
        try:
            reader = Audience(audience)
        except ValueError:
            raise InputError(f"unknown audience {audience!r}; choose clinician or patient") from None
        return assemble(self.projection, plan, reader, self.snapshot.identity, self.today())

    def sparql(self, query: str) -> bool | list[dict[str, str | None]] | str:
        """Answer SPARQL: a bool (ASK), a list of rows (SELECT), or Turtle (CONSTRUCT, DESCRIBE)."""
        guard.admit(query)
        result = self.snapshot.store.query(query)
        if isinstance(result, ox.QuerySolutions):
            names = [v.value for v in result.variables]
            return [{n: (None if row[n] is None else row[n].value) for n in names} for row in result]
        if isinstance(result, ox.QueryTriples):
            return (ox.serialize(result, format=ox.RdfFormat.TURTLE) or b"").decode()
        return bool(result)

    def frame(self, name: str) -> pd.DataFrame:
        """Return the records of a kind as a new DataFrame, one row for each, indexed by identifier.

        `name` is a plural word: drugs, trials, statements, results... Raises InputError that lists them.
        """
        from sarcomakg.frames import frame

        return frame(self.projection, name)

    def select(self, query: str) -> pd.DataFrame:
        """Answer a SELECT as a DataFrame; numbers, booleans and dates are typed, IRIs are CURIEs, what is unbound is missing.

        Raises InputError on another form of query and on what `sparql` refuses.
        """
        from sarcomakg.frames import table

        if (form := guard.admit(query).form) != "SELECT":
            raise InputError(f"select makes a table of a SELECT, this is {form}; use kg.sparql(query)")
        result = self.snapshot.store.query(query)
        assert isinstance(result, ox.QuerySolutions)
        return table(result)

    def to_rdflib(self) -> rdflib.Graph:
        """Return a copy of the graph for rdflib, with our prefixes bound."""
        import rdflib

        graph = rdflib.Graph()
        graph.parse(data=self.snapshot.n_triples(), format="nt")
        for name, iri in prefixes().items():
            graph.bind(name, iri)
        return graph


class _Releases:
    """The releases that are kept, as resolvers see them."""

    def __init__(self, kept: KeptReleases[KnowledgeGraph]) -> None:
        self._kept = kept

    def listed(self) -> Sequence[Release]:
        return self._kept.listed()

    def find(self, name: str) -> Release:
        return self._kept.find(name)

    def graph(self, version: str) -> Graph:
        return self._kept.open(version).reading


def kept_releases(folder: Path) -> KeptReleases[KnowledgeGraph]:
    """Return the releases in a folder, each opened when it is asked for; raise StoreError when it cannot be listed."""

    def opened(manifest: Manifest, snapshot: Snapshot) -> KnowledgeGraph:
        return KnowledgeGraph(snapshot, kept=found, version=manifest.version)

    found = KeptReleases(folder, opened)
    return found


def open_state(path: Path) -> KnowledgeGraph:
    """Open a state of the graph to compare: the folder of a release or of a built snapshot, a dump in N-Triples, or a
    root, which holds `ontology/` and `data/`. Raises InputError on anything else, StoreError on what is not whole,
    DataError on broken data.
    """
    if path.is_file():
        return KnowledgeGraph(dumped(path))
    if is_release(path):
        manifest, snapshot = open_release(path)
        return KnowledgeGraph(snapshot, version=manifest.version)
    if (path / MANIFEST).is_file():
        return KnowledgeGraph(open_snapshot(path))
    if (path / "ontology" / "prefixes.jsonld").is_file():
        return KnowledgeGraph(cached_snapshot(path))
    wanted = "a release, a built snapshot, a dump in N-Triples, or a folder that holds ontology/ and data/"
    raise InputError(f"{path} is no state of the graph; name {wanted}")


def open_graph(root: Path | None = None, store: str | None = None, releases: Path | None = None) -> KnowledgeGraph:
    """Open the graph below `root` (the package's own without one), with the releases that a folder holds beside it.

    `store` is a folder that `sarcomakg build` has filled, or the address of a SPARQL endpoint that `sarcomakg load` has
    filled; then the graph is what that holds, whatever lies below `root`. Raises StoreError and DataError.
    """
    if store and store.startswith(("http://", "https://")):
        return replace(open_remote(store), kept=kept_releases(releases) if releases else None)
    kept = kept_releases(releases) if releases else None
    with _without_collection():
        snapshot = open_snapshot(Path(store)) if store else cached_snapshot(root or default_root())
        graph = KnowledgeGraph(snapshot, kept=kept)
        graph.projection  # noqa: B018  (opened now: what cannot be read is refused at the start)
        return graph


def open_remote(address: str) -> KnowledgeGraph:
    """Open the snapshot that a SPARQL endpoint holds; raise StoreError when it is down, empty or not whole."""
    from sarcomakg.stores.manifest import held, whole
    from sarcomakg.stores.remote import RemoteStore

    store = RemoteStore(address, timeout=float(settings.read_count("store_timeout")))
    manifest = held(store)
    on = whole(store, manifest)
    graph = KnowledgeGraph(Snapshot(manifest.identity, lambda: on, date=manifest.modified), on)
    graph.projection  # noqa: B018  (its entities, now: a store that cannot give them is refused at the start)
    return graph


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Pause the cyclic collector, which would walk the growing graph again and again; then set the graph aside from it."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if paused:
            gc.enable()
