"""Several workers and the queue before them: who waits too long, or finds too many waiting, is told to come back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sarcomakg.sparql.asking import Asking
from sarcomakg.sparql.guard import DEFAULT, Limits, Query
from sarcomakg.sparql.nursery import Nursery, Opening
from sarcomakg.sparql.worker import TooManyError, Worker

_LOG = logging.getLogger(__name__)
# Seconds in which a graph is read into memory behind whatever else runs; nobody waits for it.
_BEHIND = 3600.0
_GIVEN_UP = "the query was given up by its client"


class Ticket:
    """One query on its way; `cancel` stops it, whether it waits or runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop: Callable[[], object] | None = None
        self.cancelled = False

    def cancel(self) -> None:
        """Stop the query; its worker is replaced when it runs."""
        with self._lock:
            self.cancelled = True
            if self._stop is not None:
                self._stop()

    def begin(self, stop: Callable[[], object]) -> bool:
        """Say whether the query may still wait or run; `stop` ends that."""
        with self._lock:
            if not self.cancelled:
                self._stop = stop
            return not self.cancelled

    def end(self) -> None:
        """Let go of the worker, so that a later cancel does not stop somebody else's query."""
        with self._lock:
            self._stop = None


class Engine(Protocol):
    """What answers guarded queries: a pool of workers, or a store elsewhere.

    Both ways to ask raise TooManyError (queue, time, cancelled), LimitError, QuerySyntaxError or StoreError.
    """

    def run(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        """Answer a guarded query, for a thread that waits."""
        ...

    async def answer(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        """Answer a guarded query, for an event loop that does not."""
        ...

    def close(self) -> None:
        """Stop whatever answers."""
        ...


def whole(engine: Engine, query: Query, media_type: str) -> bytes:
    """Answer a guarded query that nobody gives up; raise what `run` raises."""
    return engine.run(query, media_type, Ticket())


@dataclass
class Loan:
    """A connection that is lent to a worker of a pool; whoever lent it calls `settle` when it is over."""

    pool: Pool
    worker: Worker
    settle: Callable[[], Awaitable[None]] | None = None

    def recall(self) -> None:
        """Ask for it; it comes after what is being answered on it."""
        self.worker.recall()

    async def returned(self, gone: Callable[[], bool]) -> tuple[bytes, bytes]:
        """Wait for it, and return and raise what `Worker.returned` does."""
        try:
            return await self.worker.returned(gone)
        finally:
            self.pool.take_back(self.worker)


class Pool:
    """`size` worker processes over one graph, and at most `waiting` queries in the queue before them.

    Those of a folder answer at once. With `in_memory` the graph is read into memory meanwhile, and they go on from there:
    the engine is twice as fast, for some 350 bytes a triple, which they share.
    """

    def __init__(
        self, opening: Opening, limits: Limits = DEFAULT, *, size: int = 2, waiting: int = 32, in_memory: bool = False, identity: str = ""
    ) -> None:  # fmt: skip
        self._limits, self._most = limits, size + waiting
        asking = Asking(identity, limits)
        self._nurseries = [Nursery(opening, asking)]
        self._workers = [Worker(self._nurseries[0], limits) for _ in range(size)]
        self._home, self._idle = self._nurseries[0], list(self._workers)
        self._line: deque[Future[Worker]] = deque()
        self._lent: list[Worker] = []
        self._lock = threading.Lock()
        self._moving: threading.Thread | None = None
        if in_memory and isinstance(opening, Path):
            self._nurseries.append(Nursery(opening, asking, in_memory=True))
            self._moving = threading.Thread(target=self._move, args=(self._nurseries[1],), daemon=True)
            self._moving.start()

    def _move(self, home: Nursery) -> None:
        """Wait until a process has the graph in memory, then have every worker come from there."""
        try:
            first = Worker(home, self._limits)
        except OSError:  # the pool is closed already
            return
        ready = first.ready(_BEHIND)
        first.close()
        if not ready:
            if not home.closed:
                _LOG.warning("SPARQL is answered from disk: the graph could not be read into memory")
                home.close()
            return
        with self._lock:
            self._home = home
            for worker in self._idle:
                worker.move(home)

    @property
    def settled(self) -> bool:
        """Whether workers come from where they will come from."""
        return self._moving is None or not self._moving.is_alive()

    def run(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        """Answer a guarded query, for a thread that waits; raise what an Engine raises."""
        worker = self._take()
        if isinstance(worker, Future):
            with self._in_line(place := worker, ticket):
                worker = place.result(self._limits.seconds)
        try:
            if not ticket.begin(worker.stop):
                raise TooManyError(_GIVEN_UP)
            return worker.run(query, media_type)
        finally:
            ticket.end()
            self._give(worker)

    async def answer(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        """Answer a guarded query, for an event loop that does not wait; raise what an Engine raises."""
        worker = self._take()
        if isinstance(worker, Future):
            with self._in_line(place := worker, ticket):
                worker = await asyncio.wait_for(asyncio.wrap_future(place), self._limits.seconds)
        try:
            if not ticket.begin(worker.stop):
                raise TooManyError(_GIVEN_UP)
            return await worker.answer(query, media_type)
        finally:
            ticket.end()
            self._give(worker)

    def lend(self, request: bytes, connection: int) -> Loan | None:
        """Have a worker answer a request, and what follows it, on a connection; return None when none can."""
        with self._lock:
            if not self._idle or not self._idle[-1].open:
                return None
            worker = self._idle.pop()
            # Whoever recalls it finds it lent: both happen under the lock.
            with contextlib.suppress(OSError):
                worker.lend(request, connection)
                self._lent.append(worker)
                return Loan(self, worker)
        worker.renew()
        self._give(worker)
        return None

    def take_back(self, worker: Worker) -> None:
        """Let a worker that was lent a connection answer others."""
        with self._lock, contextlib.suppress(ValueError):
            self._lent.remove(worker)
        self._give(worker)

    def recall(self) -> None:
        """Have every connection come back that is lent."""
        with self._lock:
            while self._lent:
                self._lent.pop().recall()

    def _take(self) -> Worker | Future[Worker]:
        """Return a worker, or a place in the line before them; raise TooManyError when that is full."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
            if len(self._line) >= self._most - len(self._workers):
                said = f"the server is busy and its queue is full: {self._most} queries run or wait, and no more may"
                raise TooManyError(f"{said}; try again in a few seconds")
            place: Future[Worker] = Future()
            self._line.append(place)
            if self._lent:
                self._lent.pop().recall()
            return place

    def _give(self, worker: Worker) -> None:
        """Hand a worker to the first who waits."""
        worker.mend()
        with self._lock:
            worker.move(self._home)
            while self._line:
                place = self._line.popleft()
                if place.set_running_or_notify_cancel():
                    place.set_result(worker)
                    return
            self._idle.append(worker)

    @contextlib.contextmanager
    def _in_line(self, place: Future[Worker], ticket: Ticket) -> Iterator[None]:
        """Let the block wait for a worker; leave the line and raise TooManyError when none came in time, or none is wanted."""
        try:
            if not ticket.begin(place.cancel):
                raise CancelledError
            yield
            return
        except TimeoutError:
            said = f"the server was busy for {self._limits.seconds:g} s; try again"
        except (CancelledError, asyncio.CancelledError):
            said = _GIVEN_UP
            if not ticket.cancelled:
                self._leave(place)
                raise
        self._leave(place)
        raise TooManyError(said)

    def _leave(self, place: Future[Worker]) -> None:
        """Leave the line; a worker that came in that moment goes to the next."""
        with self._lock:
            left = place.cancel()
            with contextlib.suppress(ValueError):
                self._line.remove(place)
        if not left:
            self._give(place.result())

    def close(self) -> None:
        """Stop every worker for good."""
        for worker in self._workers:
            worker.close()
        for nursery in self._nurseries:
            nursery.close()
        if self._moving is not None:
            self._moving.join()
