"""GraphQL over HTTP beside plain strawberry on the same data, and beside Starlette returning the same bytes, in one run.

`python -m benchmarks.graphql [--seconds S] [--rounds N]` needs wrk (Debian's package of that name). Each target is a
server process of its own; rounds are interleaved, and of each figure the median of the rounds is printed, as Markdown.
"""

from __future__ import annotations

import argparse
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

from sarcomakg.graphql import Graph, GraphQLEndpoint, Limits, PersistedQueries, Question, Service, build_schema
from sarcomakg.graphql.context import Request as GraphQLRequest
from sarcomakg.graphql.execution import Reply
from sarcomakg.knowledge import open_graph
from sarcomakg.resources import published

QUERIES: dict[str, tuple[str, dict[str, Any]]] = {
    "card": (published()["card"], {"condition": "condition:alveolar-soft-part-sarcoma", "topics": ["METASTASIS"]}),
    "list of 8": ("{ drugs(first: 8) { totalCount nodes { id label drugClass brandNames } } }", {}),
    "three levels": (
        "{ conditions(first: 8) { nodes { label treatments(first: 5) { edges { node { label } statement { direction citations { locator source { label } } } } } } } }",
        {},
    ),
}
PORTS = {"Starlette, the same bytes": 8201, "cached": 8202, "not cached": 8203, "plain strawberry": 8204}


class _Forgetful(Service):
    """Keeps documents, but no answers."""

    def kept(self, question: Question) -> Reply | None:
        """Return nothing."""
        return None


class _Plain(GraphQL[Any, Any]):
    """Strawberry's own view with our schema and context."""

    graph: Graph

    async def get_context(self, request: Any, response: Any) -> Any:
        """Return what resolvers read."""
        return GraphQLRequest(self.graph)


def serve(target: str, port: int) -> None:
    """Serve one target until the process is stopped."""
    kg = open_graph()
    graph = Graph(kg.projection, kg.plan, kg.snapshot.identity, kg.snapshot.modified, kg.index)
    service = (_Forgetful if target == "not cached" else Service)(build_schema(), graph, Limits())
    endpoint: Any = GraphQLEndpoint(service, PersistedQueries())
    if target == "plain strawberry":
        endpoint = _Plain(build_schema())
        endpoint.graph = graph
    bodies = {name: service.answer(Question(q, variables=v)).body for name, (q, v) in QUERIES.items()}

    async def same(request: Request) -> Response:
        await request.body()
        return Response(bodies[request.query_params["q"]], media_type="application/json")

    app = Starlette(routes=[Route("/same", same, methods=["POST"]), Route("/graphql", endpoint)])
    uvicorn.run(app, port=port, log_level="error")


@dataclass(frozen=True)
class Figures:
    """Requests a second, and milliseconds."""

    rate: float
    p50: float
    p99: float


def load(url: str, body: str, seconds: int) -> Figures:
    """Load a server with eight connections; return what wrk says."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(
            f'wrk.method = "POST"\nwrk.body = [==[{body}]==]\nwrk.headers["Content-Type"] = "application/json"\n'
        )
        script.flush()
        command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--timeout", "10s", "--latency", "-s", script.name, url]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    times = {p: _milliseconds(t) for p, t in re.findall(r"^\s+(50|99)%\s+(\S+)$", out, re.M)}
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert rate, out
    return Figures(float(rate[1]), times["50"], times["99"])


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


def measured(seconds: int, rounds: int) -> dict[str, dict[str, Figures]]:
    """Return the medians of interleaved rounds, by query and target."""
    found: dict[str, dict[str, list[Figures]]] = {name: {target: [] for target in PORTS} for name in QUERIES}
    for _ in range(rounds):
        for name, (query, variables) in QUERIES.items():
            body = json.dumps({"query": query, "variables": variables})
            for target, port in PORTS.items():
                path = f"same?q={urllib.parse.quote(name)}" if target.startswith("Starlette") else "graphql"
                found[name][target].append(load(f"http://127.0.0.1:{port}/{path}", body, seconds))

    def median(seen: list[Figures]) -> Figures:
        return Figures(*(statistics.median(getattr(f, field) for f in seen) for field in ("rate", "p50", "p99")))

    return {name: {target: median(seen) for target, seen in targets.items()} for name, targets in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed; on Debian: apt-get install wrk")
    sizes = {}
    kg = open_graph()
    for name, (query, variables) in QUERIES.items():
        sizes[name] = len(kg.service().answer(Question(query, variables=variables)).body)
    context = multiprocessing.get_context("spawn")
    servers = [context.Process(target=serve, args=item, daemon=True) for item in PORTS.items()]
    for server in servers:
        server.start()
    try:
        for port in PORTS.values():
            _ready(port)
        figures = measured(options.seconds, options.rounds)
    finally:
        for server in servers:
            server.terminate()
    names = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "orjson")
    print(f"Python {platform.python_version()}, {', '.join(f'{n} {version(n)}' for n in names)}; {Path('/proc/cpuinfo').read_text().count('processor')} cores, 8 connections.\n")  # fmt: skip
    print(
        "| query | bytes | target | requests/s | p50 ms | p99 ms | of the same bytes |\n|---|---:|---|---:|---:|---:|---:|"
    )
    for name, targets in figures.items():
        raw = targets["Starlette, the same bytes"].rate
        for target, f in targets.items():
            print(
                f"| {name} | {sizes[name]:,} | {target} | {f.rate:,.0f} | {f.p50:.1f} | {f.p99:.1f} | {f.rate / raw:.3f} |"
            )


if __name__ == "__main__":
    main()
