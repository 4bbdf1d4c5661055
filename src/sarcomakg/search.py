"""Search over every name, title, definition and identifier of the graph, with the places of the words found."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sarcomakg.ask.spelling import Speller
from sarcomakg.errors import InputError
from sarcomakg.model import Entity
from sarcomakg.projection import Projection
from sarcomakg.projection.file import RecordFile, note

MAX_TEXT, MAX_WORDS = 200, 12
# Column, and its weight in the ranking (Okapi BM25).
_FIELDS = {
    "label": 12.0,
    "plainLabel": 6.0,
    "synonyms": 8.0,
    "brandNames": 8.0,
    "identifiers": 8.0,
    "title": 4.0,
    "definition": 1.0,
}
_BETWEEN = "\n"
_FAMILIES = ("condition", "drug", "treatment", "trial", "biomarker", "factor", "site", "stage", "outcome")
# As it is spelt in the graph.
_AMERICAN = ((re.compile(r"tumour"), "tumor"), (re.compile(r"\bpaed"), "ped"), (re.compile(r"haem"), "hem"), (re.compile(r"\boesoph"), "esoph"),
             (re.compile(r"\b(ewing|kaposi)s\b"), r"\1"))  # fmt: skip
_VOCABULARY = "words that are searched"
_OPEN, _CLOSE = "\x02", "\x03"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A text with words that were found in it: (start, end) of each, in characters."""

    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found, and where."""

    entity: str
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first; `searched` is the text in whose stead another spelling was searched, else the text."""

    searched: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class SearchIndex:
    """A full-text index (SQLite FTS5) in a file or in memory; every word has to be found, the last may be unfinished."""

    _file: RecordFile

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._file.noted(_VOCABULARY, list[str]))

    def search(self, text: str, kinds: tuple[str, ...] = ()) -> Hits:
        """Return the entities in which every word occurs, misspelt ones corrected when nothing else is found.

        Raises InputError on a text without a word, or over the limits.
        """
        lower = text.lower()
        for british, american in _AMERICAN:
            lower = british.sub(american, lower)
        words = _WORD.findall(lower)
        if not words:
            raise InputError("the text to search for has no word in it")
        if len(text) > MAX_TEXT or len(words) > MAX_WORDS:
            raise InputError(f"the text to search for is over {MAX_TEXT} characters or {MAX_WORDS} words")
        found = self._find(words, kinds)
        if found:
            return Hits(text, found)
        nearest = self._spelt(words)
        return Hits(" ".join(nearest), self._find(nearest, kinds)) if nearest != words else Hits(text, ())

    def nearest(self, text: str, family: str = "") -> list[str]:
        """Return the identifiers, of a family, of what has a name like a text, best first; none of a text without words.

        Misspelt words are corrected; this is the hint of an error, and cheaper than a search.
        """
        words = _WORD.findall(text[:MAX_TEXT].lower())[:MAX_WORDS]
        nearest = self._spelt(words)
        if not nearest:
            return []
        query = " AND ".join(f'"{word}"' for word in nearest)
        chosen = "SELECT id FROM names WHERE names MATCH ? AND id LIKE ? ORDER BY rank LIMIT 5"
        rows = self._file.rows(chosen, query, f"{family}:%" if family else "%")
        return [row[0] for row in rows]

    def _spelt(self, words: list[str]) -> list[str]:
        """Return the words as the graph spells them, where it has any like them."""
        return [w if self._speller.knows(w) else self._speller.nearest(w) or w for w in words]

    def _find(self, words: list[str], kinds: tuple[str, ...]) -> tuple[Hit, ...]:
        query = " AND ".join(f'"{word}"' for word in words[:-1]) + (" AND " if words[1:] else "") + f'"{words[-1]}"*'
        marked = ", ".join(f"highlight(names, {n + 2}, '{_OPEN}', '{_CLOSE}')" for n in range(len(_FIELDS)))
        weights = ", ".join(["0", "0", *(str(weight) for weight in _FIELDS.values())])
        chosen = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        rows = self._file.rows(
            f"SELECT id, {marked} FROM names WHERE names MATCH ? {chosen} ORDER BY bm25(names, {weights}), id",
            query,
            *kinds,
        )
        # Whatever has just this name comes first, then what has a name that begins so, diseases and drugs before papers.
        typed = " ".join(words)
        exact: set[str] = set()
        begun: dict[str, int] = {}
        called = "SELECT name, entity FROM called WHERE name >= ? AND name < ?"
        for name, entity in self._file.rows(called, typed, typed + "\uffff"):
            begun[entity] = min(begun.get(entity, len(name)), len(name))
            if name == typed:
                exact.add(entity)
        rows.sort(key=lambda row: (row[0] not in exact, *_place(row[0], begun.get(row[0]))))
        return tuple(Hit(row[0], tuple(_highlights(row[1:]))) for row in rows)


def build_index(projection: Projection) -> SearchIndex:
    """Return the index of the entities of a projection, in memory."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE TABLE noted (name TEXT PRIMARY KEY, value BLOB NOT NULL)")
    write_index(database, projection)
    return SearchIndex(RecordFile(database))


def write_index(database: sqlite3.Connection, projection: Projection) -> None:
    """Write the index of the entities of a projection into a database."""
    columns = ", ".join(_FIELDS)
    database.execute(
        f"CREATE VIRTUAL TABLE names USING fts5(id UNINDEXED, kind UNINDEXED, {columns}, tokenize = 'unicode61 remove_diacritics 2')"
    )
    rows = [(e.id, e.kind, *_texts(e)) for e in projection.records.entities.values()]
    database.executemany(f"INSERT INTO names VALUES ({', '.join('?' * (len(_FIELDS) + 2))})", rows)
    vocabulary = {word for row in rows for text in row[2:] for word in _WORD.findall(text.lower())}
    note(database, _VOCABULARY, sorted(vocabulary))
    database.execute("CREATE TABLE called (name TEXT, entity TEXT, PRIMARY KEY (name, entity)) WITHOUT ROWID")
    called = {
        (" ".join(_WORD.findall(name.lower())), e.id)
        for e in projection.records.entities.values()
        for name in (e.label, e.plain_label, *e.synonyms, *e.properties.get("brandName", ()))
    }
    database.executemany("INSERT INTO called VALUES (?, ?)", sorted(called))


def _place(name: str, begun: int | None) -> tuple[int, int]:
    """Return where a find comes: those with a name that begins with the words by class and length, then all others."""
    family = name.partition(":")[0]
    if begun is None or family not in _FAMILIES:
        return len(_FAMILIES), 0
    return _FAMILIES.index(family), begun


def _texts(entity: Entity) -> Iterator[str]:
    yield entity.label
    yield entity.plain_label if entity.plain_label != entity.label else ""
    yield _BETWEEN.join(entity.synonyms)
    yield _BETWEEN.join(entity.properties.get("brandName", ()))
    yield _BETWEEN.join((entity.id, *entity.exact_matches))
    yield entity.first("title")
    yield entity.definition


def _highlights(columns: tuple[str, ...]) -> Iterator[Highlight]:
    for name, column in zip(_FIELDS, columns, strict=True):
        for marked in column.split(_BETWEEN):
            if _OPEN in marked:
                yield _highlight(name, marked)


def _highlight(name: str, marked: str) -> Highlight:
    text, spans, start = "", [], 0
    for part in re.split(f"([{_OPEN}{_CLOSE}])", marked):
        if part == _OPEN:
            start = len(text)
        elif part == _CLOSE:
            spans.append((start, len(text)))
        else:
            text += part
    return Highlight(name, text, tuple(spans))
