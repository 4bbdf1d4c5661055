"""What a worker process does: it opens the graph, gives up every right that it does not need, and answers."""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import socket
import threading
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from sarcomakg.errors import LimitError, StoreError
from sarcomakg.sparql.evaluation import answer
from sarcomakg.sparql.guard import Limits, Query
from sarcomakg.sparql.wire import CHUNK, Frames, frame
from sarcomakg.stores.embedded import unreadable

# What a worker says: who it is, that it is ready or cannot be, and of a query its answer or why there is none.
BORN, READY, FAILED, ANSWER, SYNTAX, LIMIT = b"B", b"R", b"F", b"A", b"S", b"L"

# Triples that are read at one go to have the files of a store opened, and how often that is tried.
_TOUCHED, _TOUCHES = 500, 40


def question(query: Query, media_type: str) -> bytes:
    """Return the frame that asks a worker; only this process writes pickles, no worker does."""
    return frame(b"Q", pickle.dumps((query.text, query.form, query.default, query.named, query.prefixes, media_type)))


def live(channel: socket.socket, opened: ox.Store | Path, limits: Limits) -> None:
    """Open a store that lies in a folder; answer queries until the channel closes."""
    channel.sendall(frame(BORN, str(os.getpid()).encode()))
    try:
        store = opened if isinstance(opened, ox.Store) else _open(opened)
    except (OSError, StoreError) as error:
        channel.sendall(frame(FAILED, str(error).encode()))
        return
    _give_up(limits)
    channel.sendall(frame(READY))
    # A thread has a heap of its own; that of the process is in pieces from reading the graph, and a third slower.
    answering = threading.Thread(target=_serve, args=(channel, store, limits))
    answering.start()
    answering.join()


def _serve(channel: socket.socket, store: ox.Store, limits: Limits) -> None:
    frames = Frames()
    with contextlib.suppress(OSError):  # nobody listens any more
        while piece := channel.recv(CHUNK):
            asked = frames.feed(piece)
            if asked is not None:
                *fields, media_type = pickle.loads(asked[1])
                channel.sendall(frame(*_answered(store, Query(*fields), media_type, limits)))


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


def _give_up(limits: Limits) -> None:
    """Bound the memory that queries may use beside the graph; open no file and no connection from here on."""
    size = _addressed() + limits.memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _addressed() -> int:
    """Return the bytes of address space in use; 0 where the system does not tell."""
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
    return 0


def _answered(store: ox.Store, query: Query, media_type: str, limits: Limits) -> tuple[bytes, bytes]:
    try:
        return ANSWER, answer(store, query, media_type, limits)
    except SyntaxError as error:
        return SYNTAX, str(unreadable(error)).encode()
    except LimitError as error:
        return LIMIT, str(error).encode()
    except RuntimeError as error:
        # What parses and cannot be evaluated: a function that nobody defined.
        return SYNTAX, f"the query cannot be evaluated: {error}".encode()
    except (MemoryError, OSError, ValueError) as error:
        return LIMIT, f"the query could not be answered within its limits: {error}".encode()
