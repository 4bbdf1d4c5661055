"""What comes before an answer: check, build, start, imports; and the memory of a server at rest."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.graphs import Graph, graph, run_command
from benchmarks.harness import BIN, MissingError, Options, Report, Table, free_port, median, serving, timed, versions

_QUESTION = "What is the treatment for soft tissue alveolar sarcoma of the thigh?"
_ASK = "ASK { ?s ?p ?o }"
_COMMANDS = """Seconds from the start of the process to its end, on the real data, medians. *python -c pass* is the limit. *Warm* is what this machine has built before, *first* a machine that has built nothing (an empty cache folder), with data that carries the identity of what was checked."""
_GRAPHS = """`check` and `build` are run once when a graph is made (seconds; *real* is the project's own data, checked afresh). *Ready* is `serve --store` on the built snapshot from the start of the process until GraphQL answers, *beyond imports* the same less the time in which Python imports what the server does; *first card* is the first card that it is asked for. Memory is resident (RSS, MB) after one GraphQL answer and one SPARQL answer: of the server, and of its SPARQL workers together. Seconds, medians of the starts."""


def _seconds(command: list[str | Path], env: Mapping[str, str] | None = None) -> float:
    """Return the seconds that a command takes; raise MissingError when it fails."""

    def ran() -> None:
        words = [str(word) for word in command]
        done = subprocess.run(words, capture_output=True, env=dict(os.environ) | dict(env or {}))
        if done.returncode:
            raise MissingError(f"{' '.join(words[-3:])} failed: {done.stderr.decode()[-200:].strip()}")

    return timed(ran) / 1000


def _commands(rounds: int) -> Table:
    sarcomakg = BIN / "sarcomakg"
    actions: dict[str, Callable[[], float]] = {
        "python -c pass": lambda: _seconds([sys.executable, "-c", "pass"]),
        "sarcomakg --help": lambda: _seconds([sarcomakg, "--help"]),
        "sarcomakg answer, warm": lambda: _seconds([sarcomakg, "answer", _QUESTION]),
        "sarcomakg answer, first": _first_answer,
    }
    actions["sarcomakg answer, warm"]()
    seen: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            seen[name].append(action())
    return Table("Commands", _COMMANDS, ("command", "s"), tuple((name, median(found)) for name, found in seen.items()))


def _first_answer() -> float:
    with tempfile.TemporaryDirectory() as empty:
        return _seconds([BIN / "sarcomakg", "answer", _QUESTION], {"XDG_CACHE_HOME": empty})


def _imports(rounds: int) -> float:
    """Return the seconds in which Python imports what a server needs."""
    code = "import uvicorn, sarcomakg.app, sarcomakg.graphql.schema"
    return median([_seconds([sys.executable, "-c", code]) for _ in range(rounds)])


def _real(options: Options) -> Graph:
    """Return the project's own data, checked and built afresh."""
    store = options.folder / "real" / "store"
    with tempfile.TemporaryDirectory() as empty:
        took = {"check": _seconds([BIN / "sarcomakg", "check"], {"XDG_CACHE_HOME": empty})}
        store.parent.mkdir(parents=True, exist_ok=True)
        took["build"] = run_command("build", "--to", Path(empty) / "store")
    run_command("build", "--to", store)
    return Graph("real", store.parent, store, {"core": ["condition:alveolar-soft-part-sarcoma"]}, took)


def _card(condition: str) -> str:
    query = f'{{ card(condition: "{condition}") {{ ... on Card {{ title sections {{ sentences {{ text }} }} }} }} }}'
    return "/graphql?" + urllib.parse.urlencode({"query": query})


def _started(found: Graph, rounds: int) -> dict[str, float]:
    """Return seconds and MB of a server on a snapshot."""
    seen: dict[str, list[float]] = {"ready": [], "card": [], "own": [], "others": []}
    for _ in range(rounds):
        port = free_port()
        command = [BIN / "sarcomakg", "serve", "--store", found.store, "--port", str(port)]
        first = "/graphql?" + urllib.parse.urlencode({"query": "{ __typename }"})
        with serving(command, first, port, patience=900, env={"SARCOMAKG_SPARQL_MEMORY": "12000", "SARCOMAKG_SPARQL_SECONDS": "60"}) as server:  # fmt: skip
            seen["ready"].append(server.started)
            base = server.base
            seen["card"].append(timed(lambda b=base: urllib.request.urlopen(b + _card(found.core)).read()) / 1000)  # type: ignore[misc]
            asked = "/sparql?" + urllib.parse.urlencode({"query": _ASK})
            urllib.request.urlopen(base + asked, timeout=600).read()
            for name, megabytes in server.memory().items():
                seen[name].append(megabytes)
    return {name: median(values) for name, values in seen.items()}


def run(options: Options) -> Report:
    """Measure commands, then each graph."""
    missing: list[str] = []
    tables = [_commands(options.rounds)]
    imports = _imports(options.rounds)
    rows: list[tuple[Any, ...]] = []
    makers: dict[str, Callable[[], Graph]] = {"real": lambda: _real(options)}
    makers |= {size: lambda s=size: graph(s, options) for size in options.sizes}  # type: ignore[misc]
    for name, make in makers.items():
        try:
            found = make()
            told = _started(found, options.rounds)
        except MissingError as error:
            missing.append(f"{name}: {error}")
            continue
        rows.append((name, found.took.get("check"), found.took.get("build"), told["ready"], max(0.0, told["ready"] - imports),
                     told["card"], told["own"], told["others"]))  # fmt: skip
    columns = ("graph", "check", "build", "ready", "beyond imports", "first card", "server MB", "workers MB")
    tables.append(Table("Check, build, start, memory", _GRAPHS, columns, tuple(rows)))
    return Report("start", tuple(tables), versions("sarcomakg", "starlette", "uvicorn"), tuple(missing))
