from __future__ import annotations

import csv
import io
import socket
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.errors import ForbiddenQueryError, LimitError, SarcomakgError
from sarcomakg.identifiers import DATASET, prefixes
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql.description import Contents
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.guard import Limits, Query, admit
from sarcomakg.sparql.pool import Pool, Ticket, whole
from sarcomakg.sparql.worker import TooManyError

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
        ("SELECT * { ?s ?p ?a, ?b FILTER(?a<?b)SERVICE#>\n<http://example.org/>{ ?x ?y ?z } }", 403),
        ("SELECT * { SERV\\u0049CE <http://example.org/> { ?s ?p ?o } }", 403),
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
    pool = Pool(kg.snapshot.n_triples(), Limits(seconds=0.5), size=1)
    try:
        with pytest.raises(TooManyError, match=r"longer than 0\.5 s"):
            whole(pool, Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"), JSON)
        assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)
    finally:
        pool.close()


def test_a_worker_opens_no_connection_even_past_the_guard(kg: KnowledgeGraph) -> None:
    pool = Pool(kg.snapshot.n_triples(), size=1)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        port = listening.getsockname()[1]
        try:
            with pytest.raises(SarcomakgError):
                whole(pool, Query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"), JSON)
            with pytest.raises(BlockingIOError):
                listening.accept()
            assert b"true" in whole(pool, Query("ASK { ?s ?p ?o }"), JSON)
        finally:
            pool.close()


def test_a_blank_node_is_sent_as_one(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": "SELECT (BNODE() AS ?b) { }"}).json()
    assert found["results"]["bindings"][0]["b"]["type"] == "bnode"


def test_too_many_rows_are_an_error_not_a_cut(kg: KnowledgeGraph) -> None:
    pool = Pool(kg.snapshot.n_triples(), Limits(rows=10), size=1)
    try:
        with pytest.raises(LimitError, match="more than 10 rows"):
            whole(pool, Query("SELECT * { ?s ?p ?o }"), JSON)
    finally:
        pool.close()


def test_graphs_come_in_every_format(client: TestClient) -> None:
    query = "CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a skg:Stage ; skos:prefLabel ?l }"
    sizes = set()
    for name, kind in (("ttl", "text/turtle"), ("nt", "application/n-triples"), ("rdf", "application/rdf+xml"), ("jsonld", "application/ld+json"), ("trig", "application/trig")):  # fmt: skip
        by_name = client.get("/sparql", params={"query": query, "format": name})
        by_accept = client.get("/sparql", params={"query": query}, headers={"Accept": f"image/png, {kind};q=0.5"})
        assert by_name.headers["content-type"] == by_accept.headers["content-type"] == f"{kind}; charset=utf-8"
        parsed = rdflib.Graph().parse(data=by_name.text, format=kind)
        sizes.add(len(parsed))
    assert len(sizes) == 1


def test_the_description_tells_what_is_in_the_graph(client: TestClient, kg: KnowledgeGraph) -> None:
    for path in ("/sparql", "/.well-known/void"):
        found = client.get(path, headers={"Accept": "text/turtle"})
        assert found.headers["content-type"] == "text/turtle; charset=utf-8"
        graph = rdflib.Graph().parse(data=found.text, format="turtle")
        void, sh = rdflib.Namespace("http://rdfs.org/ns/void#"), rdflib.Namespace("http://www.w3.org/ns/shacl#")
        counted = kg.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert isinstance(counted, list)
        assert str(graph.value(predicate=void.triples, subject=rdflib.URIRef(DATASET))) == counted[0]["n"]
        classes = {str(c): int(str(graph.value(p, void.entities))) for p, c in graph.subject_objects(void["class"])}
        assert classes["https://w3id.org/sarcomakg/ontology#Statement"] == len(kg.projection.records.statements)
        assert {str(o) for o in graph.objects(predicate=sh.prefix)} == set(prefixes())
    assert client.get("/sparql", headers={"Accept": "application/ld+json"}).json()
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_only_graphs_that_exist_can_be_named(client: TestClient) -> None:
    query = {"query": "ASK { ?s a skg:Trial }"}
    assert client.get("/sparql", params=query | {"default-graph-uri": DATASET}).json()["boolean"] is True
    for name in ("default-graph-uri", "named-graph-uri"):
        refused = client.get("/sparql", params=query | {name: "http://example.org/g"})
        assert refused.status_code == 400
        assert DATASET in refused.text


def test_a_graph_of_the_dataset_can_be_read_from_and_no_other(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": f"ASK FROM <{DATASET}> {{ ?s a skg:Trial }}"})
    assert found.json()["boolean"] is True
    outside = client.get("/sparql", params={"query": "ASK { GRAPH <http://example.org/g> { ?s ?p ?o } }"})
    assert outside.status_code == 400
    assert "there is no graph 'http://example.org/g'" in outside.text


def test_named_graphs_are_read_by_query_and_by_protocol() -> None:
    quads = b"<a:s> <a:p> <a:o> .\n<a:s> <a:p> <a:one> <a:g1> .\n<a:s> <a:p> <a:two> <a:g2> .\n"
    pool = Pool(quads, size=1)
    values = "SELECT ?o {} {{ ?s ?p ?o }} ORDER BY ?o"
    try:
        client = TestClient(SparqlEndpoint(pool, b"", "x", "2026-11-30", graphs=("a:g1", "a:g2")))

        def found(query: str, **fields: Any) -> list[str]:
            rows = client.get("/", params={"query": query, **fields}).json()["results"]["bindings"]
            return [row["o"]["value"] for row in rows]

        assert found(values.format("")) == ["a:o"]
        assert found(values.format("FROM <a:g1> FROM <a:g2>")) == ["a:one", "a:two"]
        assert found(values.format(f"FROM <{DATASET}> FROM <a:g2>")) == ["a:o", "a:two"]
        # The protocol's dataset goes before the query's.
        assert found(values.format("FROM <a:g1>"), **{"default-graph-uri": "a:g2"}) == ["a:two"]
        inside = "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"
        assert found(inside) == ["a:one", "a:two"]
        assert found(inside, **{"named-graph-uri": ["a:g2"]}) == ["a:two"]
        body = {"query": inside, "named-graph-uri": "a:g1"}
        assert client.post("/", data=body).json()["results"]["bindings"][0]["o"]["value"] == "a:one"
    finally:
        pool.close()


def test_a_long_answer_comes_in_parts_and_whole(kg: KnowledgeGraph, client: TestClient) -> None:
    query = {"query": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 60000", "format": "csv"}
    with client.stream("GET", "/sparql", params=query) as response:
        assert response.status_code == 200
        assert "content-length" not in response.headers
        body = b"".join(response.iter_bytes())
    assert len(list(csv.reader(io.StringIO(body.decode())))) == 60_001
    graph = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": "nt"})
    assert len(set(graph.text.splitlines())) == kg.snapshot.n_triples().count(b"\n")


def test_what_is_too_long_is_refused_before_its_first_part(kg: KnowledgeGraph) -> None:
    pool = Pool(kg.snapshot.n_triples(), Limits(answer_bytes=200_000), size=1)
    try:
        with pytest.raises(LimitError, match="more than 200000 bytes"):
            whole(pool, Query("SELECT * { ?s ?p ?o } LIMIT 90000"), JSON)
        with pytest.raises(LimitError, match="more than 200000 bytes"):
            whole(pool, Query("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"), "text/turtle")
    finally:
        pool.close()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"query": ["ASK {}", "ASK {}"]}, 400),
        ({"update": "CLEAR ALL"}, 403),
        ({"query": "ASK {}", "using-graph-uri": ["a:g"] * 200}, 413),
        ({"query": ""}, 400),
    ],
)
def test_bad_forms(client: TestClient, fields: dict[str, Any], status: int) -> None:
    response = client.post("/sparql", data=fields)
    assert response.status_code == status, response.text
    assert len(response.text.splitlines()) == 1


