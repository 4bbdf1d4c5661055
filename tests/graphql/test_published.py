"""Every published document, and every query of docs/graphql.md, runs; and SPARQL finds the same edges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sarcomakg.graphql import Question, Service
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.resources import examples, published

from ..conftest import ROOT

PAGE = (ROOT / "docs" / "graphql.md").read_text(encoding="utf-8")
ROWS = {
    name: json.loads(variables) for name, variables in re.findall(r"^\| `(\w+)` \| [^|]+ \| `(\{.*\})` \|$", PAGE, re.M)
}
WRITTEN = [
    (query, json.loads(variables) if variables else {})
    for query, variables in re.findall(r"```graphql\n(.*?)```(?:\n\n```json\n(.*?)```)?", PAGE, re.S)
]


def test_every_published_document_is_on_the_page() -> None:
    assert set(ROWS) == set(published())
    assert examples() == ROWS
    assert len(WRITTEN) >= 7


@pytest.mark.parametrize(("query", "variables"), WRITTEN)
def test_every_query_of_the_page_runs(service: Service, query: str, variables: dict[str, Any]) -> None:
    found = service.execute(Question(query, variables=variables))
    assert "errors" not in found
    assert not any(value in (None, [], {}) for value in found["data"].values())


def test_published_documents_name_their_fragments_apart() -> None:
    """One program may take them all: operations and fragments have names of their own."""
    names = [name for text in published().values() for name in re.findall(r"^(?:query|fragment) (\w+)", text, re.M)]
    assert len(names) == len(set(names))


def statements(value: Any) -> Iterator[str]:
    """Yield the identifiers of Statements in an answer."""
    if isinstance(value, dict):
        # What is put aside is named, not shown.
        value = [v for k, v in value.items() if k != "overrides"]
    if isinstance(value, list):
        for item in value:
            yield from statements(item)
    elif isinstance(value, str) and value.startswith("statement:"):
        yield value


@pytest.mark.parametrize("name", sorted(ROWS))
def test_sparql_finds_the_edges_of_every_published_document(kg: KnowledgeGraph, service: Service, name: str) -> None:
    asking = re.sub(r"(query \w+(?:\([^)]*\))?)", r"\1 @sparql", published()[name], count=1)
    found = service.execute(Question(asking, variables=ROWS[name]))
    assert "errors" not in found
    shown = set(statements(found["data"]))
    query = found["extensions"]["sparql"]
    rows = kg.sparql(query) if query else []
    assert isinstance(rows, list)
    assert {"statement:" + str(row["statement"]).rpartition("/")[2] for row in rows} == shown
    counts = ("about", "codes", "conditions", "coverage", "release", "search", "sources")
    assert bool(shown) == (name not in counts)


def test_without_the_directive_there_is_no_sparql(service: Service) -> None:
    assert "sparql" not in service.execute(Question("{ release { identity } }"))["extensions"]
