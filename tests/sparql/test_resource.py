"""Each IRI of ours resolves, to a page or to RDF."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
import rdflib
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.knowledge import KnowledgeGraph


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(kg), follow_redirects=False) as found:
        yield found


@pytest.mark.parametrize(
    ("accept", "end"),
    [("text/html,application/xhtml+xml", "html"), ("*/*", "html"), ("text/turtle", "ttl"), ("application/ld+json, text/html;q=0.5", "jsonld"),
     ("application/n-triples", "nt"), ("application/rdf+xml", "rdf")],
)  # fmt: skip
def test_an_iri_redirects_by_accept(client: TestClient, accept: str, end: str) -> None:
    for method in ("GET", "HEAD"):
        found = client.request(method, "/id/drug/pazopanib", headers={"Accept": accept})
        assert (found.status_code, found.headers["location"]) == (303, f"/id/drug/pazopanib.{end}")
        assert found.headers["vary"] == "Accept"
    assert client.get("/id/drug/pazopanib", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(("end", "kind"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")])
def test_the_data_of_a_thing_hold_its_statements_whole(client: TestClient, end: str, kind: str) -> None:
    found = client.get(f"/id/condition/alveolar-soft-part-sarcoma.{end}")
    graph = rdflib.Graph().parse(data=found.text, format=kind)
    skg = rdflib.Namespace("https://w3id.org/sarcomakg/ontology#")
    approved = rdflib.URIRef("https://w3id.org/sarcomakg/id/statement/atezolizumab-approved-asps")
    statements = set(graph.subjects(rdflib.RDF.type, skg.Statement))
    assert len(statements) > 50
    assert all(graph.value(c, skg.locator) for s in statements for c in graph.objects(s, skg.citation))
    assert approved in statements or any("atezolizumab" in str(s) for s in statements)
    again = client.get(
        f"/id/condition/alveolar-soft-part-sarcoma.{end}", headers={"If-None-Match": found.headers["etag"]}
    )
    assert again.status_code == 304


def test_everything_has_a_page(kg: KnowledgeGraph, client: TestClient) -> None:
    records = kg.projection.records
    statement = next(s for s in records.statements.values() if s.results)
    one_each = list({e.kind: e.id for e in records.entities.values()}.values())
    for name in (*one_each, statement.id, statement.citations[0].id, statement.results[0].id, "level:pdq-A1"):
        page = client.get(f"/id/{name.replace(':', '/', 1)}.html")
        assert page.status_code == 200, name
        assert name in page.text
        assert "None" not in page.text.replace("None of", "")
        assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_page_prints_every_figure(client: TestClient) -> None:
    page = client.get("/id/statement/asps-atezolizumab-response.html").text
    assert '<td class="figures">37%, 19 of 52</td>' in page
    assert "complete response<" in page
    assert '<td class="figures">1 of 52</td>' in page


def test_a_long_list_goes_on(client: TestClient) -> None:
    first = client.get("/id/condition/osteosarcoma.html").text
    assert 'rel="next"' in first
    way = html.unescape(first.partition('href="?list=')[2].partition('"')[0])
    assert client.get(f"/id/condition/osteosarcoma.html?list={way}").status_code == 200
    assert client.get("/id/condition/osteosarcoma.html?list=studies&after=nonsense").status_code == 400


def test_an_unknown_iri_names_the_nearest(client: TestClient) -> None:
    for accept in ("text/turtle", "text/html"):
        found = client.get("/id/drug/pazopanibb", headers={"Accept": accept})
        assert found.status_code == 404
        assert "drug:pazopanib" in found.text
    assert client.get("/id/drug/<script>alert(1)<", headers={"Accept": "text/html"}).status_code == 404
    assert "<script>" not in client.get("/id/drug/<script>", headers={"Accept": "text/html"}).text
