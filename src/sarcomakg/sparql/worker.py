"""Queries in a process of their own: a deadline kills it, a memory limit bounds it, a new one takes its place."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Generator
from typing import NoReturn, TypeVar, cast

from sarcomakg.errors import LimitError, QuerySyntaxError, StoreError
from sarcomakg.sparql.borrowing import read_returned
from sarcomakg.sparql.guard import DEFAULT, Limits, Query
from sarcomakg.sparql.nursery import Nursery
from sarcomakg.sparql.process import ANSWER, BORN, FAILED, LEND, LIMIT, READY, RECALL, RETURNED, SYNTAX, question
from sarcomakg.sparql.wire import CHUNK, Frames, frame

# Seconds in which a new worker reads the graph; far more than it takes.
LOADING = 120.0
# Seconds between two looks at a worker to whom a connection is lent.
_WATCH = 0.1
# What is asked for while talking: the next bytes, until when. What comes: bytes, empty at the end, None when it is late.
_Talk = Generator[float, bytes | None, bytes]
# What a worker said: the kind and the payload of a frame.
_Said = Generator[float, bytes | None, tuple[bytes | None, bytes]]
T = TypeVar("T")


class TooManyError(LimitError):
    """Every worker is busy, the query ran out of time, or its client went away; it may be tried again."""


class Worker:
    """One worker process; one query at a time, from a thread (`run`) or from an event loop (`answer`)."""

    def __init__(self, nursery: Nursery, limits: Limits = DEFAULT) -> None:
        self._nursery, self._limits = nursery, limits
        self._begin()

    def _begin(self) -> None:
        self._channel, self._clock = self._nursery.fork()
        self._frames = Frames()
        self._pid = 0
        self._living, self._ready = True, False
        self._stopped = self._killed = False

    def run(self, query: Query, media_type: str) -> bytes:
        """Answer a guarded query; raise QuerySyntaxError, TooManyError (time), LimitError (size, memory) or StoreError."""
        return self._waited(self._talk(query, media_type))

    def ready(self, seconds: float = LOADING) -> bool:
        """Wait, in a thread, until the process has the graph; say whether it has."""
        return self._waited(self._open(seconds)) is None

    def _waited(self, talk: Generator[float, bytes | None, T]) -> T:
        try:
            until = next(talk)
            while True:
                self._channel.settimeout(max(0.001, until - time.monotonic()))
                until = talk.send(self._received())
        except StopIteration as end:
            return cast(T, end.value)

    async def answer(self, query: Query, media_type: str) -> bytes:
        """Answer as `run` does, while the event loop does other things."""
        loop = asyncio.get_running_loop()
        talk = self._talk(query, media_type)
        try:
            until = next(talk)
            while True:
                until = talk.send(await self._coming(loop, until))
        except StopIteration as end:
            return bytes(end.value)
        except asyncio.CancelledError:
            self.renew()
            raise

    @property
    def open(self) -> bool:
        """Whether the process is known to have the graph."""
        return self._living and self._ready

    def lend(self, request: bytes, connection: int) -> None:
        """Let the process, which has to be `open`, answer on a connection; raise OSError when it cannot be told."""
        self._channel.settimeout(self._limits.seconds)
        socket.send_fds(self._channel, [frame(LEND, request)], [connection])

    def recall(self) -> None:
        """Ask for a connection that is lent; it comes after what is being answered on it."""
        with contextlib.suppress(OSError):
            self._channel.sendall(frame(RECALL))

    async def returned(self, gone: Callable[[], bool]) -> tuple[bytes, bytes]:
        """Wait for a connection to come back, with what is to be sent on it and what came and was not answered.

        `gone` says whether its client hung up, and is asked about long queries. Raises what `run` raises when nothing was
        sent of an answer, and StoreError when it is not known what was sent.
        """
        loop, late = asyncio.get_running_loop(), False
        said = self._frames.feed(b"")
        try:
            while said is None:
                piece = await self._coming(loop, time.monotonic() + _WATCH)
                if piece:
                    said = self._frames.feed(piece)
                elif piece is not None:
                    self._lost(late)
                elif self._clock.running() > self._limits.seconds:
                    # Whether it was really late is seen when it has ended: it may have sent its answer meanwhile.
                    late = True
                    self._kill()
                elif self._clock.running() > _WATCH and gone():
                    self.stop()
        except asyncio.CancelledError:
            self.renew()
            raise
        if said[0] != RETURNED:
            self._refuse(*said)
        return read_returned(said[1])

    def _lost(self, late: bool) -> NoReturn:
        """Raise why a worker to whom a connection is lent has ended."""
        if self._clock.running():
            self._ended(None if late else b"")
        self.renew()
        raise StoreError("the worker ended between two queries")

    async def _coming(self, loop: asyncio.AbstractEventLoop, until: float) -> bytes | None:
        coming: asyncio.Future[bytes | None] = loop.create_future()

        def settle(late: bool = False) -> None:
            if not coming.done():
                coming.set_result(None if late else self._received())

        descriptor = self._channel.fileno()
        loop.add_reader(descriptor, settle)
        timer = loop.call_later(max(0.0, until - time.monotonic()), settle, True)
        try:
            return await coming
        finally:
            timer.cancel()
            loop.remove_reader(descriptor)

    def _received(self) -> bytes | None:
        try:
            return self._channel.recv(CHUNK)
        except TimeoutError:
            return None
        except OSError:
            return b""

    def _talk(self, query: Query, media_type: str) -> _Talk:
        """Ask and take the answer, however the bytes come; a worker that gave none is replaced."""
        kind, payload = yield from self._asked(query, media_type)
        if kind == ANSWER:
            return payload
        self._refuse(kind, payload)

    def _refuse(self, kind: bytes | None, payload: bytes) -> NoReturn:
        """Raise what a worker says of a query that it does not answer."""
        if kind == SYNTAX:
            raise QuerySyntaxError(payload.decode())
        if kind == LIMIT:
            raise LimitError(payload.decode())
        if kind == FAILED:
            self.renew()
            raise StoreError(f"SPARQL is not answered: {payload.decode()}")
        self._ended(kind)

    def _ended(self, kind: bytes | None) -> NoReturn:
        """Have a new process take the place of one that gave no answer; `kind` is empty when it is gone, None when it is late."""
        given_up = self._stopped
        self.renew()
        if kind == b"" and not given_up:
            raise LimitError(f"the query needed more than the {self._limits.memory} MiB it may use and was stopped")
        said = "was given up by its client" if given_up else f"ran longer than {self._limits.seconds:g} s"
        raise TooManyError(f"the query {said} and was stopped; nothing of it is sent")

    def _asked(self, query: Query, media_type: str) -> _Said:
        """Return the kind and the payload of the answer; the kind is empty when the worker is gone, None when it is late."""
        if not self._living:
            try:
                self._begin()
            except OSError as error:
                raise StoreError(f"SPARQL is not answered: there is no process for it ({error})") from None
        if refused := (yield from self._open()):
            return refused
        with contextlib.suppress(OSError):  # a worker that is gone is noticed by whoever waits for it
            self._channel.settimeout(self._limits.seconds)
            self._channel.sendall(question(query, media_type))
        return (yield from self._next(time.monotonic() + self._limits.seconds))

    def _open(self, seconds: float = LOADING) -> Generator[float, bytes | None, tuple[bytes | None, bytes] | None]:
        """Wait until the worker is ready: once, before its first query; return what it says when it cannot be."""
        while not self._ready:
            kind, payload = yield from self._next(time.monotonic() + seconds)
            if kind == BORN:
                self._pid = int(payload)
            elif kind == READY:
                self._ready = True
            else:
                return kind, payload
        return None

    def _next(self, until: float) -> _Said:
        found = self._frames.feed(b"")
        while found is None:
            piece = yield until
            if not piece:
                return piece, b""
            found = self._frames.feed(piece)
        return found

    def stop(self) -> None:
        """Stop the query that runs; whoever waits for it gets TooManyError."""
        self._stopped = True
        self._kill()

    def _kill(self) -> None:
        """End the process; what it said before can be read yet."""
        self._killed = True
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        else:
            with contextlib.suppress(OSError):
                self._channel.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Have a new process take the place of one that was ended, if it was; it may have answered before."""
        if self._killed:
            self.renew()

    def renew(self) -> None:
        """Stop the process, and have a new one take its place: now, or at the next query when there can be none now."""
        self.close()
        with contextlib.suppress(OSError):
            self._begin()

    def move(self, nursery: Nursery) -> None:
        """Come from another process from now on; nothing happens to a worker that does."""
        if nursery is not self._nursery:
            self.close()
            self._nursery = nursery
            with contextlib.suppress(OSError):
                self._begin()

    def close(self) -> None:
        """Stop the process for good."""
        self._kill()
        self._living = False
        self._channel.close()
        if self._pid:
            self._nursery.forget(self._pid)
            self._pid = 0
