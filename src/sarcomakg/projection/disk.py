"""The projection on disk: nothing is read at the start, and each record when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterator, Mapping, ValuesView
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import msgspec

from sarcomakg.model import Citation, Concept, Entity, Records, Result, Statement
from sarcomakg.projection.file import OBJECT, REPORT, SOURCE, SUBJECT, TRIAL, RecordFile
from sarcomakg.projection.model import Link, Projection

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
R = TypeVar("R", bound=Entity | Statement | Concept)
# Records, and entries of an index, that are kept of each kind; a Statement takes about 8 kB.
_RECORDS, _ENTRIES = 16_384, 65_536


def project_file(file: RecordFile) -> Projection:
    """Return the projection that a file holds."""
    statements = _Table(file, "statement", Statement)
    entities = _Table(file, "entity", Entity)
    records = Records(entities, statements, _Table(file, "concept", Concept))

    def standing(role: int) -> Callable[[str], tuple[Statement, ...] | None]:
        query = "SELECT statement FROM edge WHERE entity = ? AND role = ? ORDER BY statement"
        return lambda name: tuple(statements[row[0]] for row in file.rows(query, name, role))

    def related(role: int) -> Callable[[tuple[str, str]], tuple[Statement, ...] | None]:
        query = "SELECT statement FROM edge WHERE entity = ? AND role = ? AND predicate = ? ORDER BY statement"
        return lambda key: tuple(statements[row[0]] for row in file.rows(query, key[0], role, key[1]))

    return Projection(
        _Tree(file, entities), records, _Read(standing(TRIAL)), _Read(standing(SOURCE)), _Read(standing(REPORT)),
        _Read(_family(file)), _Read(related(SUBJECT)), _Read(related(OBJECT)), _Read(_links(file)), _Read(_ancestors(file)),
        _Read(_holders(file)), _Read(_searches(file, entities)), _Read(_citation(file, statements), lambda: file.count("citation")),
        _Read(_result(file, statements), lambda: file.count("result")), file.noted("modified", str),
    )  # fmt: skip


class _Read(Mapping[K, V]):
    """What a function reads of a key, kept; what it finds nothing of is no key. The keys themselves are not listed."""

    def __init__(self, read: Callable[[K], V | None], count: Callable[[], int] | None = None) -> None:
        self._read = lru_cache(_ENTRIES)(read)
        self._count = count

    def __getitem__(self, key: K) -> V:
        if not (found := self._read(key)):
            raise KeyError(key)
        return found

    def get(self, key: K, default: Any = None) -> Any:
        return self._read(key) or default

    def __contains__(self, key: object) -> bool:
        return bool(self._read(key))

    def __iter__(self) -> Iterator[K]:
        raise TypeError("the keys of an index on disk are not listed; ask for one")

    def __len__(self) -> int:
        if self._count is None:
            raise TypeError("the keys of an index on disk are not counted; ask for one")
        return self._count()


class _Table(Mapping[str, R]):
    """Every record of a kind by identifier; going through all of them reads them in batches and keeps none."""

    def __init__(self, file: RecordFile, name: str, kind: type[R]) -> None:
        self._file, self._name = file, name
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._find = lru_cache(_RECORDS)(self._read)

    def _read(self, name: str) -> R | None:
        found = self._file.row(f"SELECT record FROM {self._name} WHERE id = ?", name)
        return self._decode(found[0]) if found else None

    def __getitem__(self, name: str) -> R:
        found = self._find(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        found = self._find(name)
        return default if found is None else found

    def __contains__(self, name: object) -> bool:
        return self._find(name) is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._file.every(self._name, "NULL"))

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        return self._file.count(self._name)

    def items(self) -> ItemsView[str, R]:
        return _Items(self)

    def values(self) -> ValuesView[R]:
        return _Values(self)

    def every(self) -> Iterator[R]:
        """Yield every record, by identifier."""
        return (self._decode(record) for _, record in self._file.every(self._name, "record"))


class _Values(ValuesView[R]):
    _mapping: _Table[R]

    def __iter__(self) -> Iterator[R]:
        return self._mapping.every()


class _Items(ItemsView[str, R]):
    _mapping: _Table[R]

    def __iter__(self) -> Iterator[tuple[str, R]]:
        return ((record.id, record) for record in self._mapping.every())


class _Tree:
    """The hierarchy, read step by step."""

    def __init__(self, file: RecordFile, entities: Mapping[str, Entity]) -> None:
        self._file, self._entities = file, entities
        self._below = lru_cache(_ENTRIES)(self._children)

    def _children(self, name: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._file.rows("SELECT entity FROM child WHERE parent = ?", name))

    def __contains__(self, name: object) -> bool:
        return name in self._entities

    def successors(self, name: str) -> Iterator[str]:
        """Yield the nearest broader entities."""
        return iter(self._entities[name].parents)

    def predecessors(self, name: str) -> Iterator[str]:
        """Yield the nearest narrower entities."""
        return iter(self._below(name))


def _family(file: RecordFile) -> Callable[[str], tuple[Entity, ...] | None]:
    decode = msgspec.msgpack.Decoder(Entity).decode
    query = "SELECT record FROM entity WHERE family = ? ORDER BY id"
    return lambda family: tuple(decode(row[0]) for row in file.rows(query, family))


def _links(file: RecordFile) -> Callable[[str], tuple[Link, ...] | None]:
    query = f"SELECT statement, predicate, other FROM edge WHERE entity = ? AND role IN ({SUBJECT}, {OBJECT}) ORDER BY statement, role"
    return lambda name: tuple(Link(*row) for row in file.rows(query, name))


def _ancestors(file: RecordFile) -> Callable[[str], dict[str, int] | None]:
    query = "SELECT broader, distance FROM ancestor WHERE entity = ? ORDER BY distance, broader"
    return lambda name: dict(file.rows(query, name))


def _holders(file: RecordFile) -> Callable[[str], tuple[str, ...] | None]:
    query = "SELECT treatment FROM holder WHERE part = ? ORDER BY treatment"
    return lambda name: tuple(row[0] for row in file.rows(query, name))


def _searches(file: RecordFile, entities: Mapping[str, Entity]) -> Callable[[str], tuple[Entity, ...] | None]:
    query = "SELECT entity FROM search WHERE condition = ? ORDER BY entity"
    return lambda name: tuple(entities[row[0]] for row in file.rows(query, name))


def _citation(
    file: RecordFile, statements: Mapping[str, Statement]
) -> Callable[[str], tuple[Citation, Statement] | None]:
    def read(name: str) -> tuple[Citation, Statement] | None:
        found = file.row("SELECT statement FROM citation WHERE id = ?", name)
        if found is None:
            return None
        statement = statements[found[0]]
        return next(c for c in statement.citations if c.id == name), statement

    return read


def _result(
    file: RecordFile, statements: Mapping[str, Statement]
) -> Callable[[str], tuple[Result, Citation, Statement] | None]:
    def read(name: str) -> tuple[Result, Citation, Statement] | None:
        found = file.row("SELECT statement, citation FROM result WHERE id = ?", name)
        if found is None:
            return None
        statement = statements[found[0]]
        citation = next(c for c in statement.citations if c.id == found[1])
        return next(r for r in citation.results if r.id == name), citation, statement

    return read
