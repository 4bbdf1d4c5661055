"""GraphQL over HTTP: the app as it is served, beside the same bytes from Starlette, strawberry's own view, and mercurius.

Mercurius runs with its JIT on Node, on the same schema; its resolvers hand out plain objects that hold the answers.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graphql.language import NameNode, Visitor

from benchmarks.harness import (
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
from graphql import FieldNode, SelectionSetNode, parse, print_ast, visit
from sarcomakg.graphql import Question
from sarcomakg.graphql.persisted import digest
from sarcomakg.knowledge import KnowledgeGraph, open_graph
from sarcomakg.resources import default_root, published

SIZE, CARDS = 40, 48  # Statements of a card, about; how many cards are asked in turn
_CARD = """
query($condition: ID, $topics: [Topic!], $since: Date, $audience: Audience!) {
  card(condition: $condition, topics: $topics, since: $since, audience: $audience) {
    ... on Card {
      title identity modified disclaimer
      sections {
        key title
        sentences {
          text relation
          statements { id predicate direction modality subject { id label } object { id label } qualifiers { name label } }
          marks { number locator citation { id sampleSize population { label } results { measure estimate lower upper unit } } }
        }
        gaps { text }
      }
      references { number sourceId label title url }
    }
  }
}
"""
_LIST = "{ drugs(first: 8) { totalCount nodes { id label drugClass brandNames } } }"
_LEVELS = "{ conditions(first: 8) { nodes { label treatments(first: 5) { edges { node { label } statement { direction citations { locator source { label } } } } } } } }"
RAW, KEPT, NEW, UNCHANGED, PLAIN, MERCURIUS = (
    "Starlette, the same bytes",
    "asked before",
    "never asked before",
    "304",
    "plain strawberry",
    "mercurius, JIT",
)
_PEER = HERE / "peers" / "mercurius"
_PACKAGES = ("sarcomakg", "strawberry-graphql", "graphql-core", "starlette", "uvicorn", "orjson")


@dataclass(frozen=True)
class Case:
    """A document and its variables in turn; `fresh` are those with what makes each request one of its own."""

    name: str
    document: str
    variables: tuple[dict[str, Any], ...]
    fresh: tuple[dict[str, Any], ...]


@cache
def cases() -> tuple[Case, ...]:
    """Return what is asked, of the real data."""
    # Mercurius takes no default for a variable that may not be null.
    cards = [
        {"condition": condition, "topics": [topic], "audience": "CLINICIAN"}
        for condition, topic in _cards(open_graph())
    ]
    # A card begins on another day each time; what a document does not declare makes another question all the same.
    other = tuple(card | {"since": "@day@"} for card in cards)
    return (
        Case("card", _CARD, tuple(cards), other),
        Case("published card", published()["card"], tuple(cards), other),
        Case("list of 8", _LIST, ({},), ({"asked": "@number@"},)),
        Case("three levels", _LEVELS, ({},), ({"asked": "@number@"},)),
    )


def _cards(kg: KnowledgeGraph) -> list[tuple[str, str]]:
    """Return the conditions and topics whose cards are nearest to SIZE Statements."""
    service = kg.service()
    document = "query($condition: ID, $topics: [Topic!]) { card(condition: $condition, topics: $topics) { ... on Card { sections { sentences { statementIds } } } } }"
    topics = service.execute(Question('{ __type(name: "Topic") { enumValues { name } } }'))["data"]["__type"]
    found = []
    for condition in kg.projection.by_family["condition"][::3]:
        for topic in (value["name"] for value in topics["enumValues"]):
            asked = {"condition": condition.id, "topics": [topic]}
            card = (service.execute(Question(document, variables=asked))["data"] or {}).get("card") or {}
            said = {i for s in card.get("sections", ()) for e in s["sentences"] for i in e["statementIds"]}
            found.append((abs(len(said) - SIZE), condition.id, topic))
    return [(condition, topic) for _, condition, topic in sorted(found)[:CARDS]]


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
        app = create_app(open_graph())
    uvicorn.run(app, port=port, log_level="error")


def _bodies(kg: KnowledgeGraph, case: Case) -> list[str]:
    service = kg.service()
    return [service.answer(Question(case.document, variables=v)).body.decode() for v in case.variables]


def requests_of(case: Case, what: str, base: str) -> list[Request]:
    """Return what a target is asked, in turn."""
    kind = ("Content-Type", "application/json")
    if what == UNCHANGED:
        return [_unchanged(case, variables, base) for variables in case.variables]
    found = []
    for n, variables in enumerate(case.fresh if what == NEW else case.variables):
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


def _mercurius(folder: Path) -> list[str | Path]:
    """Install the peer and write what it answers with; return the command but for its port."""
    node, npm = tool("node", "nodejs.org"), tool("npm", "nodejs.org")
    place, data = folder / "mercurius", folder / "mercurius.json"
    shutil.copytree(_PEER, place, dirs_exist_ok=True)
    done = subprocess.run(
        [npm, "install", "--no-fund", "--no-audit", "--no-package-lock", "--silent"], cwd=place, capture_output=True
    )
    if done.returncode:
        raise MissingError(f"npm install of mercurius failed: {done.stderr.decode()[-200:].strip()}")
    service = open_graph().service()
    _, card, drugs, conditions = cases()

    def told(case: Case, variables: dict[str, Any]) -> Any:
        return service.execute(Question(_with_types(case.document), variables=variables))["data"]

    cards = {f"{v['condition']} {v['topics'][0]}": told(card, v)["card"] for v in card.variables}
    found = {"cards": cards, "drugs": told(drugs, {})["drugs"], "conditions": told(conditions, {})["conditions"]}
    data.write_text(json.dumps(found))
    return [node, place / "server.mjs", "PORT", default_root() / "schema.graphql", data]


def _warm(base: str, requests: list[Request]) -> None:
    for request in requests:
        asked = urllib.request.Request(base + request.path, request.body.encode(), dict(request.headers))
        urllib.request.urlopen(asked).read()


class _Types(Visitor):
    """Asks for the type of everything, which the peer resolves unions by."""

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        return SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename")), *node.selections))


def _with_types(document: str) -> str:
    return print_ast(visit(parse(document), _Types()))


def _checked(case: Case, server: Server, kg: KnowledgeGraph) -> None:
    """Raise MissingError unless the peer answers with the same data as we do."""
    service = kg.service()
    for request, variables in zip(requests_of(case, MERCURIUS, server.base), case.variables, strict=True):
        asked = urllib.request.Request(server.base + request.path, request.body.encode(), dict(request.headers))
        got = json.loads(urllib.request.urlopen(asked).read())
        if got["data"] != service.execute(Question(case.document, variables=variables))["data"]:
            raise MissingError(f"mercurius answers {case.name} with other data")


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
        for what in (RAW, KEPT, PLAIN, MERCURIUS):
            port = free_port()
            try:
                command = target("benchmarks.graphql", what, str(port), answers)
                if what == MERCURIUS:
                    command = [str(port) if word == "PORT" else word for word in _mercurius(options.folder)]
                servers[what] = stack.enter_context(serving(command, "/graphql", port, cwd=HERE.parent))
                if what == MERCURIUS:
                    for case in cases():
                        _checked(case, servers[what], kg)
                    told |= _node(options.folder)
            except MissingError as error:
                missing.append(f"{what}: {error}")
                servers.pop(what, None)
        servers |= {NEW: servers[KEPT], UNCHANGED: servers[KEPT]}
        for case in cases():
            _warm(servers[KEPT].base, requests_of(case, KEPT, servers[KEPT].base))
        rows = [row for case in cases() for row in _rows(case, servers, sizes[case.name], options)]
    about = f"""Cards of about {SIZE} Statements ({CARDS} of them in turn) with what a page draws, the same with everything that the published document asks for, a list of 8 drugs, and conditions with treatments with citations, of the real data, over HTTP with 8 connections. *{RAW}* returns the answer's bytes after reading the body, and does nothing else: the limit. *{KEPT}*, *{NEW}* and *{UNCHANGED}* are the app as `serve` runs it; what was never asked differs in a variable each time. *{PLAIN}* is strawberry's own ASGI view with our schema on the same data, *{MERCURIUS}* a server on Node whose resolvers hand out plain objects with the same answers."""
    columns = ("query", "bytes", "target", "requests/s", "p50 ms", "p99 ms", "of the same bytes", "p99 of raw p99", "failed")  # fmt: skip
    return Report("graphql", (Table("GraphQL over HTTP", about, columns, tuple(rows)),), told, tuple(missing))


def _rows(case: Case, servers: dict[str, Server], size: int, options: Options) -> Iterator[tuple[Any, ...]]:
    def measure(what: str, number: int) -> Load:
        # Every round begins where no other has been.
        return load(
            servers[what].base, requests_of(case, what, servers[what].base), options.seconds, skip=number * 48_000
        )

    order = [what for what in (RAW, KEPT, UNCHANGED, NEW, MERCURIUS, PLAIN) if what in servers]
    found = interleaved({what: lambda number, w=what: measure(w, number) for what in order}, options.rounds)  # type: ignore[misc]
    raw = found[RAW]
    for what, f in found.items():
        yield case.name, size, what, round(f.rate), f.p50, f.p99, f.rate / raw.rate, f.p99 / raw.p99, round(f.failed)


def _node(folder: Path) -> dict[str, str]:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    packages = json.loads((folder / "mercurius" / "package.json").read_text())["dependencies"]
    return {"Node": node.removeprefix("v")} | {name: str(number) for name, number in packages.items()}


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
