"""Mercurius as a peer: installed by npm into the folder of the options, its answers taken from ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.harness import HERE, MissingError, tool
from benchmarks.questions import Case, cases
from graphql import FieldNode, NameNode, SelectionSetNode, Visitor, parse, print_ast, visit
from sarcomakg.graphql import Question
from sarcomakg.knowledge import open_graph
from sarcomakg.resources import default_root

_PEER = HERE / "peers" / "mercurius"


def command(folder: Path) -> list[str | Path]:
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
    asked = {case.name: case for case in cases()}

    def told(case: Case, variables: dict[str, Any]) -> Any:
        return service.execute(Question(_with_types(case.document), variables=variables))["data"]

    card, statements = asked["published card"], asked["40 Statements"]
    found = {
        "cards": {f"{v['condition']} {v['topics'][0]}": told(card, v)["card"] for v in card.variables},
        "condition": {v["condition"]: told(statements, v)["condition"] for v in statements.variables},
        "drugs": told(asked["list of 8"], {})["drugs"],
        "conditions": told(asked["three levels"], {})["conditions"],
    }
    data.write_text(json.dumps(found))
    return [node, place / "server.mjs", "PORT", default_root() / "schema.graphql", data]


class _Types(Visitor):
    """Asks for the type of everything, which the peer resolves unions by."""

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        return SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename")), *node.selections))


def _with_types(document: str) -> str:
    return print_ast(visit(parse(document), _Types()))


def check(base: str) -> None:
    """Raise MissingError unless the peer answers every question with the same data as we do."""
    service = open_graph().service()
    for case in cases():
        for variables in case.variables:
            sent = json.dumps({"query": case.document, "variables": variables}).encode()
            asked = urllib.request.Request(f"{base}/graphql", sent, {"Content-Type": "application/json"})
            got = json.loads(urllib.request.urlopen(asked).read())
            if got["data"] != service.execute(Question(case.document, variables=variables))["data"]:
                raise MissingError(f"mercurius answers {case.name} with other data")


def versions(folder: Path) -> dict[str, str]:
    """Return the versions of Node and of what was installed."""
    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    packages = json.loads((folder / "mercurius" / "package.json").read_text())["dependencies"]
    return {"Node": node.removeprefix("v")} | {name: str(number) for name, number in packages.items()}
