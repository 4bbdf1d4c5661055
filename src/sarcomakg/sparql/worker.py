"""Queries in a process of their own: a deadline kills it, a memory limit bounds it, a new one takes its place."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import threading
from itertools import islice
from multiprocessing.connection import Connection

import pyoxigraph as ox

from sarcomakg.errors import LimitError, QuerySyntaxError
from sarcomakg.identifiers import prefixes
from sarcomakg.sparql.guard import DEFAULT, Limits
from sarcomakg.sparql.negotiation import graph_format, results_format

# Seconds in which a new worker reads the graph; far more than it takes.
LOADING = 120.0
_CONTEXT = multiprocessing.get_context("spawn")


class TooManyError(LimitError):
    """Every worker is busy, the query ran out of time, or its client went away; it may be tried again."""


def _serve(pipe: Connection, limits: Limits) -> None:
    """Read the graph; answer queries until the pipe closes: (query, media type) in, (kind, payload) out."""
    store = ox.Store()
    store.bulk_load(input=pipe.recv_bytes(), format=ox.RdfFormat.N_TRIPLES)
    size = limits.memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    pipe.send(("ready", b""))
    while True:
        try:
            query, media_type = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(store, query, media_type, limits))


def _send(pipe: Connection, graph: bytes) -> None:
    # A process that is gone is noticed by whoever waits for it.
    with contextlib.suppress(OSError):
        pipe.send_bytes(graph)


def _answer(store: ox.Store, query: str, media_type: str, limits: Limits) -> tuple[str, bytes]:
    try:
        result = store.query(query, prefixes=prefixes())
        if isinstance(result, ox.QueryTriples):
            return _whole(result.serialize(format=graph_format(media_type)) or b"", limits)
        if isinstance(result, ox.QuerySolutions):
            # The engine serializes a result whole or not at all: count first, so that nothing is cut short.
            if sum(1 for _ in islice(result, limits.rows + 1)) > limits.rows:
                return "limit", f"the answer has more than {limits.rows} rows; add LIMIT and OFFSET".encode()
            result = store.query(query, prefixes=prefixes())
            assert isinstance(result, ox.QuerySolutions)
        return _whole(result.serialize(format=results_format(media_type)) or b"", limits)
    except SyntaxError as error:
        return "syntax", str(error).encode()
    except (MemoryError, OSError, RuntimeError, ValueError) as error:
        return "limit", f"the query could not be answered within its limits: {error}".encode()


def _whole(payload: bytes, limits: Limits) -> tuple[str, bytes]:
    if len(payload) > limits.answer_bytes:
        return "limit", f"the answer has more than {limits.answer_bytes} bytes; ask for less".encode()
    return "answer", payload


class Worker:
    """One worker process over a graph in N-Triples; `run` is called from threads, one query at a time."""

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

    def run(self, query: str, media_type: str) -> bytes:
        """Answer a guarded query; raise QuerySyntaxError, TooManyError (time) or LimitError (size, memory)."""
        seconds = self._limits.seconds
        try:
            self._await_graph()
            self._pipe.send((query, media_type))
            finished = self._pipe.poll(seconds)
            kind, payload = self._pipe.recv() if finished else ("late", b"")
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
            said = f"ran longer than {seconds:g} s" if kind == "late" else "was given up by its client"
            raise TooManyError(f"the query {said} and was stopped; nothing of it is sent")
        reason = (
            payload.decode() or f"the query needed more than the {self._limits.memory} MiB it may use and was stopped"
        )
        raise LimitError(reason)

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
