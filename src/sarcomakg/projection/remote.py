"""The graph on a remote store: entities read once, Statements read in batches when a walk comes near them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, Mapping, ValuesView
from threading import RLock
from typing import TypeVar

from cachetools import LRUCache

from sarcomakg.errors import StoreError
from sarcomakg.identifiers import to_curie, to_iri
from sarcomakg.model import Citation, Records, Result, Statement
from sarcomakg.projection.memory import frame
from sarcomakg.projection.model import Link, Projection
from sarcomakg.rdf.records import read_records
from sarcomakg.stores.manifest import held
from sarcomakg.stores.remote import RemoteStore, value_of

K = TypeVar("K")
# Statements and neighbourhoods kept at most, and Statements read in one request.
KEPT, BATCH = 20_000, 500
# All that has a name and is no Statement: entities, terms of the schemes.
_ENTITIES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s skos:prefLabel ?label . ?s ?p ?o }"
_TOUCHING = """SELECT DISTINCT ?end ?statement WHERE {
  VALUES ?end { %s }
  { ?statement rdf:subject ?end } UNION { ?statement rdf:object ?end }
  UNION { ?statement skg:citation ?citation . ?citation skg:source ?end }
  UNION { ?statement skg:citation ?citation . ?citation skg:trial ?end }
  UNION { ?statement skg:citation ?citation . ?citation skg:reportedFrom ?end }
}"""
# Each of the three parts is a chain of its own: a path of any length grows with the graph on some engines.
_WHOLE = """CONSTRUCT { ?s ?p ?o } WHERE {
  VALUES ?statement { %s }
  { ?statement ?p ?o . BIND(?statement AS ?s) }
  UNION { ?statement skg:citation ?s . ?s ?p ?o }
  UNION { ?statement skg:citation ?citation . ?citation skg:result ?s . ?s ?p ?o }
}"""


def project_remote(store: RemoteStore, identity: str, modified: str) -> Projection:
    """Return the projection of a snapshot in a remote store: one request now, the rest when it is asked for."""
    named = read_records(store.construct(_ENTITIES))
    near = Neighbourhood(store, identity)
    own = frame(named.entities)
    return Projection(
        own.hierarchy, Records(named.entities, _Statements(near), named.concepts),
        _Index(near, str, lambda s, trial: any(c.trial == trial for c in s.citations)),
        _Index(near, str, lambda s, source: any(c.source == source for c in s.citations)),
        _Index(near, str, lambda s, source: any(source in c.reported_from for c in s.citations)),
        own.by_family,
        _Index(near, _entity, lambda s, key: (s.subject, s.predicate) == key),
        _Index(near, _entity, lambda s, key: (s.object, s.predicate) == key),
        _Links(near), own.ancestors, own.containing, own.searches, _Citations(near), _Results(near), modified, near.fetch,
    )  # fmt: skip


class Neighbourhood:
    """The Statements near entities, read from a store in batches and kept; raises StoreError when the snapshot is gone."""

    def __init__(self, store: RemoteStore, identity: str) -> None:
        self._store, self._identity = store, identity
        self._statements: LRUCache[str, Statement] = LRUCache(KEPT)
        self._around: LRUCache[str, tuple[str, ...]] = LRUCache(KEPT)
        self._owners: LRUCache[str, str] = LRUCache(4 * KEPT)
        self._lock = RLock()

    def fetch(self, names: Iterable[str]) -> None:
        """Read the Statements that touch entities, as subject, object, source, paper reported or trial: one request, and their batches."""
        with self._lock:
            unknown = [n for n in dict.fromkeys(names) if n and n not in self._around]
            if not unknown:
                return
            found: dict[str, set[str]] = defaultdict(set)
            for row in self._store.rows(_TOUCHING % _iris(unknown)):
                found[_name(row["end"])].add(_name(row["statement"]))
            if not found:
                held(self._store.on(""), self._identity)
            for name in unknown:
                self._around[name] = tuple(sorted(found[name]))
            self.read({s for names in found.values() for s in names})

    def around(self, name: str) -> list[Statement]:
        """Return the Statements that touch an entity, by identifier."""
        with self._lock:
            self.fetch((name,))
            return self.read(self._around[name])

    def read(self, names: Collection[str]) -> list[Statement]:
        """Return Statements by identifier; raise StoreError when one is not there."""
        with self._lock:
            kept = {n: self._statements[n] for n in names if n in self._statements}
            missing = sorted(set(names) - kept.keys())
            for start in range(0, len(missing), BATCH):
                kept |= self._batch(missing[start : start + BATCH])
            return [kept[n] for n in sorted(names)]

    def find(self, name: str) -> Statement | None:
        """Return a Statement by identifier; None when there is no such Statement."""
        with self._lock:
            if name not in self._statements and name.startswith("statement:"):
                self._keep(read_records(self._store.construct(_WHOLE % _iris((name,)))).statements)
            return self._statements.get(name)

    def _batch(self, names: list[str]) -> Mapping[str, Statement]:
        found = read_records(self._store.construct(_WHOLE % _iris(names))).statements
        if found.keys() != set(names):
            held(self._store.on(""), self._identity)
            lacking = sorted(set(names) - found.keys())
            raise StoreError(f"the store {self._store.url} does not hold {lacking[0]}; load the snapshot again")
        self._keep(found)
        return found

    def _keep(self, found: Mapping[str, Statement]) -> None:
        for name, statement in found.items():
            self._statements[name] = statement
            for citation in statement.citations:
                self._owners[citation.id] = name

    def owner(self, citation: str) -> Statement | None:
        """Return the Statement of a Citation; None when there is no such Citation."""
        with self._lock:
            if citation not in self._owners:
                rows = self._store.rows(f"SELECT ?s WHERE {{ ?s skg:citation <{to_iri(citation)}> }}")
                if not rows:
                    return None
                self._owners[citation] = _name(rows[0]["s"])
            return self.read((self._owners[citation],))[0]

    def bearer(self, result: str) -> Statement | None:
        """Return the Statement of a Result, the last one of several; None when there is no such Result."""
        with self._lock:
            rows = self._store.rows(f"SELECT ?s WHERE {{ ?s skg:citation/skg:result <{to_iri(result)}> }}")
            return self.read((max(_name(row["s"]) for row in rows),))[0] if rows else None

    def names(self, pattern: str) -> list[str]:
        """Return the identifiers of ?s in a pattern, sorted."""
        return sorted(_name(row["s"]) for row in self._store.rows(f"SELECT DISTINCT ?s WHERE {{ {pattern} }}"))

    def count(self, pattern: str) -> int:
        """Return how many ?s there are in a pattern."""
        rows = self._store.rows(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}")
        return int(value_of(rows[0]["n"]))


class _Statements(Mapping[str, Statement]):
    """Every Statement by identifier; going through all of them reads all of them, in batches."""

    def __init__(self, near: Neighbourhood) -> None:
        self._near = near

    def __getitem__(self, name: str) -> Statement:
        found = self._near.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._near.names("?s a skg:Statement"))

    def __len__(self) -> int:
        return self._near.count("?s a skg:Statement")

    def values(self) -> ValuesView[Statement]:
        return dict(self.items()).values()

    def items(self) -> ItemsView[str, Statement]:
        return {s.id: s for s in self._near.read(list(self))}.items()


class _Citations(Mapping[str, tuple[Citation, Statement]]):
    """Every Citation by identifier, with its Statement."""

    def __init__(self, near: Neighbourhood) -> None:
        self._near = near

    def __getitem__(self, name: str) -> tuple[Citation, Statement]:
        statement = self._near.owner(name) if name.startswith("citation:") else None
        if statement is None:
            raise KeyError(name)
        return next(c for c in statement.citations if c.id == name), statement

    def __iter__(self) -> Iterator[str]:
        return iter(self._near.names("?s a skg:Citation"))

    def __len__(self) -> int:
        return self._near.count("?s a skg:Citation")


class _Results(Mapping[str, tuple[Result, Citation, Statement]]):
    """Every Result by identifier, with its Citation and its Statement."""

    def __init__(self, near: Neighbourhood) -> None:
        self._near = near

    def __getitem__(self, name: str) -> tuple[Result, Citation, Statement]:
        found = self._near.bearer(name) if name.startswith("result:") else None
        if found is None:
            raise KeyError(name)
        return next((r, c, found) for c in reversed(found.citations) for r in c.results if r.id == name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._near.names("?c skg:result ?s"))

    def __len__(self) -> int:
        return self._near.count("?c skg:result ?s")


class _Links(Mapping[str, tuple[Link, ...]]):
    """The Statements that touch an entity, read when they are asked for."""

    def __init__(self, near: Neighbourhood) -> None:
        self._near = near

    def __getitem__(self, name: str) -> tuple[Link, ...]:
        found = self._near.around(name)
        ends = [(s, end) for s in found for here, end in ((s.subject, s.object), (s.object, s.subject)) if here == name]
        if not ends:
            raise KeyError(name)
        return tuple(Link(s.id, s.predicate, end) for s, end in ends)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("the keys of a remote index are not listed; ask for one")

    def __len__(self) -> int:
        raise TypeError("the keys of a remote index are not counted; ask for one")


class _Index(Mapping[K, tuple[Statement, ...]]):
    """Statements under an entity, or under an entity and a predicate, read when they are asked for."""

    def __init__(self, near: Neighbourhood, entity: Callable[[K], str], stands: Callable[[Statement, K], bool]) -> None:
        self._near, self._entity, self._stands = near, entity, stands

    def __getitem__(self, key: K) -> tuple[Statement, ...]:
        found = tuple(s for s in self._near.around(self._entity(key)) if self._stands(s, key))
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[K]:
        raise TypeError("the keys of a remote index are not listed; ask for one")

    def __len__(self) -> int:
        raise TypeError("the keys of a remote index are not counted; ask for one")


def _entity(key: tuple[str, str]) -> str:
    return key[0]


def _iris(names: Iterable[str]) -> str:
    return " ".join(f"<{to_iri(name)}>" for name in names)


def _name(term: object) -> str:
    return to_curie(value_of(term))
