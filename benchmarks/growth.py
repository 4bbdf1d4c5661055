"""A question, its plan, its card and its page as the graph grows: times, and what was read of the store, which is counted."""

from __future__ import annotations

import http.client
import itertools
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks.graphs import Graph, graph
from benchmarks.harness import (
    BIN,
    MissingError,
    Options,
    Report,
    Server,
    Table,
    free_port,
    median,
    percentile,
    serving,
    timed,
    versions,
)
from sarcomakg.ask import Plan
from sarcomakg.cards import Card
from sarcomakg.knowledge import KnowledgeGraph, open_graph

_TIMES = 20  # of each in a round
_ABOUT = """Graphs of about so many triples, built by `build` and opened from the disk. The *core* condition has the same Statements in its lineage at every size, among hubs that grow: its drugs, sources and outcomes are those of ever more Statements; the *hub* has more at every size. Card and plan are made in one process, the page is asked of a server, a new one by a day that no other had. *Cold* is the first in the process: nothing was read of the disk before. The last column is against the smallest graph."""


@dataclass
class Counter:
    """How often the file of records was asked, and for how many rows."""

    calls: int = 0
    rows: int = 0


@dataclass
class Subject:
    """An opened graph, and what is asked of it."""

    found: Graph
    kg: KnowledgeGraph
    server: Server
    counter: Counter = field(default_factory=Counter)

    def question(self, kind: str) -> str:
        """Return a question about the core condition, or about the hub."""
        condition = self.found.core if kind == "core" else str(self.found.told["hub"])
        return f"What is the treatment of {self.kg.projection.label(condition)}?"


def count(kg: KnowledgeGraph, counter: Counter) -> None:
    """Let a graph count what it asks its file of records for."""
    file: Any = kg.file
    row, rows = file.row, file.rows

    def counted_row(query: str, *values: Any) -> Any:
        got = row(query, *values)
        counter.calls, counter.rows = counter.calls + 1, counter.rows + (got is not None)
        return got

    def counted_rows(query: str, *values: Any) -> Any:
        got = rows(query, *values)
        counter.calls, counter.rows = counter.calls + 1, counter.rows + len(got)
        return got

    file.row, file.rows = counted_row, counted_rows


def _opened(found: Graph, stack: ExitStack) -> Subject:
    port = free_port()
    command = [BIN / "sarcomakg", "serve", "--store", found.store, "--port", str(port)]
    server = stack.enter_context(serving(command, "/schema.graphql", port, patience=900))
    return Subject(found, open_graph(store=str(found.store)), server)


def _cold(subject: Subject) -> Iterator[tuple[str, str, Any]]:
    """Yield what the first of each takes and reads: (what, of which condition, value)."""
    count(subject.kg, subject.counter)
    yield "names and topics read, cold ms", "", timed(lambda: subject.kg.parser)
    for kind in ("core", "hub"):
        plan = subject.kg.plan(subject.question(kind))
        if not isinstance(plan, Plan):
            raise MissingError(f"the question about the {kind} is refused: {plan}")
        subject.counter.calls = subject.counter.rows = 0
        yield "card, cold ms", kind, timed(partial(subject.kg.card, plan))
        yield "card, store calls", kind, subject.counter.calls
        yield "card, rows read", kind, subject.counter.rows
        card = subject.kg.card(plan)
        assert isinstance(card, Card)
        yield "card, Statements", kind, len({i for s in card.sections for e in s.sentences for i in e.statements})


def _warm(subject: Subject, number: int) -> Iterator[tuple[str, str, list[float]]]:
    """Yield the milliseconds of each, again and again: (what, of which condition, values)."""
    for kind in ("core", "hub"):
        # A card of the hub takes its time.
        times = _TIMES if kind == "core" else 3
        question = subject.question(kind)
        plan = subject.kg.plan(question)
        assert isinstance(plan, Plan)
        name = (subject.found.core if kind == "core" else str(subject.found.told["hub"])).partition(":")[2]
        days = [f"?since=1{number:03d}-01-{day:02d}" for day in range(1, times + 1)]
        yield "question to plan, ms", kind, _times(partial(subject.kg.plan, question), _TIMES)
        yield "card, ms", kind, _times(partial(subject.kg.card, plan), times)
        yield "article page, new, ms", kind, [_page(subject, f"/answers/{name}{day}") for day in days]
        yield "article page, asked before, ms", kind, [_page(subject, f"/answers/{name}") for _ in range(_TIMES)][1:]


def _times(action: Callable[[], object], times: int) -> list[float]:
    return [timed(action) for _ in range(times)]


def _page(subject: Subject, path: str) -> float:
    address = urllib.parse.urlsplit(subject.server.base)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=120)

    def asked() -> None:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise MissingError(f"{path} is answered {answer.status}: {body[:100]!r}")

    taken = timed(asked)
    connection.close()
    return taken


def run(options: Options) -> Report:
    """Measure each size, rounds interleaved."""
    missing: list[str] = []
    cold: dict[tuple[str, str], dict[str, Any]] = {}
    warm: dict[tuple[str, str], dict[str, list[float]]] = {}
    with ExitStack() as stack:
        subjects: dict[str, Subject] = {}
        for size in options.sizes:
            try:
                subjects[size] = _opened(graph(size, options), stack)
                for what, kind, value in _cold(subjects[size]):
                    cold.setdefault((what, kind), {})[size] = value
            except MissingError as error:
                missing.append(f"{size}: {error}")
                subjects.pop(size, None)
        for number, (size, subject) in itertools.product(range(options.rounds), subjects.items()):
            for what, kind, values in _warm(subject, number):
                warm.setdefault((what, kind), {}).setdefault(size, []).extend(values)
    sizes = tuple(subjects)
    rows = [_row(what, kind, "value", [seen.get(size) for size in sizes]) for (what, kind), seen in cold.items()]
    for (what, kind), seen in warm.items():
        rows.append(_row(what, kind, "p50", [median(seen[size]) for size in sizes]))
        rows.append(_row(what, kind, "p99", [percentile(seen[size], 0.99) for size in sizes]))
    columns = ("what", "of", "figure", *sizes, "last of first")
    return Report("growth", (Table("As the graph grows", _ABOUT, columns, tuple(rows)),), versions("sarcomakg"), tuple(missing))  # fmt: skip


def _row(what: str, kind: str, figure: str, values: list[Any]) -> tuple[Any, ...]:
    known = [value for value in values if value]
    return what, kind, figure, *values, known[-1] / known[0] if len(known) > 1 else None
