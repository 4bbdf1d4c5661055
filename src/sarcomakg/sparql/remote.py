"""Queries passed on to a store elsewhere, within the same limits and in the same formats."""

from __future__ import annotations

import threading

import pyoxigraph as ox
from anyio import CapacityLimiter, to_thread

from sarcomakg.errors import LimitError
from sarcomakg.sparql.guard import DEFAULT, Limits, Query
from sarcomakg.sparql.negotiation import graph_format, results_format
from sarcomakg.sparql.pool import Pool, Ticket
from sarcomakg.sparql.worker import TooManyError
from sarcomakg.stores.remote import ROWS, TRIPLES, RemoteStore, answered


class Passage:
    """Guarded queries to a remote store, on the graph of its snapshot, at most `most` at a time."""

    def __init__(self, store: RemoteStore, limits: Limits = DEFAULT, *, most: int = 34) -> None:
        self._store, self._limits, self._most = store, limits, most
        self._places = threading.BoundedSemaphore(most)
        # One more than there are places, so that one finds out that there is none.
        self._threads = CapacityLimiter(most + 1)
        # Reads every query first, over nothing: for an error with line and column, and apart, for some are made to break a parser.
        self._reader = Pool(b"", limits, size=1, waiting=most)

    def run(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        """Answer a guarded query; raise TooManyError, LimitError, QuerySyntaxError or StoreError."""
        triples = query.form in ("CONSTRUCT", "DESCRIBE")
        self._reader.run(query, "application/n-triples" if triples else "application/sparql-results+json", ticket)
        if not self._places.acquire(blocking=False):
            raise TooManyError(
                f"the server is busy: {self._most} queries run, and no more may; try again in a few seconds"
            )
        try:
            if triples:
                return self._graph(self._ask(query, TRIPLES, ticket), media_type)
            return self._rows(self._ask(query, ROWS, ticket), media_type)
        finally:
            self._places.release()

    async def answer(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        """Answer as `run` does, in a thread: those that wait for the store keep nobody else waiting."""
        return await to_thread.run_sync(self.run, query, media_type, ticket, limiter=self._threads)

    def _ask(self, query: Query, accept: str, ticket: Ticket) -> bytes:
        # FROM names what the store is asked on already: the guard lets no other graph pass.
        limits = self._limits
        return self._store.ask(
            query.text, accept, most=2 * limits.answer_bytes, seconds=limits.seconds, ended=lambda: ticket.cancelled
        )

    def _rows(self, body: bytes, media_type: str) -> bytes:
        rows = self._limits.rows
        found = answered(body)
        if isinstance(found, ox.QuerySolutions):
            if sum(1 for _ in found) > rows:
                raise LimitError(f"the answer has more than {rows} rows; add LIMIT and OFFSET")
            found = answered(body)
        return self._short(found.serialize(format=results_format(media_type)) or b"")

    def _graph(self, body: bytes, media_type: str) -> bytes:
        triples = (quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
        return self._short(ox.serialize(triples, format=graph_format(media_type)) or b"")

    def _short(self, answer: bytes) -> bytes:
        if len(answer) > self._limits.answer_bytes:
            raise LimitError(f"the answer has more than {self._limits.answer_bytes} bytes; ask for less")
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        self._store.client.close()
        self._reader.close()
