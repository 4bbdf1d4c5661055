"""One query on a store: measured before it is sent, so that what is sent is whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from sarcomakg.errors import LimitError
from sarcomakg.identifiers import DATASET, prefixes
from sarcomakg.sparql.guard import Limits, Query
from sarcomakg.sparql.negotiation import graph_format, results_format

Sink = Callable[[bytes], None]
Result = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
PART = 64 * 1024


class Evaluation:
    """A guarded query on a store, its answer in a media type, within limits."""

    def __init__(self, store: ox.Store, query: Query, media_type: str, limits: Limits) -> None:
        self._store, self._query, self._media_type, self._limits = store, query, media_type, limits

    def answer(self, sink: Sink) -> bytes:
        """Give an answer to `sink` in parts and return what is left of it: all of a short one.

        A row takes a byte at least, so an answer of no more bytes than rows are allowed needs no count. A longer one is
        evaluated once more before its first part, to count its rows and its bytes. Raises LimitError, with nothing sent,
        on an answer that is too long, and SyntaxError.
        """
        writer = _Writer(self._limits.rows, sink, self._measure)
        self._write(writer)
        return writer.rest()

    def _measure(self) -> None:
        result = self._run()
        if isinstance(result, ox.QuerySolutions):
            rows = self._limits.rows
            if sum(1 for _ in islice(result, rows + 1)) > rows:
                raise LimitError(f"the answer has more than {rows} rows; add LIMIT and OFFSET")
        self._write(_Meter(self._limits.answer_bytes))

    def _write(self, output: _Writer | _Meter) -> None:
        result, file = self._run(), cast(IO[bytes], output)
        if isinstance(result, ox.QueryTriples):
            result.serialize(file, format=graph_format(self._media_type))
        else:
            result.serialize(file, format=results_format(self._media_type))

    def _run(self) -> Result:
        query = self._query
        default = None if query.default is None else [_graph(name) for name in query.default]
        named: list[ox.NamedNode | ox.BlankNode] | None = None
        if query.named is not None:
            named = [ox.NamedNode(name) for name in query.named]
        return self._store.query(query.text, prefixes=prefixes(), default_graph=default, named_graphs=named)


def _graph(name: str) -> ox.NamedNode | ox.BlankNode | ox.DefaultGraph:
    return ox.DefaultGraph() if name == DATASET else ox.NamedNode(name)


class _Writer:
    """A file that holds what it is given up to `held` bytes, then measures, then passes it on in parts."""

    def __init__(self, held: int, sink: Sink, measure: Callable[[], None]) -> None:
        self._held, self._sink, self._measure = held, sink, measure
        self._bytes, self._sending = bytearray(), False

    def write(self, data: bytes) -> int:
        self._bytes += data
        if not self._sending and len(self._bytes) > self._held:
            self._measure()
            self._sending = True
        if self._sending and len(self._bytes) >= PART:
            self._sink(bytes(self._bytes))
            self._bytes.clear()
        return len(data)

    def flush(self) -> None:
        """Keep what is held until it is a part."""

    def rest(self) -> bytes:
        return bytes(self._bytes)


class _Meter:
    """A file that counts, and ends what grows beyond a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._count = most, 0

    def write(self, data: bytes) -> int:
        self._count += len(data)
        if self._count > self._most:
            raise LimitError(f"the answer has more than {self._most} bytes; ask for less")
        return len(data)

    def flush(self) -> None:
        """Nothing is kept."""
