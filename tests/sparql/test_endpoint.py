from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.errors import ForbiddenQueryError, LimitError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql.guard import Limits, admit
from sarcomakg.sparql.worker import TooManyError, Worker

JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Any:
    with TestClient(create_app(kg)) as found:
        yield found


@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_select_in_every_format_by_get_and_post(client: TestClient, accept: str) -> None:
    query = "SELECT ?d { ?d skg:approvedFor condition:alveolar-soft-part-sarcoma }"
    for response in (
        client.get("/sparql", params={"query": query}, headers={"Accept": accept}),
        client.post("/sparql", data={"query": query}, headers={"Accept": accept}),
        client.post("/sparql", content=query, headers={"Accept": accept, "Content-Type": "application/sparql-query"}),
    ):
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith(accept)
        assert "atezolizumab" in response.text


def test_ask_construct_describe(client: TestClient) -> None:
    yes = client.get("/sparql", params={"query": "ASK { ?s a skg:Statement }"})
    assert yes.json()["boolean"] is True
    for query in ("CONSTRUCT WHERE { ?s a skg:Trial }", "DESCRIBE drug:pazopanib"):
        found = client.get("/sparql", params={"query": query}, headers={"Accept": "text/turtle"})
        assert found.status_code == 200
        assert "w3id.org" in found.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT WHERE {", 400),
        ("SELECT * { ?s nope:p ?o }", 400),
        ("", 400),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", 403),
        ("PREFIX a: <x:> DELETE WHERE { ?s ?p ?o }", 403),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 403),
        ("SELECT * FROM <http://example.org/> { ?s ?p ?o }", 403),
        ("ASK " + "{" * 5000 + "}" * 5000, 413),
        ("SELECT * { ?s ?p ?o } #" + "x" * 200_000, 413),
    ],
)
def test_bad_queries(client: TestClient, query: str, status: int) -> None:
    response = client.post("/sparql", content=query, headers={"Content-Type": "application/sparql-query"})
    assert response.status_code == status, response.text
    assert "Traceback" not in response.text


def test_a_syntax_error_names_the_position(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?s skg:nope }"})
    assert response.status_code == 400
    assert "2:21" in response.text
    first = client.get("/sparql", params={"query": "SELECT * { ?s skg:nope }"})
    assert "1:24" in first.text


def test_not_modified_not_acceptable_unsupported_and_method(client: TestClient) -> None:
    first = client.get("/sparql", params={"query": "ASK { }"})
    again = client.get("/sparql", params={"query": "ASK { }"}, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/sparql", params={"query": "ASK { }"}, headers={"Accept": "image/png"}).status_code == 406
    assert client.post("/sparql", content="x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert client.delete("/sparql").status_code == 405


@given(st.text(alphabet=st.characters(blacklist_characters='"\\\n\r', blacklist_categories=("Cs",)), max_size=60))
def test_what_stands_in_a_string_is_never_syntax(text: str) -> None:
    admit(f'SELECT * {{ ?s ?p "{text} SERVICE FROM {{{{ nope:x" }}')


def test_updates_are_recognized_after_prologue_and_comment() -> None:
    with pytest.raises(ForbiddenQueryError):
        admit("# SELECT\nPREFIX x: <x:> LOAD <http://example.org/>")


def test_a_query_that_runs_too_long_is_stopped_and_the_worker_replaced(kg: KnowledgeGraph) -> None:
    worker = Worker(kg.snapshot.n_triples(), Limits(seconds=0.5))
    try:
        with pytest.raises(TooManyError, match=r"longer than 0\.5 s"):
            worker.run("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", JSON)
        assert b"true" in worker.run("ASK { ?s ?p ?o }", JSON)
    finally:
        worker.close()


def test_a_blank_node_is_sent_as_one(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": "SELECT (BNODE() AS ?b) { }"}).json()
    assert found["results"]["bindings"][0]["b"]["type"] == "bnode"


def test_too_many_rows_are_an_error_not_a_cut(kg: KnowledgeGraph) -> None:
    worker = Worker(kg.snapshot.n_triples(), Limits(rows=10))
    try:
        with pytest.raises(LimitError, match="more than 10 rows"):
            worker.run("SELECT * { ?s ?p ?o }", JSON)
    finally:
        worker.close()
