"""What a worker process does: it opens the graph, gives up every right that it does not need, and answers."""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import socket
import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from sarcomakg.errors import LimitError, StoreError
from sarcomakg.sparql.asking import Asking
from sarcomakg.sparql.borrowing import Borrower, Clock
from sarcomakg.sparql.evaluation import answer
from sarcomakg.sparql.guard import Query
from sarcomakg.sparql.wire import CHUNK, Frames, frame
from sarcomakg.stores.embedded import unreadable

# What a worker says: who it is, that it is ready or cannot be, and of a query its answer or why there is none.
BORN, READY, FAILED, ANSWER, SYNTAX, LIMIT, RETURNED = b"B", b"R", b"F", b"A", b"S", b"L", b"C"
# What it is told: a query, a request on a connection that comes with it, to give that back.
QUERY, LEND, RECALL = b"Q", b"N", b"G"

# Triples that are read at one go to have the files of a store opened, and how often that is tried.
_TOUCHED, _TOUCHES = 500, 40

_FIRST = b"POST /sparql HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\n\r\nquery=ASK%7B%7D"


def question(query: Query, media_type: str) -> bytes:
    """Return the frame that asks a worker; only this process writes pickles, no worker does."""
    return frame(QUERY, pickle.dumps((*query, media_type)))


def live(channel: socket.socket, opened: ox.Store | Path, asking: Asking, clock: Clock) -> None:
    """Open a store that lies in a folder; answer queries until the channel closes."""
    channel.sendall(frame(BORN, str(os.getpid()).encode()))
    try:
        store = opened if isinstance(opened, ox.Store) else _open(opened)
    except (OSError, StoreError) as error:
        channel.sendall(frame(FAILED, str(error).encode()))
        return
    worker = _Worker(channel, store, asking, clock)
    # glibc hands the heap of whoever read the graph to the first thread that comes: this one, which does nothing with it.
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    worker.give_up()
    channel.sendall(frame(READY))
    # The next has a heap of its own; those from before are in pieces from reading the graph, and a third slower.
    answering = threading.Thread(target=worker.answer)
    answering.start()
    answering.join()


class _Worker:
    """A process that answers what comes on its channel, and opens nothing."""

    def __init__(self, channel: socket.socket, store: ox.Store, asking: Asking, clock: Clock) -> None:
        self._channel, self._store, self._limits = channel, store, asking.limits
        self._borrower = Borrower(asking, self._evaluate, clock)
        self._spare = self._lent = -1
        # Once before nothing can be opened any more: some of what Python needs for a request it reads when it needs it.
        self._borrower.respond(_FIRST)

    def give_up(self) -> None:
        """Bound the memory that queries may use beside the graph; open no file and no connection from here on."""
        size = _addressed() + self._limits.memory * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        # Every number below the limit is taken: the last is free only while a connection may come, never while a query runs.
        last = max(map(int, os.listdir("/dev/fd")))
        while self._spare < last:
            self._spare = os.dup(self._channel.fileno())
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._spare + 1, self._spare + 1))

    def answer(self) -> None:
        """Answer until the channel closes."""
        frames = Frames()
        with contextlib.suppress(OSError):  # nobody listens any more
            while piece := self._receive():
                said = frames.feed(piece)
                while said is not None:
                    self._take(*said)
                    said = frames.feed(b"")

    def _receive(self) -> bytes:
        if self._spare >= 0:
            os.close(self._spare)
            self._spare = -1
        piece, descriptors, _, _ = socket.recv_fds(self._channel, CHUNK, 1)
        if descriptors:
            self._lent = descriptors[0]
        elif self._lent < 0:
            self._spare = os.dup(self._channel.fileno())
        return piece

    def _take(self, kind: bytes, payload: bytes) -> None:
        if kind == QUERY:
            *fields, media_type = pickle.loads(payload)
            query = Query(*fields)
            self._channel.sendall(self._said(ANSWER, lambda: self._evaluate(query, media_type)))
        elif kind == LEND:
            with socket.socket(fileno=self._lent) as connection:
                said = self._said(RETURNED, lambda: self._borrower.serve(connection, payload, self._channel))
            self._lent, self._spare = -1, os.dup(self._channel.fileno())
            self._channel.sendall(said)
        # Else it is asked for what it has given back already.

    def _evaluate(self, query: Query, media_type: str) -> bytes:
        return answer(self._store, query, media_type, self._limits)

    def _said(self, kind: bytes, make: Callable[[], bytes]) -> bytes:
        """Return the frame of what is made, or of why it is not."""
        try:
            return frame(kind, make())
        except SyntaxError as error:
            return frame(SYNTAX, str(unreadable(error)).encode())
        except LimitError as error:
            return frame(LIMIT, str(error).encode())
        except RuntimeError as error:
            # What parses and cannot be evaluated: a function that nobody defined.
            return frame(SYNTAX, f"the query cannot be evaluated: {error}".encode())
        except (MemoryError, OSError, ValueError) as error:
            return frame(LIMIT, f"the query could not be answered within its limits: {error}".encode())


def _open(folder: Path) -> ox.Store:
    """Open a store read only, with every file that it will ever read; raise OSError or StoreError.

    The engine opens the first sixteen, and the others when a query needs them, which a worker can no longer do. They are
    opened by reading here and there: the keys of every index are hashes, so that whatever comes is everywhere.
    """
    store = ox.Store.read_only(str(folder))
    quads = iter(store)
    for _ in range(_TOUCHES):
        if not _unopened(folder):
            return store
        for quad in islice(quads, _TOUCHED):
            next(store.quads_for_pattern(None, quad.predicate, quad.object), None)
            next(store.quads_for_pattern(quad.subject, None, quad.object), None)
            next(store.quads_for_pattern(ox.NamedNode(f"none:{hash(quad)}"), None, None), None)
    raise StoreError(f"{_unopened(folder)} files of {folder} are in no index; build the store again")


def _unopened(folder: Path) -> int:
    """Count the tables of a store that this process has not open; 0 where the system does not tell."""
    opened = set()
    with contextlib.suppress(FileNotFoundError):
        for name in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError):
                opened.add(os.readlink(f"/proc/self/fd/{name}"))
        return len({str(file) for file in folder.resolve().glob("*.sst")} - opened)
    return 0


def _addressed() -> int:
    """Return the bytes of address space in use; 0 where the system does not tell."""
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
    return 0
