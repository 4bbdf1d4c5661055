"""A running server swaps snapshots whole: no request fails, none sees two."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette

from sarcomakg.app import create_app
from sarcomakg.build import build_to
from sarcomakg.knowledge import KnowledgeGraph, open_graph
from sarcomakg.serving import Serving
from sarcomakg.snapshot import MANIFEST, read_manifest
from sarcomakg.sparql.pool import Pool

from .conftest import ROOT

ASKED = {"query": '{ condition(id: "soft-tissue-sarcoma") { label } }'}


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return two roots that differ in the label of one condition."""
    found = []
    for word in ("one", "other"):
        root = tmp_path_factory.mktemp(word)
        shutil.copytree(ROOT / "ontology", root / "ontology")
        (root / "data").mkdir()
        (root / "data" / "condition.ttl").write_text(
            f'condition:soft-tissue-sarcoma a skg:Condition ; skos:prefLabel "{word}"@en ; skg:plainLabel "{word}"@en ; skos:definition "A {word}."@en .\n'
        )
        found.append(root)
    return found[0], found[1]


class Running:
    def __init__(self, store: Path, home: Path) -> None:
        self.environment = os.environ | {"XDG_CACHE_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "sarcomakg", "serve", "--port", str(port), "--store", str(store)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=self.environment)
        while self.process.poll() is None:
            try:
                self.asked()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server ended")

    def asked(self) -> tuple[str, str]:
        """Return the label and the snapshot of an answer."""
        request = urllib.request.Request(f"{self.url}/graphql", json.dumps(ASKED).encode(), {"Content-Type": "application/json"})  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as response:
            found = json.load(response)
        return found["data"]["condition"]["label"], found["extensions"]["snapshot"]

    def queried(self, connection: http.client.HTTPConnection) -> tuple[str, str]:
        """Return the label and the snapshot of an answer to SPARQL, on a connection that stays."""
        query = "SELECT ?l { ?c a skg:Condition ; skos:prefLabel ?l } #" + str(time.monotonic_ns())
        connection.request("GET", f"/sparql?{urllib.parse.urlencode({'query': query})}", headers={"Accept": "text/csv"})
        response = connection.getresponse()
        body = response.read().decode()
        assert response.status == 200, body
        return body.split()[1], response.headers["X-Snapshot-Identity"]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)

    def reload(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sarcomakg", "reload", *options], capture_output=True, text=True, env=self.environment
        )  # fmt: skip


@pytest.fixture
def served(roots: tuple[Path, Path], tmp_path: Path) -> Iterator[tuple[Running, Path]]:
    store = tmp_path / "store"
    build_to(roots[0], store)
    running = Running(store, tmp_path / "home")
    yield running, store
    running.process.terminate()
    assert running.process.wait(30) == 0
    assert not list((tmp_path / "home").rglob("said.json"))


def test_a_swap_under_way_fails_no_request_and_mixes_none(
    served: tuple[Running, Path], roots: tuple[Path, Path]
) -> None:
    running, store = served
    labels = {read_manifest(store).identity: "one"}
    seen: list[tuple[str, str]] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            seen.append(running.asked())

    def query() -> None:
        connection = running.connect()
        while not over.is_set():
            seen.append(running.queried(connection))

    connection = running.connect()
    threads = [threading.Thread(target=ask) for _ in range(4)] + [threading.Thread(target=query) for _ in range(3)]
    for thread in threads:
        thread.start()
    for root, word in ((roots[1], "other"), (roots[0], "one"), (roots[1], "other")):
        labels[build_to(root, store).identity] = word
        said = running.reload("--store", str(store))
        assert said.returncode == 0, said.stderr
        assert said.stdout.strip().endswith(read_manifest(store).identity)
        assert running.asked() == (word, read_manifest(store).identity)
        assert running.queried(connection) == (word, read_manifest(store).identity)
    over.set()
    for thread in threads:
        thread.join()
    assert {word for word, _ in seen} == {"one", "other"}
    assert all(labels[identity] == word for word, identity in seen)


def test_a_broken_snapshot_is_refused_and_the_old_one_stays(
    served: tuple[Running, Path], roots: tuple[Path, Path]
) -> None:
    running, store = served
    before = running.asked()
    (store / MANIFEST).write_text("{")
    said = running.reload()
    assert said.returncode == 1
    assert "as before" in said.stderr
    assert "cannot be read" in said.stderr
    assert running.asked() == before


def test_no_server_is_said(served: tuple[Running, Path], tmp_path: Path) -> None:
    said = served[0].reload("--store", str(tmp_path))
    assert (said.returncode, said.stdout) == (1, "")
    assert "no server runs here" in said.stderr


def test_one_that_ended_without_a_word_is_not_signalled(served: tuple[Running, Path], tmp_path: Path) -> None:
    gone = tmp_path / "home" / "sarcomakg" / "servers" / str(os.getpid())
    gone.mkdir(parents=True)
    (gone / "said.json").write_text(json.dumps({"pid": os.getpid(), "store": "", "identity": "x"}))
    assert served[0].reload().returncode == 0
    assert not gone.exists()


@pytest.fixture
def slow_to_settle(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Keep the workers of every pool where they are until the event is set."""
    move, may = Pool._move, threading.Event()

    def wait(pool: Pool, *arguments: object) -> None:
        may.wait(60)
        move(pool, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Pool, "_move", wait)
    return may


@pytest.fixture
def serving(roots: tuple[Path, Path], tmp_path: Path) -> Serving:
    """Return what serves a built snapshot in this process."""
    build_to(roots[0], tmp_path)
    return Serving(open_graph(store=str(tmp_path)), lambda: open_graph(store=str(tmp_path)), create_app, "")


@contextlib.asynccontextmanager
async def _swapping(serving: Serving) -> AsyncIterator[tuple[asyncio.Task[None], Pool]]:
    """Begin a swap and wait until the new snapshot settles; yield it and its engine, and stop what is served at last."""
    made: list[Pool] = []
    make = serving._make

    def noted(graph: KnowledgeGraph) -> Starlette:
        app = make(graph)
        made.append(app.state.engine)
        return app

    serving._make = noted
    await serving._current.start()
    swap = asyncio.create_task(serving.swap())
    while not made:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    yield swap, made[0]
    await serving._current.retire()


def test_a_snapshot_takes_over_when_its_sparql_has_settled(serving: Serving, slow_to_settle: threading.Event) -> None:
    async def run() -> None:
        former = serving._current
        async with _swapping(serving) as (swap, engine):
            assert serving._current is former
            assert not swap.done()
            slow_to_settle.set()
            await swap
            assert serving._current.engine is engine
            assert engine.settled

    asyncio.run(run())


def test_a_swap_that_is_broken_off_leaves_no_process(serving: Serving, slow_to_settle: threading.Event) -> None:
    async def run() -> None:
        async with _swapping(serving) as (swap, engine):
            swap.cancel()
            slow_to_settle.set()
            with pytest.raises(asyncio.CancelledError):
                await swap
            assert not any(nursery._process.is_alive() for nursery in engine._nurseries)

    asyncio.run(run())
