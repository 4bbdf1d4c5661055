"""Embedded, Oxigraph's server and Virtuoso answer alike: cards, published documents, published queries."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.graphql import Limits as GraphQLLimits
from sarcomakg.graphql import Question
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.resources import examples as variables
from sarcomakg.resources import published
from sarcomakg.sparql.examples import examples
from sarcomakg.sparql.guard import Limits, admit
from sarcomakg.sparql.pool import Engine, whole

from .conftest import Remote

# Long enough for a server that shares two cores with everything else.
LIMITS = Limits(seconds=60)
NUMBERS = {"integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"}
QUESTIONS = [
    "What is the treatment for soft tissue alveolar sarcoma of the thigh?",
    "What is the prognosis of Ewing sarcoma?",
    "What are the side effects of pazopanib?",
    "What did PALETTE show?",
    "Ripretinib versus sunitinib in GIST",
    "What is desmoid tumor?",
    "What is the dose of trabectedin?",
    "What is new on desmoid tumor since 2023?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_card_is_the_same_and_takes_a_bounded_number_of_requests(
    kg: KnowledgeGraph, remote: Remote, question: str
) -> None:
    before = remote.sent()
    card = remote.kg.answer(question)
    # A request for each hop and each 500 Statements of it; what was read for another card is not read again.
    assert remote.sent() - before <= 16
    assert card == kg.answer(question)
    again = remote.sent()
    remote.kg.answer(question)
    assert remote.sent() == again


@pytest.mark.parametrize("name", sorted(published()))
def test_a_published_document_has_the_same_answer(kg: KnowledgeGraph, remote: Remote, name: str) -> None:
    asked = Question(published()[name], variables=variables()[name])
    limits = GraphQLLimits(seconds=60)
    assert remote.kg.service(limits).execute(asked) == kg.service(limits).execute(asked)


@pytest.fixture(scope="module")
def engine(kg: KnowledgeGraph) -> Any:
    found = kg.engine(LIMITS)
    yield found
    found.close()


def test_every_published_query_has_the_same_answer(engine: Engine, remote: Remote) -> None:
    elsewhere = remote.kg.engine(LIMITS)
    different = []
    for example in examples().values():
        query = admit(example.bound({}))
        kind = "application/n-triples" if example.form == "construct" else "application/sparql-results+json"
        if _normal(whole(engine, query, kind)) != _normal(whole(elsewhere, query, kind)):
            different.append(example.name)
    assert different == []


def _normal(answer: bytes) -> object:
    """Return an answer as a bag of rows, or a set of triples; numbers by value, for engines write them in their own ways."""
    if not answer.startswith(b"{"):
        return set(answer.splitlines())
    read = json.loads(answer)
    if "boolean" in read:
        return read["boolean"]
    return Counter(frozenset((k, _term(v)) for k, v in row.items()) for row in read["results"]["bindings"])


def _term(term: dict[str, str]) -> tuple[object, ...]:
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind in NUMBERS:
        return ("number", round(Decimal(term["value"]), 6).normalize())
    if kind == "boolean":
        return ("boolean", term["value"] in ("1", "true"))
    return (term["type"], term["value"], term.get("xml:lang", ""), "" if kind == "string" else kind)


def test_the_whole_service_runs_on_it(remote: Remote) -> None:
    with TestClient(create_app(remote.kg)) as client:
        assert "atezolizumab" in client.get("/answers/alveolar-soft-part-sarcoma").text
        query = "SELECT ?d { ?d skg:approvedFor condition:alveolar-soft-part-sarcoma }"
        for name in ("json", "xml", "csv", "tsv"):
            assert "atezolizumab" in client.get("/sparql", params={"query": query, "format": name}).text
        for name in ("ttl", "nt", "jsonld", "rdf"):
            assert "pazopanib" in client.get(f"/id/drug/pazopanib.{name}").text
        assert client.get("/sparql", params={"query": "SELECT * { ?s nope:p ?o }"}).status_code == 400
        syntax = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s skg:nope }"})
        assert (syntax.status_code, "2:21" in syntax.text) == (400, True)
        assert (
            client.get("/sparql", params={"query": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"}).status_code == 403
        )
        described = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
        assert f"void:triples {remote.kg.contents().triples}" in described.text
        found = client.post("/graphql", json={"query": '{ node(id: "statement:asps-treated-with-nothing") { id } }'})
        assert found.status_code == 200
