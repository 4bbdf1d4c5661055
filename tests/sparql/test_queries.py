"""Every published query answers, with the columns that it is known for; those with parameters by name too."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql.examples import as_markdown, examples

from ..conftest import ROOT

SHAPES = ROOT / "tests" / "golden" / "queries.json"
PAGE = ROOT / "docs" / "queries.md"


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(kg)) as found:
        yield found


def shape(kg: KnowledgeGraph, name: str) -> list[str]:
    """Return the columns of a SELECT, the form of another query."""
    example = examples()[name]
    found = kg.sparql(example.bound({}))
    assert found, "an example without an answer teaches nothing"
    return list(found[0]) if isinstance(found, list) else [example.form]


def test_there_are_enough_of_every_kind() -> None:
    found = examples().values()
    assert len(found) >= 40
    assert sum(bool(e.parameters) for e in found) >= 8
    assert {e.form for e in found} == {"select", "ask", "construct"}
    assert all(e.question[-1] in "?." and e.label for e in found)


def test_every_query_has_an_answer_of_the_known_shape(kg: KnowledgeGraph) -> None:
    shapes = {name: shape(kg, name) for name in examples()}
    if os.environ.get("GOLDEN") == "write":
        SHAPES.write_text(json.dumps(shapes, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(as_markdown(), encoding="utf-8")
    assert json.loads(SHAPES.read_text(encoding="utf-8")) == shapes


def test_the_page_lists_them_all() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), "run: make golden"


def test_a_query_runs_by_its_name_with_parameters(client: TestClient) -> None:
    both = []
    for value in ("condition:osteosarcoma", "https://w3id.org/sarcomakg/id/condition/osteosarcoma"):
        found = client.get("/queries/treatments-of-a-condition", params={"condition": value, "format": "csv"})
        assert found.headers["content-type"] == "text/csv; charset=utf-8"
        both.append(list(csv.reader(io.StringIO(found.text))))
    assert both[0] == both[1]
    assert both[0][0] == ["treatment", "treatmentLabel"]
    assert len(both[0]) > 5
    as_json = client.get("/queries/treatments-of-a-condition", params={"condition": "condition:osteosarcoma"}).json()
    assert len(as_json["results"]["bindings"]) == len(both[0]) - 1
    default = client.get("/queries/treatments-of-a-condition", params={"format": "csv"})
    assert default.text != found.text


def test_the_list_says_what_each_takes(client: TestClient) -> None:
    listed = client.get("/queries").json()
    assert [q["name"] for q in listed] == list(examples())
    assert next(q for q in listed if q["name"] == "treatments-of-a-condition")["parameters"][0]["kind"] == "iri"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/queries/nope", 404, "/queries lists them"),
        ("/queries/treatments-of-a-condition?conditon=condition:osteosarcoma", 400, "it has: condition"),
        ("/queries/treatments-of-a-condition?condition=osteosarcoma", 400, "give an identifier"),
        ("/queries/treatments-of-a-condition?condition=nope:x", 400, "unknown identifier"),
        ("/queries/treatments-of-a-condition?condition=http://x/%3E%20%3Fs%20%3Fp%20%3Fo%20.%20%3Chttp://y", 400, "give an identifier"),
        ("/queries/highest-response-rates?people=many", 400, "give a whole number"),
        ("/queries/treatments-of-a-condition?format=png", 406, "SELECT is answered as"),
    ],
)  # fmt: skip
def test_what_a_query_does_not_take_is_refused(client: TestClient, path: str, status: int, said: str) -> None:
    found = client.get(path)
    assert found.status_code == status, found.text
    assert said in found.text


def test_a_text_is_a_literal_whatever_stands_in_it(client: TestClient) -> None:
    found = client.get("/queries/names-containing-a-word", params={"word": '") } INSERT DATA { <a:> <b:> "\\'})
    assert found.status_code == 200, found.text
