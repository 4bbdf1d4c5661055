"""GraphQL over HTTP beside plain strawberry on the same data, and beside Starlette returning the same bytes, in one run.

`python -m benchmarks.graphql [--seconds S] [--rounds N]` needs wrk (Debian's package of that name). Each target is a
server process of its own; rounds are interleaved, and of each figure the median of the rounds is printed, as Markdown.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL

from sarcomakg.graphql import Graph, Limits, PersistedQueries, Question, Service, build_schema
from sarcomakg.graphql.compiled import Memo
from sarcomakg.graphql.context import Request as GraphQLRequest
from sarcomakg.graphql.endpoint import GraphQLEndpoint
from sarcomakg.graphql.execution import Reply
from sarcomakg.graphql.ready import ReadyAnswers
from sarcomakg.knowledge import open_graph

CARD = """query Card($condition: ID!, $first: Int) { condition(id: $condition) { treatments(first: $first) { totalCount edges {
  distance node { id label } statement { id predicate direction modality qualifiers { name value label } citations {
    locator level { notation } source { id label issued url } results { measure estimate lower upper unit endpoint { label } } } } } } } }"""
LIST = "query List($first: Int) { drugs(first: $first) { totalCount nodes { id label drugClass brandNames } } }"
DEEP = """query Deep($first: Int, $of: Int) { conditions(first: $first) { nodes { label treatments(first: $of) { edges { node { label }
  statement { direction citations { locator source { label } } } } } } } }"""
# Each with many variables, the first of them for what is asked again and again.
QUERIES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "card": (CARD, []),
    "list of 8": (LIST, [{"first": n} for n in (8, 7, 9)]),
    "three levels": (DEEP, [{"first": 8, "of": n} for n in (5, 4, 6)]),
}
RAW, CACHED, SAME, NEW, COLD, CORE, PLAIN = (
    "Starlette, the same bytes", "asked before", "asked before, 304", "never asked before", "never asked before, nothing known",
    "never asked before, by graphql-core", "plain strawberry",
)  # fmt: skip
PORTS = {target: 8201 + n for n, target in enumerate((RAW, CACHED, SAME, NEW, COLD, CORE, PLAIN))}
JSON = "application/json"


class _Forgetful(Service):
    """Keeps documents and parts of answers, but no answers."""

    def kept(self, question: Question) -> Reply | None:
        """Return nothing."""
        return None


class _Empty(_Forgetful):
    """Keeps documents alone."""

    def _execute(self, *given: Any) -> Reply:
        self._memo = Memo(1 << 26)
        self._graph.__dict__.pop("_walked", None)
        return super()._execute(*given)

    def at_once(self, question: Question) -> Reply | None:
        """Return nothing: what is worked out anew is worked out in a thread."""
        return None


class _Unready(ReadyAnswers):
    """Keeps nothing."""

    def get(self, key: Any) -> None:
        """Return nothing."""


class _Plain(GraphQL[Any, Any]):
    """Strawberry's own view with our schema and context."""

    graph: Graph

    async def get_context(self, request: Any, response: Any) -> Any:
        """Return what resolvers read."""
        return GraphQLRequest(self.graph)


def asked() -> dict[str, list[Question]]:
    """Return the questions of each query; a card is asked of the twenty conditions with the most treatments."""
    kg = open_graph()
    names = [e.id for e in kg.projection.by_family["condition"]]
    service = kg.service()
    longest = sorted(names, key=lambda n: len(service.answer(Question(CARD, variables={"condition": n, "first": 40})).body))  # fmt: skip
    cards = [{"condition": name, "first": first} for first in range(40, 46) for name in longest[-20:]]
    return {n: [Question(q, variables=v) for v in variables or cards] for n, (q, variables) in QUERIES.items()}


def _answering(target: str, graph: Graph) -> Any:
    if target == PLAIN:
        plain = _Plain(build_schema())
        plain.graph = graph
        return plain
    kind = {NEW: _Forgetful, CORE: _Forgetful, COLD: _Empty}.get(target, Service)
    endpoint = GraphQLEndpoint(kind(build_schema(), graph, Limits(), compiled=target != CORE), PersistedQueries())
    if kind is not Service:
        endpoint._ready = _Unready()
    return endpoint


def serve(target: str, port: int, bodies: dict[str, bytes]) -> None:
    """Serve one target until the process is stopped."""
    kg = open_graph()
    graph = Graph(kg.projection, kg.plan, kg.snapshot.identity, kg.snapshot.modified, kg.index)

    async def same(request: Request) -> Response:
        await request.body()
        return Response(bodies[request.query_params["q"]], media_type=JSON)

    app = Starlette(routes=[Route("/same", same, methods=["POST"]), Route("/graphql", _answering(target, graph))])
    gc.freeze()
    uvicorn.run(app, port=port, log_level="error", access_log=False)


