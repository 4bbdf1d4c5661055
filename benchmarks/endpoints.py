"""SPARQL servers on the same triples: our own, Oxigraph's, and rdflib-endpoint where it can hold them."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.graphs import Graph, triples
from benchmarks.harness import BIN, MissingError, free_port, serving, tool
from sarcomakg.snapshot import read_manifest

OURS, OXIGRAPH, RDFLIB = "sarcomakg", "oxigraph serve", "rdflib-endpoint"

# Sizes that rdflib can be asked at.
_SMALL = ("20k", "100k")
# Triples that our workers read into memory in a second, on a slow machine; they answer from disk until then.
_MOVED = 60_000
# MiB of graph that they may hold, and bytes that a triple takes; one of ten million triples is read from disk, as Oxigraph reads it.
_HELD, _TRIPLE = 2000, 350


@dataclass(frozen=True)
class Target:
    """Where a query goes."""

    port: int
    path: str


def targets(found: Graph, stack: ExitStack, missing: list[str]) -> Iterator[tuple[str, Target]]:
    """Start each server on a graph, and yield its name and where it is asked; what does not start is put among `missing`."""

    def started(name: str, command: list[str | Path], port: int, path: str, env: Mapping[str, str], first: str = "/") -> Iterator[tuple[str, Target]]:  # fmt: skip
        try:
            stack.enter_context(serving(command, first, port, env=env, patience=900))
            yield name, Target(port, path)
        except MissingError as error:
            missing.append(f"{name} at {found.size}: {error}")

    port = free_port()
    room = {"SARCOMAKG_SPARQL_MEMORY": "12000", "SARCOMAKG_SPARQL_SECONDS": "60", "SARCOMAKG_SPARQL_WORKERS": "1", "SARCOMAKG_SPARQL_GRAPH": str(_HELD)}  # fmt: skip
    # Not the home page, which tells of all the graph.
    yield from started(OURS, [BIN / "sarcomakg", "serve", "--store", found.store, "--port", str(port)], port, "/sparql", room, "/schema.graphql")  # fmt: skip
    size = read_manifest(found.store).triples
    time.sleep(size / _MOVED if size * _TRIPLE <= _HELD * 2**20 else 0)
    port = free_port()
    yield from started(OXIGRAPH, [BIN / "oxigraph", "serve-read-only", "--location", loaded(found), "--bind", f"127.0.0.1:{port}"], port, "/query", {})  # fmt: skip
    if found.size not in _SMALL:
        missing.append(
            f"{RDFLIB} at {found.size}: some of its queries run on for minutes when nobody waits for them any more"
        )
        return
    try:
        program = tool("rdflib-endpoint", 'pip install -e ".[bench]"')
    except MissingError as error:
        missing.append(f"{RDFLIB} at {found.size}: {error}")
        return
    port = free_port()
    command: list[str | Path] = [program, "serve", "--host", "127.0.0.1", "--port", str(port), triples(found)]
    yield from started(RDFLIB, command, port, "/", {})


def loaded(found: Graph) -> Path:
    """Return the folder of Oxigraph's own store, filled once with the same triples."""
    folder, source = found.root / "oxigraph", triples(found)
    if not folder.is_dir() or folder.stat().st_mtime < source.stat().st_mtime:
        # What was loaded of an earlier graph would stay beside this one.
        shutil.rmtree(folder, ignore_errors=True)
        command = [tool("oxigraph", "pip install oxigraph"), "load", "--location", str(folder), "--file", str(source)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise MissingError(f"oxigraph load failed: {done.stderr[-200:]}")
        folder.touch()
    return folder
