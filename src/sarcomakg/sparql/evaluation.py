"""One query on a store: its answer is whole and within limits before anything of it is sent."""

from __future__ import annotations

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

    Rows are counted by what separates them, and where that says too many, which a text could be the reason of, one by one.
    """
    file = _Bounded(limits.answer_bytes)
    result = _run(store, query)
    if isinstance(result, ox.QueryTriples):
        result.serialize(cast(IO[bytes], file), format=graph_format(media_type))
        return file.whole()
    result.serialize(cast(IO[bytes], file), format=results_format(media_type))
    body = file.whole()
    if len(body) > limits.rows and body.count(_ROW[media_type]) >= limits.rows:
        _count(store, query, limits.rows)
    return body


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
    """A file that keeps what is written to it, and ends what grows beyond a number of bytes."""

    __slots__ = ("_left", "_limit", "_parts")

    def __init__(self, limit: int) -> None:
        self._limit = self._left = limit
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        size = len(data)
        self._left -= size
        if self._left < 0:
            raise LimitError(f"the answer has more than {self._limit} bytes; ask for less")
        self._parts.append(data)
        return size

    def flush(self) -> None:
        """Everything stays in memory."""

    def whole(self) -> bytes:
        return b"".join(self._parts)
