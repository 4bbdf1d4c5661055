"""The embedded store: pyoxigraph, in memory or in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from sarcomakg.errors import QuerySyntaxError, StoreError
from sarcomakg.identifiers import prefixes


class EmbeddedStore:
    """A pyoxigraph store; `path` is its folder, memory without one; read only when `read_only`."""

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        try:
            if path is None:
                self._store = ox.Store()
            else:
                self._store = ox.Store.read_only(str(path)) if read_only else ox.Store(str(path))
        except OSError as error:
            raise StoreError(f"cannot open the store in {path}: {error}") from None

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple of the default graph."""
        for quad in self._store:
            yield quad.triple

    def load(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples in one bulk load."""
        self._store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)

    def load_n_triples(self, graph: bytes) -> None:
        """Add the triples of an N-Triples document in one bulk load."""
        self._store.bulk_load(input=graph, format=ox.RdfFormat.N_TRIPLES)

    def flush(self) -> None:
        """Write everything to disk; nothing to do in memory."""
        self._store.flush()

    def close(self) -> None:
        """Let go of the folder, so that it can be opened again."""
        del self._store

    def query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a SPARQL query, in which our prefixes need no declaration; raise QuerySyntaxError with the position.

        Whatever it is FROM is this graph: a store holds no other.
        """
        try:
            return self._store.query(text, prefixes=prefixes(), default_graph=ox.DefaultGraph())
        except SyntaxError as error:
            raise unreadable(error) from None

    def __len__(self) -> int:
        return len(self._store)


# A keyword, or a sign in quotation marks; the classes of characters that the engine lists beside them say nothing.
_SAID = re.compile(r'[A-Za-z_]+(?: [A-Za-z_]+)*|"(?:[^"\\]|\\.)+"')


def unreadable(error: SyntaxError) -> QuerySyntaxError:
    """Return the error of a query that does not parse: line, column, and the words and signs that were expected there."""
    place, _, expected = str(error).partition(": expected ")
    if not expected:
        return QuerySyntaxError(" ".join(str(error).split()))
    listed = " ".join(expected.removeprefix("one of ").split())
    named = [word for word in listed.split(", ") if _SAID.fullmatch(word)]
    said = ", ".join(named) or "a name or a value"
    return QuerySyntaxError(f"{place}: expected {'one of ' if len(named) > 1 else ''}{said}")
