"""The server under pressure: while a new snapshot is swapped in, and offered four times what it can answer."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.graphql import NEW, requests_of
from benchmarks.graphs import run_command
from benchmarks.harness import (
    BIN,
    MissingError,
    Options,
    Report,
    Table,
    free_port,
    load,
    median,
    serving,
    versions,
)
from benchmarks.offered import Tally, offer
from benchmarks.questions import Case, cases
from sarcomakg import servers
from sarcomakg.resources import default_root
from sarcomakg.snapshot import read_manifest

_HALF, _FOURFOLD = 0.5, 4.0  # of what the server can answer
_EVERY, _LONGEST_SWAP = 6.0, 30.0  # seconds
_ABOUT = """Cards that were never asked before, of the real data, on one server process. What it can answer is measured first, by wrk with 8 connections that wait for their answers. Then requests are *offered* at a fixed rate that does not wait, and each is timed from when it was due: *idle* at half of what it can answer, *swapping* the same while another snapshot is copied beside the present one and swapped in every six seconds, *fourfold* at four times what it can answer. *Refused* is 429 or 503, *failed* anything else that is not an answer. p99 in milliseconds of what was answered, and against idle."""


def _two(folder: Path) -> list[Path]:
    """Return two snapshots, of the data and of the data without one Search, to swap between."""
    other = folder / "other"
    for name in ("ontology", "data"):
        shutil.copytree(default_root() / name, other / name)
    next(iter(sorted((other / "data" / "searches").glob("*.ttl")))).unlink()
    for name, root in (("one", default_root()), ("two", other)):
        run_command("build", "--to", folder / name, "--root", root)
    return [folder / "one", folder / "two"]


def _swapping(store: Path, between: list[Path], took: list[float]) -> Callable[[], None]:
    """Return what swaps the other snapshot in: its parts copied beside the present ones, its manifest moved over theirs.

    It waits until the server says that it serves it, and notes how many seconds that took.
    """
    turn, busy = itertools.cycle([between[1], between[0]]), threading.Lock()

    def swap() -> None:
        # The one before may take longer than it is until the next.
        if busy.acquire(blocking=False):
            try:
                one()
            finally:
                busy.release()

    def one() -> None:
        fresh = next(turn)
        manifest = read_manifest(fresh)
        if not (store / manifest.folder).exists():
            shutil.copytree(fresh / manifest.folder, store / manifest.folder)
        shutil.copy(fresh / "manifest.json", store / ".next")
        (store / ".next").replace(store / "manifest.json")
        begun = time.perf_counter()
        (server,) = servers.running(str(store.resolve()))
        said = servers.reload(server, _LONGEST_SWAP)
        if said is None or said.identity != manifest.identity:
            raise MissingError(f"a swap under pressure did not take place: {said}")
        took.append(time.perf_counter() - begun)

    return swap


def _sent(first: int) -> Iterator[bytes]:
    """Yield requests that were never sent before, the first with a number of its own."""
    asked = requests_of(_card(), NEW, "")
    for number in itertools.count(first):
        request = asked[number % len(asked)]
        day = f"{1000 + number // 336:04d}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}"
        body = request.body.replace("@day@", day).encode()
        head = f"POST {request.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        yield head.encode() + body


def _card() -> Case:
    return next(case for case in cases() if case.name == "card")


def _can_reload() -> bool:
    return subprocess.run([BIN / "sarcomakg", "reload", "--help"], capture_output=True).returncode == 0


def run(options: Options) -> Report:
    """Measure on one server, situations in turn in each round."""
    missing: list[str] = []
    seconds = max(2 * _EVERY, 4 * options.seconds)  # two swaps or more
    seen: dict[str, list[Tally]] = {"idle": [], "swapping": [], "fourfold": []}
    if not _can_reload():
        missing.append("swapping: this version has no `sarcomakg reload`")
        del seen["swapping"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        between = _two(folder)
        store = folder / "store"
        shutil.copytree(between[0], store)
        port = free_port()
        server = stack.enter_context(serving([BIN / "sarcomakg", "serve", "--store", store, "--port", str(port)], "/schema.graphql", port))  # fmt: skip
        skips = itertools.count(0, 48_000 // 4)
        able = median([load(server.base, requests_of(_card(), NEW, ""), options.seconds, skip=next(skips)).rate for _ in range(3)])  # fmt: skip
        took: list[float] = []
        swap = _swapping(store, between, took)
        rates = {"idle": _HALF * able, "swapping": _HALF * able, "fourfold": _FOURFOLD * able}
        for _ in range(options.rounds):
            for name, tallies in seen.items():
                meanwhile = swap if name == "swapping" else None
                tallies.append(offer(port, _sent(next(skips)), rates[name], seconds, meanwhile, _EVERY))
        if server.process.poll() is not None:
            raise MissingError("the server ended under pressure")
    rows = [_row(name, rates[name], tallies, seen["idle"]) for name, tallies in seen.items()]
    columns = ("situation", "offered/s", "answered/s", "refused %", "failed", "p50 ms", "p99 ms", "of idle p99")
    swaps = f" The {len(took)} swaps took {median(took):.1f} seconds, {max(took):.1f} at most." if took else ""
    about = f"{_ABOUT} It can answer {able:,.0f} a second.{swaps}"
    return Report("pressure", (Table("Under pressure", about, columns, tuple(rows)),), versions("sarcomakg", "starlette", "uvicorn"), tuple(missing))  # fmt: skip


def _row(name: str, rate: float, tallies: list[Tally], idle: list[Tally]) -> tuple[Any, ...]:
    def middle(of: list[Tally], share: float) -> float:
        return median([p for tally in of if (p := tally.p(share)) is not None])

    sent = sum(len(t.answered) + len(t.refused) + len(t.failed) for t in tallies)
    return (name, rate, median([len(t.answered) / t.seconds for t in tallies]), 100 * sum(len(t.refused) for t in tallies) / sent,
            sum(len(t.failed) for t in tallies), middle(tallies, 0.5), middle(tallies, 0.99),
            middle(tallies, 0.99) / middle(idle, 0.99))  # fmt: skip