def test_head_options_and_cors(client: TestClient) -> None:
    head = client.head("/sparql", params={"query": "ASK {}"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("application/sparql-results")
    options = client.options("/sparql")
    assert options.status_code == 204
    assert "POST" in options.headers["access-control-allow-methods"]
    assert options.headers["access-control-allow-origin"] == "*"


def test_what_is_refused_outright_stays_refused_beside_a_wildcard(client: TestClient) -> None:
    accept = "application/sparql-results+json;q=0, */*"
    found = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept})
    assert found.headers["content-type"].startswith("application/sparql-results+xml")


class _Counting:
    """An engine that answers how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def run(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        self.asked += 1
        return str(self.asked).encode() * (300 * len(query.text) if "#" in query.text else 1)

    async def answer(self, query: Query, media_type: str, ticket: Ticket) -> bytes:
        return self.run(query, media_type, ticket)

    def close(self) -> None:
        """Nothing runs."""


def test_a_short_answer_is_kept_by_query_dataset_and_format() -> None:
    client = TestClient(SparqlEndpoint(_Counting(), lambda: Contents(0, {}, {}, 0, 0, 0), "x", "2026-11-30"))

    def found(query: str, **fields: str) -> str:
        return client.get("/", params={"query": query} | fields).text

    assert [found("SELECT * {}"), found("SELECT * {}"), found("SELECT *  {}")] == ["1", "1", "2"]
    assert [found("SELECT * {}", format="csv"), found("SELECT * {}", format="csv")] == ["3", "3"]
    assert [found("ASK {}", **{"default-graph-uri": DATASET}), found("ASK {}")] == ["4", "5"]
    assert found("SELECT (NOW() AS ?now) {}") != found("SELECT (NOW() AS ?now) {}")
    long = "SELECT * {} #" + "x" * 1000
    assert found(long) != found(long)
    head = client.head("/", params={"query": "ASK {}"})
    assert head.headers["etag"] == client.get("/", params={"query": "ASK {}"}).headers["etag"]
