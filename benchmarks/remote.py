"""A card on a remote store, `oxigraph serve` filled by `sarcomakg load`, beside the same card on the snapshot on disk."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.graphs import Graph, graph, run_command
from benchmarks.harness import (
    MissingError,
    Options,
    Report,
    Table,
    free_port,
    median,
    percentile,
    serving,
    timed,
    tool,
    versions,
)
from sarcomakg.ask import Plan, Topic
from sarcomakg.knowledge import open_graph, open_remote

_ABOUT = """Milliseconds of the card of the core condition. *Remote* is opened anew for each, so that every Statement of the walk is fetched; *round trips* are the HTTP requests of the card, those of opening apart; *again* is the card once its Statements are there. *Disk* is the same card on the built snapshot, opened anew for each. `load` is the time in which `sarcomakg load` fills the store, in seconds."""


def _measured(found: Graph, options: Options, stack: ExitStack) -> tuple[Any, ...]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    port = free_port()
    command = [tool("oxigraph", "pip install oxigraph"), "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"]
    base = stack.enter_context(serving(command, "/query?query=ASK%7B%7D", port)).base
    load = run_command("load", "--to", f"{base}/query", "--update", f"{base}/update", "--graph-store", f"{base}/store",
                       "--chunk", "100000", "--root", found.root)  # fmt: skip
    seen: dict[str, list[float]] = {"open": [], "remote": [], "again": [], "trips": [], "disk": []}
    for _ in range(max(options.rounds, 3)):
        begun = time.perf_counter()
        kg = open_remote(f"{base}/query")
        seen["open"].append(1000 * (time.perf_counter() - begun))
        disk = open_graph(store=str(found.store))
        assert kg.remote is not None
        plan = Plan((Topic.TREATMENT,), condition=found.core)
        before = kg.remote.requests[0]
        seen["remote"].append(timed(partial(kg.card, plan)))
        seen["trips"].append(kg.remote.requests[0] - before)
        seen["again"].append(timed(partial(kg.card, plan)))
        seen["disk"].append(timed(partial(disk.card, plan)))
    remote, here = median(seen["remote"]), median(seen["disk"])
    return (found.size, load, median(seen["open"]), median(seen["trips"]), remote, percentile(seen["remote"], 0.99),
            median(seen["again"]), here, remote / here)  # fmt: skip


def run(options: Options) -> Report:
    """Measure each size; ten million triples are not sent over HTTP."""
    missing: list[str] = []
    rows: list[tuple[Any, ...]] = []
    for size in options.sizes:
        if size == "10m":
            missing.append("10m: filling a remote store with ten million triples takes longer than the rest of the run")
            continue
        try:
            with ExitStack() as stack:
                rows.append(_measured(graph(size, options), options, stack))
        except MissingError as error:
            missing.append(f"{size}: {error}")
    columns = ("graph", "load s", "open ms", "round trips", "remote p50", "remote p99", "again p50", "disk p50", "remote of disk")  # fmt: skip
    return Report("remote", (Table("A card on a remote store", _ABOUT, columns, tuple(rows)),),
                  versions("sarcomakg", "oxigraph", "httpx"), tuple(missing))  # fmt: skip
