"""The explorer: the page, what a script draws, and the same in a table."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages.explorer import FIRST

PAZOPANIB = "/explore/drug/pazopanib"


def test_the_table_has_what_the_graph_has(client: TestClient) -> None:
    page, graph = client.get(PAZOPANIB).text, client.get(PAZOPANIB + ".json").json()
    assert graph["center"] == "drug:pazopanib"
    assert graph["shown"] == len(graph["edges"]) == FIRST
    table = page.partition('<section id="table">')[2].partition("</table>")[0]
    assert set(re.findall(r'href="(/id/statement/[^"]+)"', table)) == {edge["href"] for edge in graph["edges"]}
    assert f"{FIRST} of {graph['total']}" in page
    known = {node["id"] for node in graph["nodes"]}
    assert all({edge["source"], edge["target"]} <= known for edge in graph["edges"])
    assert {edge["direction"] for edge in graph["edges"]} == {"for", "against", "neutral"}


def test_what_is_left_out_is_on_the_next_page(client: TestClient) -> None:
    found: list[str] = []
    way: str | None = PAZOPANIB
    total = 0
    while way:
        path, _, query = way.partition("?")
        graph = client.get(f"{path}.json?{query}").json()
        found += [edge["id"] for edge in graph["edges"]]
        way, total = graph["next"], graph["total"]
    assert len(found) == len(set(found)) == total


def test_a_choice_limits_both_and_stays_chosen(client: TestClient) -> None:
    query = "?kind=CONDITION&predicate=STUDIED_IN&direction=AGAINST"
    graph = client.get(f"{PAZOPANIB}.json{query}").json()
    assert 0 < graph["total"] < 60
    assert {edge["predicate"] for edge in graph["edges"]} == {"studied in"}
    assert {edge["direction"] for edge in graph["edges"]} == {"against"}
    page = client.get(PAZOPANIB + query).text
    assert 'value="STUDIED_IN" checked' in page
    assert 'value="TREATED_WITH" checked' not in page
    assert "that fit the choice" in page


def test_the_width_follows_the_strongest_evidence(client: TestClient) -> None:
    edges = client.get("/explore/trial/veg110727.json").json()["edges"]
    assert {edge["evidence"] for edge in edges} >= {"randomized", "guideline"}


def test_a_source_is_drawn_with_what_it_holds_up(client: TestClient, kg: KnowledgeGraph) -> None:
    graph = client.get("/explore/source/pdq-gist.json").json()
    assert "source:pdq-gist" not in {node["id"] for node in graph["nodes"]}
    mine = [
        s for s in kg.projection.records.statements.values() if any(c.source == "source:pdq-gist" for c in s.citations)
    ]
    assert graph["total"] == len(mine)
    assert client.get("/explore/source/pdq-gist").status_code == 200


def test_every_kind_of_entity_can_be_explored(client: TestClient, kg: KnowledgeGraph) -> None:
    for name in {e.kind: e.id for e in kg.projection.records.entities.values()}.values():
        page = client.get(f"/explore/{name.replace(':', '/', 1)}")
        assert page.status_code == 200, name
        assert "style=" not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/explore/drug/pazopanibb", 404, "drug:pazopanib"),
        ("/explore/drug/%3Cscript%3E", 404, ""),
        ("/explore/statement/asps-atezolizumab-response", 400, "is no entity"),
        (PAZOPANIB + "?kind=NONSENSE", 400, ""),
        (PAZOPANIB + "?after=nonsense", 400, ""),
        (PAZOPANIB + "?kind=" + "%3Cscript%3Ealert(1)", 400, ""),
    ],
)
def test_bad_input(client: TestClient, path: str, status: int, said: str) -> None:
    page: Any = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == status
    assert said in page.text
    assert "<script>" not in page.text


def test_nothing_fits(client: TestClient) -> None:
    page = client.get(PAZOPANIB + "?kind=CONDITION&predicate=EVALUATED").text
    assert "No Statement fits" in page
    assert 'id="graph"' not in page


def test_the_scripts_are_files_of_this_machine(client: TestClient) -> None:
    page = client.get(PAZOPANIB)
    scripts = re.findall(r'<script src="([^"]+)" defer></script>', page.text)
    assert scripts == ["/static/site/d3.min.js", "/static/site/explorer.js"]
    for script in scripts:
        found = client.get(script)
        assert found.status_code == 200
        assert client.get(script, headers={"If-None-Match": found.headers["etag"]}).status_code == 304
    assert client.get("/static/site/..%2F__init__.py").status_code == 404
    assert client.get("/static/site/nothing.js").status_code == 404
    tag = client.get(PAZOPANIB + ".json").headers["etag"]
    assert client.get(PAZOPANIB + ".json", headers={"If-None-Match": tag}).status_code == 304