@dataclass(frozen=True)
class Figures:
    """Requests a second, and milliseconds."""

    rate: float
    p50: float
    p99: float


def load(target: str, name: str, questions: list[Question], seconds: int) -> Figures:
    """Load a server with eight connections; return what wrk says."""
    base = f"http://127.0.0.1:{PORTS[target]}"
    path = f"/same?q={urllib.parse.quote(name)}" if target == RAW else "/graphql"
    fresh = target in (NEW, COLD, CORE, PLAIN)
    sent = [json.dumps({"query": q.document, "variables": q.variables}) for q in questions[: None if fresh else 1]]
    lines = [
        f'wrk.headers["Content-Type"] = "{JSON}"',
        "local n = 0",
        f"local bodies = {{{', '.join(map(_lua, sent))}}}",
    ]
    if target == SAME:
        first = {"query": questions[0].document, "variables": json.dumps(questions[0].variables)}
        path += f"?{urllib.parse.urlencode(first)}"
        tag = urllib.request.urlopen(base + path).headers["ETag"]
        lines += [f"wrk.headers['If-None-Match'] = {_lua(tag)}", "function request() return wrk.format('GET') end"]
    else:
        lines += ["function request() n = n % #bodies + 1; return wrk.format('POST', nil, nil, bodies[n]) end"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("\n".join(lines))
        script.flush()
        command = [
            "wrk",
            "-t1",
            "-c8",
            f"-d{seconds}s",
            "--timeout",
            "10s",
            "--latency",
            "-s",
            script.name,
            base + path,
        ]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    times = {p: _milliseconds(t) for p, t in re.findall(r"^\s+(50|99)%\s+(\S+)\s*$", out, re.M)}
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert rate, out
    assert times.keys() == {"50", "99"}, out
    return Figures(float(rate[1]), times["50"], times["99"])


def _lua(text: str) -> str:
    return f"[==[{text}]==]"


def _milliseconds(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)(us|ms|s)", text)
    assert found, text
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]


def _ready(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing")
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the server on port {port} did not start")


def measured(questions: dict[str, list[Question]], seconds: int, rounds: int) -> dict[str, dict[str, Figures]]:
    """Return the medians of interleaved rounds, by query and target."""
    found: dict[str, dict[str, list[Figures]]] = {name: {target: [] for target in PORTS} for name in questions}
    for name, several in questions.items():  # So that what can be known is known.
        for target in (NEW, CORE, PLAIN):
            load(target, name, several, seconds)
    for _ in range(rounds):
        for name, several in questions.items():
            for target in PORTS:
                found[name][target].append(load(target, name, several, seconds))

    def median(seen: list[Figures]) -> Figures:
        return Figures(*(statistics.median(getattr(f, field) for f in seen) for field in ("rate", "p50", "p99")))

    return {name: {target: median(seen) for target, seen in targets.items()} for name, targets in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--query", choices=QUERIES, help="only this one")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed; on Debian: apt-get install wrk")
    questions = {n: q for n, q in asked().items() if options.query in (None, n)}
    service = open_graph().service()
    bodies = {name: service.answer(several[0]).body for name, several in questions.items()}
    context = multiprocessing.get_context("spawn")
    servers = [context.Process(target=serve, args=(*item, bodies), daemon=True) for item in PORTS.items()]
    for server in servers:
        server.start()
    try:
        for port in PORTS.values():
            _ready(port)
        figures = measured(questions, options.seconds, options.rounds)
    finally:
        for server in servers:
            server.terminate()
    names = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "httptools", "orjson")
    print(f"Python {platform.python_version()}, {', '.join(f'{n} {version(n)}' for n in names)}; {Path('/proc/cpuinfo').read_text().count('processor')} cores, 8 connections.\n")  # fmt: skip
    print(
        "| query | bytes | target | requests/s | p50 ms | p99 ms | of the same bytes | p99 of the same bytes |\n|---|---:|---|---:|---:|---:|---:|---:|"
    )
    for name, targets in figures.items():
        raw = targets[RAW]
        for target, f in targets.items():
            print(
                f"| {name} | {len(bodies[name]):,} | {target} | {f.rate:,.0f} | {f.p50:.1f} | {f.p99:.1f} | {f.rate / raw.rate:.3f} | {f.p99 / raw.p99:.1f} |"
            )


if __name__ == "__main__":
    main()
