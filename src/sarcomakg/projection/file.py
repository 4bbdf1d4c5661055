"""The file of a projection: records and indexes in SQLite, written once by a build, then only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec

from sarcomakg.errors import StoreError
from sarcomakg.projection.model import Projection

T = TypeVar("T")
# Where an entity stands in a Statement: as subject or object, or in one of its Citations.
SUBJECT, OBJECT, TRIAL, SOURCE, REPORT = range(5)
_BATCH = 1000
_TABLES = """
CREATE TABLE noted (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE entity (id TEXT PRIMARY KEY, family TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE concept (id TEXT PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE statement (id TEXT PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE edge (entity TEXT, role INTEGER, predicate TEXT, statement TEXT, other TEXT NOT NULL,
                   PRIMARY KEY (entity, role, predicate, statement)) WITHOUT ROWID;
CREATE TABLE citation (id TEXT PRIMARY KEY, statement TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE result (id TEXT PRIMARY KEY, statement TEXT NOT NULL, citation TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE ancestor (entity TEXT, distance INTEGER, broader TEXT, PRIMARY KEY (entity, distance, broader)) WITHOUT ROWID;
CREATE TABLE child (parent TEXT, entity TEXT, PRIMARY KEY (parent, entity)) WITHOUT ROWID;
CREATE TABLE search (condition TEXT, entity TEXT, PRIMARY KEY (condition, entity)) WITHOUT ROWID;
CREATE TABLE holder (part TEXT, treatment TEXT, PRIMARY KEY (part, treatment)) WITHOUT ROWID;
"""
# Made after the rows are there, which is faster.
_INDEXES = "CREATE INDEX families ON entity (family, id);"


class RecordFile:
    """What was written into a database, read by any number of threads at once."""

    def __init__(self, database: sqlite3.Connection, name: str = "memory") -> None:
        self._database, self._name = database, name
        self._lock = Lock()

    @classmethod
    def open(cls, path: Path) -> RecordFile:
        """Open a file that any number of processes may read; raise StoreError."""
        try:
            # Nothing writes to it any more, so SQLite need not look for locks and journals.
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            database = sqlite3.connect(address, uri=True, check_same_thread=False)
            database.execute("PRAGMA mmap_size = 1073741824")
        except sqlite3.Error as error:
            raise StoreError(f"cannot open the records in {path}: {error}") from None
        return cls(database, str(path))

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """Return the first row of a query, None when there is none."""
        with self._lock:
            found: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
            return found

    def every(self, table: str, column: str) -> Iterator[tuple[str, Any]]:
        """Yield the identifier and a column of each row of a table, by identifier, read in batches."""
        last = ""
        while found := self.rows(f"SELECT id, {column} FROM {table} WHERE id > ? ORDER BY id LIMIT {_BATCH}", last):
            yield from found
            last = found[-1][0]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.rows(f"SELECT COUNT(*) FROM {table}")[0][0])

    def noted(self, name: str, kind: type[T]) -> T:
        """Return what a build noted down under a name; raise StoreError when it did not."""
        found = self.row("SELECT value FROM noted WHERE name = ?", name)
        if found is None:
            raise StoreError(f"{self._name} has no {name}; build it again")
        return msgspec.msgpack.decode(found[0], type=kind)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def note(database: sqlite3.Connection, name: str, value: Any) -> None:
    """Note a value down under a name, in a file that is being written."""
    database.execute("INSERT INTO noted VALUES (?, ?)", (name, msgspec.msgpack.encode(value)))


def write_projection(database: sqlite3.Connection, projection: Projection) -> None:
    """Write a projection into a new file."""
    # Whoever is killed here starts again with another file, so nothing need be undone.
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
    encode = msgspec.msgpack.Encoder().encode
    records = projection.records
    _fill(database, "entity", ((e.id, e.family, encode(e)) for e in records.entities.values()))
    _fill(database, "concept", ((c.id, encode(c)) for c in records.concepts.values()))
    _fill(database, "statement", ((s.id, encode(s)) for s in records.statements.values()))
    _fill(database, "edge", _edges(projection))
    _fill(database, "citation", ((c, s.id) for c, (_, s) in projection.citations.items()))
    _fill(database, "result", ((r, s.id, c.id) for r, (_, c, s) in projection.results.items()))
    ancestors = projection.ancestors.items()
    _fill(database, "ancestor", ((name, d, broader) for name, found in ancestors for broader, d in found.items()))
    entities = records.entities.values()
    _fill(database, "child", {(parent, e.id) for e in entities for parent in e.parents})
    searches = projection.searches.items()
    _fill(database, "search", ((condition, s.id) for condition, found in searches for s in found))
    _fill(database, "holder", ((part, t) for part, found in projection.containing.items() for t in found))
    note(database, "modified", projection.modified)
    database.executescript(_INDEXES)


def _fill(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    width = len(database.execute(f"PRAGMA table_info({table})").fetchall())
    database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def _edges(projection: Projection) -> Iterator[tuple[str, int, str, str, str]]:
    for s in projection.records.statements.values():
        yield s.subject, SUBJECT, s.predicate, s.id, s.object
        yield s.object, OBJECT, s.predicate, s.id, s.subject
        for trial in {c.trial for c in s.citations if c.trial}:
            yield trial, TRIAL, s.predicate, s.id, ""
        for source in {c.source for c in s.citations}:
            yield source, SOURCE, s.predicate, s.id, ""
        for source in {name for c in s.citations for name in c.reported_from}:
            yield source, REPORT, s.predicate, s.id, ""
