"""Several workers and the queue before them: who waits too long, or finds too many waiting, is told to come back."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Protocol

from sarcomakg.sparql.evaluation import Sink
from sarcomakg.sparql.guard import DEFAULT, Limits, Query
from sarcomakg.sparql.worker import TooManyError, Worker


class Ticket:
    """One query on its way; `cancel` stops it, whether it waits or runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self.cancelled = False

    def cancel(self) -> None:
        """Stop the query; its worker is replaced when it runs."""
        with self._lock:
            self.cancelled = True
            if self._stop is not None:
                self._stop()

    def begin(self, stop: Callable[[], None]) -> bool:
        """Say whether the query may still run; `stop` ends it."""
        with self._lock:
            if not self.cancelled:
                self._stop = stop
            return not self.cancelled

    def end(self) -> None:
        """Let go of the worker, so that a later cancel does not stop somebody else's query."""
        with self._lock:
            self._stop = None


class Engine(Protocol):
    """What answers guarded queries: a pool of workers, or a store elsewhere."""

    def run(self, query: Query, media_type: str, ticket: Ticket, sink: Sink) -> bytes:
        """Answer a guarded query: parts go to `sink`, the rest is returned.

        Raises TooManyError (queue, time, cancelled), LimitError, QuerySyntaxError or StoreError.
        """
        ...

    def close(self) -> None:
        """Stop whatever answers."""
        ...


def whole(engine: Engine, query: Query, media_type: str) -> bytes:
    """Answer a guarded query in one piece; raise what `run` raises."""
    parts: list[bytes] = []
    rest = engine.run(query, media_type, Ticket(), parts.append)
    return b"".join([*parts, rest])


class Pool:
    """`size` worker processes over one dataset in N-Quads, and at most `waiting` queries in the queue before them."""

    def __init__(self, graph: bytes, limits: Limits = DEFAULT, *, size: int = 2, waiting: int = 32) -> None:
        self._limits = limits
        self._workers = [Worker(graph, limits) for _ in range(size)]
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._most = size + waiting
        self._places = threading.BoundedSemaphore(self._most)
        for worker in self._workers:
            self._idle.put(worker)

    def run(self, query: Query, media_type: str, ticket: Ticket, sink: Sink) -> bytes:
        """Answer a guarded query: parts go to `sink`, the rest is returned.

        Raises TooManyError (queue, time, cancelled), LimitError or QuerySyntaxError.
        """
        if not self._places.acquire(blocking=False):
            said = f"the server is busy and its queue is full: {self._most} queries run or wait, and no more may"
            raise TooManyError(f"{said}; try again in a few seconds")
        try:
            try:
                worker = self._idle.get(timeout=self._limits.seconds)
            except queue.Empty:
                raise TooManyError(f"the server was busy for {self._limits.seconds:g} s; try again") from None
            try:
                if not ticket.begin(worker.stop):
                    raise TooManyError("the query was given up by its client")
                return worker.run(query, media_type, sink)
            finally:
                ticket.end()
                self._idle.put(worker)
        finally:
            self._places.release()

    def close(self) -> None:
        """Stop every worker for good."""
        for worker in self._workers:
            worker.close()
