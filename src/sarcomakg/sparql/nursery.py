"""The process that workers are forked from: it reads a graph once, and a new worker is there in milliseconds."""

from __future__ import annotations

import contextlib
import gc
import mmap
import multiprocessing
import os
import signal
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from sarcomakg.identifiers import prefixes
from sarcomakg.sparql.asking import Asking
from sarcomakg.sparql.borrowing import Clock
from sarcomakg.sparql.process import live

# A dataset in N-Quads, which is read into memory once; or the folder of a store, which every worker opens read only.
Opening = bytes | Path
# Where glibc reads how it allocates; others do not look.
_TUNABLES = "GLIBC_TUNABLES"
_LEAST_URGENT = 19
# Every such process comes from one that has imported what it needs: the next is there in milliseconds.
_CONTEXT = multiprocessing.get_context("forkserver")

# What is asked of the process, with a number that only the last one needs: read this file, fork, wait for this child.
_ASKED = struct.Struct("<cI")
_READ, _FORK, _WAIT = b"R", b"F", b"W"


def preload(*programs: str) -> None:
    """Have processes come from one that has these modules too: those that the program imports which runs here."""
    _CONTEXT.set_forkserver_preload([*programs, __name__])


class Nursery:
    """A process over one graph; each method says what to do and waits for nothing."""

    def __init__(self, opening: Opening, asking: Asking, *, in_memory: bool = False) -> None:
        """Start it; `in_memory` reads a folder into memory too, which takes longer, and answers faster then."""
        self._folder = opening if isinstance(opening, Path) else None
        self._in_memory, self._asking = in_memory, asking
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self.closed = False
        if isinstance(opening, bytes):
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  (open as long as a new process may have to read it)
            self._file.write(opening)
            self._file.flush()
        self._start()

    def _start(self, *, wanted: bool = False) -> None:
        """Start the process; it reads a folder behind whatever else runs here, unless its workers are `wanted`."""
        self._control, theirs = socket.socketpair()
        arguments = theirs, self._folder, self._in_memory, self._asking, wanted
        self._process = _CONTEXT.Process(target=_tend, args=arguments, daemon=True)
        try:
            with _tuned():
                self._process.start()
        except EOFError as error:  # what it would be forked from was killed meanwhile
            raise OSError("there is no process to fork") from error
        finally:
            theirs.close()
        if self._file is not None:
            socket.send_fds(self._control, [_ASKED.pack(_READ, 0)], [self._file.fileno()])

    def fork(self) -> tuple[socket.socket, Clock]:
        """Return the channel to a new worker, which says when it is ready, and the clock of its queries.

        Raises OSError when there can be none, as of one that is closed.
        """
        ours, theirs = socket.socketpair()
        with theirs, tempfile.TemporaryFile() as file, self._lock:
            # Written, not only made longer: its place is taken before anybody maps it.
            file.write(bytes(Clock.SIZE))
            file.flush()
            descriptors = [theirs.fileno(), file.fileno()]
            if self.closed:
                raise OSError("closed")
            try:
                socket.send_fds(self._control, [_ASKED.pack(_FORK, 0)], descriptors)
            except OSError:  # it was killed
                self._stop()
                self._start(wanted=True)
                socket.send_fds(self._control, [_ASKED.pack(_FORK, 0)], descriptors)
            return ours, Clock(mmap.mmap(file.fileno(), Clock.SIZE))

    def forget(self, pid: int) -> None:
        """Let go of a worker that was killed; its number is nobody else's until then."""
        with self._lock, contextlib.suppress(OSError):
            self._control.sendall(_ASKED.pack(_WAIT, pid))

    def _stop(self) -> None:
        self._control.close()
        self._process.kill()
        self._process.join()

    def close(self) -> None:
        """Stop the process and its workers for good."""
        with self._lock:
            self.closed = True
            self._stop()
            if self._file is not None:
                self._file.close()


@contextlib.contextmanager
def _tuned() -> Iterator[None]:
    """Have the fork server, where it begins here, and all that it forks keep pieces of memory that they give back: a query
    takes thousands, small ones.
    """
    if _TUNABLES in os.environ:
        yield
        return
    os.environ[_TUNABLES] = "glibc.malloc.tcache_count=1000"
    try:
        yield
    finally:
        del os.environ[_TUNABLES]


def _tend(control: socket.socket, folder: Path | None, in_memory: bool, asking: Asking, wanted: bool) -> None:
    """Fork a worker whenever one is asked for; when the control closes, end with all of them."""
    # At Ctrl-C the server ends first, and everything here with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _terminated)
    prefixes()
    opened: ox.Store | Path = folder if folder is not None and not in_memory else ox.Store()
    if folder is not None and isinstance(opened, ox.Store):
        with ThreadPoolExecutor(1, initializer=None if wanted else _step_back) as thread:
            thread.submit(opened.bulk_extend, ox.Store.read_only(str(folder))).result()
        gc.freeze()
    children: set[int] = set()
    try:
        while True:
            asked, descriptors, _, _ = socket.recv_fds(control, _ASKED.size, 2)
            if len(asked) < _ASKED.size:
                return
            what, pid = _ASKED.unpack(asked)
            if what == _WAIT and pid in children:
                children.remove(pid)
                os.waitpid(pid, 0)
            elif what == _READ and isinstance(opened, ox.Store):
                with open(descriptors[0], "rb") as file:
                    file.seek(0)
                    opened.bulk_load(input=file, format=ox.RdfFormat.N_QUADS)
                # What is there now is shared with all children, as long as nobody writes to it.
                gc.freeze()
            elif what == _FORK:
                with socket.socket(fileno=descriptors[0]) as channel, open(descriptors[1], "r+b") as file:
                    children.add(os.fork() or _grow_up(control, channel, file, opened, asking))
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)


def _step_back() -> None:
    """Let this thread run behind all others, where the system has such: a process could not take that back, nor its children."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LEAST_URGENT)


def _terminated(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _grow_up(
    control: socket.socket, channel: socket.socket, file: IO[bytes], opened: ox.Store | Path, asking: Asking
) -> int:
    """Be a worker, and never return."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        control.close()
        clock = Clock(mmap.mmap(file.fileno(), Clock.SIZE))
        file.close()
        live(channel, opened, asking, clock)
    finally:
        os._exit(0)
