"""Queries in a process of their own: a deadline kills it, a memory limit bounds it, a new one takes its place."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import threading
import time
from multiprocessing.connection import Connection

import pyoxigraph as ox

from sarcomakg.errors import LimitError, QuerySyntaxError
from sarcomakg.identifiers import prefixes
from sarcomakg.sparql.evaluation import Evaluation, Sink
from sarcomakg.sparql.guard import DEFAULT, Limits, Query
from sarcomakg.stores.embedded import unreadable

# Seconds in which a new worker reads the graph; far more than it takes.
LOADING = 120.0
_CONTEXT = multiprocessing.get_context("spawn")


class TooManyError(LimitError):
    """Every worker is busy, the query ran out of time, or its client went away; it may be tried again."""


def _serve(pipe: Connection, limits: Limits) -> None:
    """Read the graph; answer queries until the pipe closes: (query, media type) in, (kind, payload) out.

    An answer is any number of parts and what is left of it; anything else is a refusal.
    """
    store = ox.Store()
    store.bulk_load(input=pipe.recv_bytes(), format=ox.RdfFormat.N_QUADS)
    size = limits.memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    prefixes()
    # From here on this process opens no file and no connection, whatever a query says.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    pipe.send(("ready", b""))
    while True:
        try:
            query, media_type = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(Evaluation(store, query, media_type, limits), pipe))


def _send(pipe: Connection, graph: bytes) -> None:
    # A process that is gone is noticed by whoever waits for it.
    with contextlib.suppress(OSError):
        pipe.send_bytes(graph)


def _answer(evaluation: Evaluation, pipe: Connection) -> tuple[str, bytes]:
    try:
        return "answer", evaluation.answer(lambda part: pipe.send(("part", part)))
    except SyntaxError as error:
        return "syntax", str(unreadable(error)).encode()
    except LimitError as error:
        return "limit", str(error).encode()
    except RuntimeError as error:
        # What parses and cannot be evaluated: a function that nobody defined.
        return "syntax", f"the query cannot be evaluated: {error}".encode()
    except (MemoryError, OSError, ValueError) as error:
        return "limit", f"the query could not be answered within its limits: {error}".encode()


class Worker:
    """One worker process over a dataset in N-Quads; `run` is called from threads, one query at a time."""

    def __init__(self, graph: bytes, limits: Limits = DEFAULT) -> None:
        self._graph, self._limits = graph, limits
        self._start()

    def _start(self) -> None:
        self._pipe, child = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(child, self._limits), daemon=True)
        self._process.start()
        child.close()
        self._loaded = self._stopped = False
        # A new process takes a second until it reads; nobody but its first query waits for that.
        self._sending = threading.Thread(target=_send, args=(self._pipe, self._graph), daemon=True)
        self._sending.start()

    def _await_graph(self) -> None:
        """Wait until a new process has read the graph: once, before its first query, not at the start of the server."""
        if not self._loaded:
            self._sending.join(LOADING)
            if not self._pipe.poll(LOADING):
                raise EOFError("the worker did not read the graph in time")
            self._pipe.recv()
            self._loaded = True

    def run(self, query: Query, media_type: str, sink: Sink) -> bytes:
        """Answer a guarded query: what is not given to `sink` part by part is returned.

        Raises QuerySyntaxError, TooManyError (time) or LimitError (size, memory); what went before is then not whole.
        """
        try:
            self._await_graph()
            self._pipe.send((query, media_type))
            until = time.monotonic() + self._limits.seconds
            kind, payload = self._next(until)
            while kind == "part":
                sink(payload)
                kind, payload = self._next(until)
        except (EOFError, OSError):
            kind, payload = "stopped" if self._stopped else "crash", b""
        if kind in ("late", "crash", "stopped"):
            self.close()
            self._start()
        if kind == "answer":
            return bytes(payload)
        if kind == "syntax":
            raise QuerySyntaxError(payload.decode())
        if kind in ("late", "stopped"):
            said = f"ran longer than {self._limits.seconds:g} s" if kind == "late" else "was given up by its client"
            raise TooManyError(f"the query {said} and was stopped; nothing of it is sent")
        reason = (
            payload.decode() or f"the query needed more than the {self._limits.memory} MiB it may use and was stopped"
        )
        raise LimitError(reason)

    def _next(self, until: float) -> tuple[str, bytes]:
        if not self._pipe.poll(max(0.0, until - time.monotonic())):
            return "late", b""
        kind, payload = self._pipe.recv()
        return kind, payload

    def stop(self) -> None:
        """Stop the query that runs; whoever waits for it gets TooManyError."""
        self._stopped = True
        self._process.kill()

    def close(self) -> None:
        """Stop the process for good."""
        self._process.kill()
        self._process.join()
        self._sending.join(LOADING)
        self._pipe.close()
