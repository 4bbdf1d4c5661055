"""GraphQL over HTTP: the app as it is served, beside the same bytes from Starlette, strawberry's own view, and mercurius.

Mercurius runs with its JIT on Node, on the same schema; its resolvers hand out plain objects that hold the answers.
"""

from __future__ import annotations

import gc
import json
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import mercurius
from benchmarks.harness import (
    BIN,
    HERE,
    Load,
    MissingError,
    Options,
    Report,
    Request,
    Server,
    Table,
    free_port,
    interleaved,
    load,
    serving,
    target,
    tool,
    versions,
)
from benchmarks.questions import CARDS, CONDITIONS, SIZE, Case, cases
from sarcomakg.graphql import Question, Service
from sarcomakg.graphql.persisted import digest
from sarcomakg.knowledge import KnowledgeGraph, open_graph

RAW, KEPT, NEW, COLD, UNCHANGED, PLAIN, MERCURIUS = (
    "Starlette, the same bytes",
    "asked before",
    "never asked before",
    "never asked before, nothing known",
    "304",
    "plain strawberry",
    "mercurius, JIT",
)
_APART = 60_000  # requests that no round comes to the end of
_PACKAGES = ("sarcomakg", "strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "httptools", "orjson")


def serve(what: str, port: int, answers: Path) -> None:
    """Serve one target until the process is stopped; `answers` has what RAW answers."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request as Asked
    from starlette.responses import Response
    from starlette.routing import Route
    from strawberry.asgi import GraphQL

    from sarcomakg.app import create_app
    from sarcomakg.graphql import build_schema
    from sarcomakg.graphql.context import Request as Context

    if what == RAW:
        bodies = {name: body.encode() for name, body in json.loads(answers.read_text()).items()}

        async def same(request: Asked) -> Response:
            await request.body()
            return Response(bodies[request.query_params["q"]], media_type="application/json")

        app = Starlette(routes=[Route("/graphql", same, methods=["POST"])])
    elif what == PLAIN:
        graph = open_graph().service()._graph

        class View(GraphQL[Any, Any]):
            async def get_context(self, request: Any, response: Any) -> Any:
                return Context(graph)

        app = Starlette(routes=[Route("/graphql", View(build_schema()))])
    else:
        _know_nothing()
        app = create_app(open_graph())
    gc.freeze()
    uvicorn.run(app, port=port, log_level="warning", access_log=False)


def _know_nothing() -> None:
    """Let a service of this process forget, before each answer, the parts of answers that it has worked out."""
    from sarcomakg.graphql.compiled import Memo

    whole = Service._execute

    def execute(self: Any, *given: Any) -> Any:
        self._known = self._graph.epoch, Memo(64 * 1024 * 1024)
        self._graph.__dict__.pop("_walked", None)
        return whole(self, *given)

    Service._execute = execute  # type: ignore[assignment, method-assign]
    Service.at_once = lambda self, question: None  # type: ignore[method-assign]


def _bodies(kg: KnowledgeGraph, case: Case) -> list[str]:
    service = kg.service()
    return [service.answer(Question(case.document, variables=v)).body.decode() for v in case.variables]


def requests_of(case: Case, what: str, base: str) -> list[Request]:
    """Return what a target is asked, in turn."""
    kind = ("Content-Type", "application/json")
    if what == UNCHANGED:
        return [_unchanged(case, variables, base) for variables in case.variables]
    found = []
    for n, variables in enumerate(case.fresh if what in (NEW, COLD) else case.variables):
        path = "/graphql" + (f"?q={urllib.parse.quote(f'{case.name} {n}')}" if what == RAW else "")
        found.append(Request(path, json.dumps({"query": case.document, "variables": variables}), (kind,)))
    return found


def _unchanged(case: Case, variables: dict[str, Any], base: str) -> Request:
    """Return a GET by the document's hash, which the server is told first, and by the tag that it gave."""
    named = json.dumps({"persistedQuery": {"version": 1, "sha256Hash": digest(case.document)}})
    asked = {"variables": json.dumps(variables), "extensions": named}
    path = "/graphql?" + urllib.parse.urlencode(asked)
    told = urllib.request.urlopen(f"{base}/graphql?" + urllib.parse.urlencode(asked | {"query": case.document}))
    return Request(path, headers=(("If-None-Match", told.headers["ETag"]),))


def _warm(base: str, requests: list[Request]) -> None:
    for request in requests:
        asked = urllib.request.Request(base + request.path, request.body.encode(), dict(request.headers))
        urllib.request.urlopen(asked).read()


def run(options: Options) -> Report:
    """Measure every target in interleaved rounds."""
    tool("wrk", "on Debian: apt-get install wrk")
    missing: list[str] = []
    told = versions(*_PACKAGES)
    kg = open_graph()
    bodies = {case.name: _bodies(kg, case) for case in cases()}
    sizes = {name: sum(len(body.encode()) for body in found) // len(found) for name, found in bodies.items()}
    answers = options.folder / "answers.json"
    answers.write_text(json.dumps({f"{name} {n}": b for name, found in bodies.items() for n, b in enumerate(found)}))
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        for what in (RAW, KEPT, COLD, PLAIN, MERCURIUS):
            port = free_port()
            try:
                command = target("benchmarks.graphql", what, str(port), answers)
                if what == KEPT:
                    command = [BIN / "sarcomakg", "serve", "--port", str(port)]
                elif what == MERCURIUS:
                    command = [str(port) if word == "PORT" else word for word in mercurius.command(options.folder)]
                servers[what] = stack.enter_context(serving(command, "/graphql", port, cwd=HERE.parent))
                if what == MERCURIUS:
                    mercurius.check(servers[what].base)
                    told |= mercurius.versions(options.folder)
            except MissingError as error:
                missing.append(f"{what}: {error}")
                servers.pop(what, None)
        servers |= {NEW: servers[KEPT], UNCHANGED: servers[KEPT]}
        for case in cases():
            _warm(servers[KEPT].base, requests_of(case, KEPT, servers[KEPT].base))
            load(servers[KEPT].base, requests_of(case, NEW, ""), options.seconds, skip=100 * _APART)
        rows = [row for case in cases() for row in _rows(case, servers, sizes[case.name], options)]
    about = f"""Of the real data, over HTTP with 8 connections: {CONDITIONS} conditions in turn with their {SIZE} treatments, each with its citations and figures; cards of about {SIZE} Statements ({CARDS} in turn) with what a page draws; the same with everything that the published document asks for; a list of 8 drugs; conditions with treatments with citations. *{RAW}* returns the answer's bytes after reading the body, and does nothing else: the limit. *{KEPT}*, *{UNCHANGED}* and *{NEW}* are `sarcomakg serve`; what was never asked differs in a variable each time, though its Statements were part of other answers; with *nothing known* those are forgotten before each answer. *{PLAIN}* is strawberry's own ASGI view with our schema on the same data, *{MERCURIUS}* a server on Node whose resolvers hand out plain objects with the same answers, checked to be the same."""
    columns = ("query", "bytes", "target", "requests/s", "p50 ms", "p99 ms", "of the same bytes", "p99 of raw p99", "failed")  # fmt: skip
    return Report("graphql", (Table("GraphQL over HTTP", about, columns, tuple(rows)),), told, tuple(missing))


def _rows(case: Case, servers: dict[str, Server], size: int, options: Options) -> Iterator[tuple[Any, ...]]:
    def measure(what: str, number: int) -> Load:
        # Every round begins where no other has been.
        return load(
            servers[what].base, requests_of(case, what, servers[what].base), options.seconds, skip=number * 48_000
        )

    order = [what for what in (RAW, KEPT, UNCHANGED, NEW, COLD, MERCURIUS, PLAIN) if what in servers]
    found = interleaved({what: lambda number, w=what: measure(w, number) for what in order}, options.rounds)  # type: ignore[misc]
    raw = found[RAW]
    for what, f in found.items():
        yield case.name, size, what, round(f.rate), f.p50, f.p99, f.rate / raw.rate, f.p99 / raw.p99, round(f.failed)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
