from __future__ import annotations

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.graphql.schema import sdl
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import DOCUMENT

from ..conftest import ROOT, SEED


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Any:
    with TestClient(create_app(kg)) as found:
        yield found


def ask(client: TestClient, query: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/graphql", json={"query": query, "variables": variables}).json()
    return found


def test_the_schema_is_the_one_checked_in() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == sdl(), "run: make schema"


def test_the_published_document_answers(client: TestClient) -> None:
    card = ask(client, DOCUMENT, question=SEED, audience="PATIENT")["data"]["answer"]
    assert card["__typename"] == "Card"
    assert {"text": "thigh", "entity": "site:thigh", "name": "thigh", "kind": "EXACT"} in card["plan"]["matches"]


def test_connections_carry_statements_and_page_without_loss(client: TestClient) -> None:
    query = """query($after: String) { condition(id: "alveolar-soft-part-sarcoma") { treatments(first: 5, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor statement { id citations { locator source { url } } } } } } }"""
    seen: list[str] = []
    after = None
    while True:
        page = ask(client, query, after=after)["data"]["condition"]["treatments"]
        seen += [e["statement"]["id"] for e in page["edges"]]
        assert all(e["statement"]["citations"] for e in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == page["totalCount"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('{ condition(id: "nope") { label } }', "NOT_FOUND"),
        ('{ card(topics: [EFFICACY], condition: "condition:chordoma") { __typename } }', "BAD_REQUEST"),
        ('{ drug(id: "pazopanib") { statements(first: 5000) { totalCount } } }', "BAD_REQUEST"),
        ("{ nonsense }", "INVALID_DOCUMENT"),
        ('{ source(id: "chen-2023") ' + "{ parents " * 20 + "{ id }" + " }" * 20 + " }", "TOO_COMPLEX"),
        ("{ " + " ".join(f'a{n}: node(id: "x") {{ id }}' for n in range(40)) + " }", "TOO_COMPLEX"),
    ],
)
def test_errors_carry_a_code(client: TestClient, query: str, code: str) -> None:
    assert ask(client, query)["errors"][0]["extensions"]["code"] == code


def test_node_drug_trial_statement_and_source(client: TestClient) -> None:
    data = ask(client, """{ node(id: "statement:pazopanib-approved-sts") { id } drug(id: "pazopanib") { brandNames warnings { totalCount } }
      trial(id: "veg110727") { phase findings { totalCount } } statement(id: "pazopanib-approved-sts") { subject { label } }
      source(id: "chen-2023") { title citedIn { totalCount } } }""")["data"]  # fmt: skip
    assert data["drug"]["brandNames"] == ["Votrient"]
    assert data["trial"]["findings"]["totalCount"] >= 2
    assert data["source"]["citedIn"]["totalCount"] >= 2


def test_pages(client: TestClient) -> None:
    page = client.get("/answers", params={"q": SEED})
    assert page.status_code == 200
    assert "atezolizumab" in page.text
    assert client.get("/answers/alveolar-soft-part-sarcoma").status_code == 200
    assert client.get("/answers/no-such-disease").status_code == 404
    edge = html.unescape(re.findall(r'href="(/sparql[^"]+)"', page.text)[0])
    shown = client.get(edge)
    assert shown.status_code == 200
    assert "ontology#locator" in shown.text
    assert client.get("/").status_code == 200
    hostile = client.get("/answers", params={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in hostile.text
    assert client.get("/answers", params={"q": "x" * 10_000}).status_code == 404
    assert client.get("/nowhere").status_code == 404


def test_graphiql_on_get(client: TestClient) -> None:
    assert "GraphiQL" in client.get("/graphql", headers={"Accept": "text/html"}).text
