"""One query on a store: its answer is whole and within limits before anything of it is sent."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from sarcomakg.errors import LimitError
from sarcomakg.identifiers import DATASET, prefixes
from sarcomakg.sparql.guard import Limits, Query
from sarcomakg.sparql.negotiation import graph_format, results_format

Result = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
# What stands between two rows, or in each, and may stand in a text besides: there are no more rows than that.
_ROW = {
    "application/sparql-results+json": b"},{",
    "application/sparql-results+xml": b"<result>",
    "text/csv": b"\n",
    "text/tab-separated-values": b"\n",
}


def answer(store: ox.Store, query: Query, media_type: str, limits: Limits) -> bytes:
    """Return the answer to a guarded query in a media type; raise LimitError on one that is too long, and SyntaxError.

    Rows are counted by what separates them. Only where that says too many, which a text could be the reason of, is
    the query evaluated once more, to count the rows themselves.
    """
    result = _run(store, query)
    if isinstance(result, ox.QueryTriples):
        file = _Bounded(limits.answer_bytes)
        result.serialize(cast(IO[bytes], file), format=graph_format(media_type))
        return file.whole()
    file = _Bounded(limits.answer_bytes, _ROW[media_type], limits.rows, lambda: _count(store, query, limits.rows))
    result.serialize(cast(IO[bytes], file), format=results_format(media_type))
    return file.whole()


def _count(store: ox.Store, query: Query, rows: int) -> None:
    result = _run(store, query)
    if isinstance(result, ox.QuerySolutions) and sum(1 for _ in islice(result, rows + 1)) > rows:
        raise LimitError(f"the answer has more than {rows} rows; add LIMIT and OFFSET")


def _run(store: ox.Store, query: Query) -> Result:
    default = None if query.default is None else [_graph(name) for name in query.default]
    named: list[ox.NamedNode | ox.BlankNode] | None = None
    if query.named is not None:
        named = [ox.NamedNode(name) for name in query.named]
    known = prefixes()
    few = {name: known[name] for name in query.prefixes} if query.prefixes else {}
    try:
        return store.query(query.text, prefixes=few, default_graph=default, named_graphs=named)
    except SyntaxError:
        # The engine takes time for each prefix, so that it gets all only where those that the guard saw are too few.
        return store.query(query.text, prefixes=known, default_graph=default, named_graphs=named)


def _graph(name: str) -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph:
    return ox.DefaultGraph() if name == DATASET else ox.NamedNode(name)


class _Bounded:
    """A file that keeps what is written to it; it ends what grows beyond a number of bytes, and has many rows counted.

    What separates two rows may be cut in two by a write, and is counted once more in the whole.
    """

    __slots__ = ("_count", "_left", "_limit", "_parts", "_row", "_rows", "_seen")

    def __init__(self, limit: int, row: bytes = b"", rows: int = 0, count: Callable[[], None] | None = None) -> None:
        self._limit = self._left = limit
        self._row, self._rows, self._count = row, rows, count
        self._parts, self._seen = list[bytes](), 0

    def write(self, data: bytes) -> int:
        size = len(data)
        self._left -= size
        if self._left < 0:
            raise LimitError(f"the answer has more than {self._limit} bytes; ask for less")
        self._parts.append(data)
        if self._count is not None:
            self._see(self._seen + data.count(self._row), self._count)
        return size

    def _see(self, seen: int, count: Callable[[], None]) -> None:
        self._seen = seen
        if seen >= self._rows:
            self._count = None
            count()

    def flush(self) -> None:
        """Everything stays in memory."""

    def whole(self) -> bytes:
        body = b"".join(self._parts)
        if self._count is not None and self._parts[1:]:
            self._see(body.count(self._row), self._count)
        return body
