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


class Evaluation:
    """A guarded query on a store, its answer in a media type, within limits."""

    def __init__(self, store: ox.Store, query: Query, media_type: str, limits: Limits) -> None:
        self._store, self._query, self._media_type, self._limits = store, query, media_type, limits

    def answer(self) -> bytes:
        """Return the answer; raise LimitError on one that is too long, and SyntaxError.

        Rows are counted by what separates them. Only where that says too many, which a text could be the reason of, is
        the query evaluated once more, to count the rows themselves.
        """
        result = self._run()
        counted = isinstance(result, ox.QuerySolutions)
        file = _Bounded(self._limits, _ROW[self._media_type] if counted else b"", self._count)
        output = cast(IO[bytes], file)
        if isinstance(result, ox.QueryTriples):
            result.serialize(output, format=graph_format(self._media_type))
        else:
            result.serialize(output, format=results_format(self._media_type))
        return file.whole()

    def _count(self) -> None:
        rows = self._limits.rows
        if sum(1 for _ in islice(cast(ox.QuerySolutions, self._run()), rows + 1)) > rows:
            raise LimitError(f"the answer has more than {rows} rows; add LIMIT and OFFSET")

    def _run(self) -> Result:
        query = self._query
        default = None if query.default is None else [_graph(name) for name in query.default]
        named: list[ox.NamedNode | ox.BlankNode] | None = None
        if query.named is not None:
            named = [ox.NamedNode(name) for name in query.named]
        known = prefixes()
        few = {name: known[name] for name in query.prefixes}
        try:
            return self._store.query(query.text, prefixes=few, default_graph=default, named_graphs=named)
        except SyntaxError:
            # The engine takes time for each prefix, so that it gets all only where those that the guard saw are too few.
            return self._store.query(query.text, prefixes=known, default_graph=default, named_graphs=named)


def _graph(name: str) -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph:
    return ox.DefaultGraph() if name == DATASET else ox.NamedNode(name)


class _Bounded:
    """A file in memory that ends what grows beyond a number of bytes, and has rows counted when they may be too many."""

    def __init__(self, limits: Limits, row: bytes, count: Callable[[], None]) -> None:
        self._limits, self._row, self._count = limits, row, count
        self._parts, self._bytes, self._rows = list[bytes](), 0, 0
        self._tail = b""

    def write(self, data: bytes) -> int:
        self._bytes += len(data)
        if self._bytes > self._limits.answer_bytes:
            raise LimitError(f"the answer has more than {self._limits.answer_bytes} bytes; ask for less")
        if self._row:
            self._rows += (self._tail + data).count(self._row)
            self._tail = data[1 - len(self._row) :] if len(self._row) > 1 else b""
            if self._rows >= self._limits.rows:
                self._count()
                self._row = b""
        self._parts.append(data)
        return len(data)

    def flush(self) -> None:
        """Everything stays in memory."""

    def whole(self) -> bytes:
        return b"".join(self._parts)
