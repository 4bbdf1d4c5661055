"""The workbench as it is served; tests/workbench opens it in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.sparql import workbench

from ..conftest import ROOT

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OWN = sorted(path.name for path in (ROOT / "src/sarcomakg/resources/workbench").iterdir())


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(kg)) as found:
        yield found


def test_a_browser_finds_the_workbench_and_a_program_the_description(client: TestClient) -> None:
    page = client.get("/sparql", headers=HTML)
    assert page.status_code == 200
    assert "Accept" in page.headers["vary"].split(", ")
    assert '<html lang="en">' in page.text
    assert page.text.count("<h1>") == page.text.count("<main>") == 1
    assert "sd:Service" in client.get("/sparql", headers={"Accept": "text/turtle"}).text


def test_the_page_runs_scripts_of_this_server_only(client: TestClient) -> None:
    page = client.get("/sparql", headers=HTML)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<script>" not in page.text
    assert not re.search(r"\son\w+=|(?:src|href)=\"(?:https?:)?//", page.text)


def test_a_query_can_be_sent_without_scripts(client: TestClient) -> None:
    page = client.get("/sparql", headers=HTML).text
    assert '<form action="/sparql" method="get"' in page
    sent = client.get("/sparql", params={"query": workbench.EXAMPLE, "format": "csv"}, headers=HTML)
    assert sent.text.startswith("drug,date\r\n")


def test_every_file_that_the_page_and_its_scripts_name_is_served(client: TestClient) -> None:
    page = client.get("/sparql", headers=HTML).text
    named = set(re.findall(rf'"{workbench.BASE}/([^"]+)"', page))
    assert {"yasgui.min.js", "yasgui.min.css", "start.js", "notice.txt"} <= named
    for name in named | set(OWN):
        served = client.get(f"{workbench.BASE}/{name}")
        assert served.status_code == 200, name
        assert served.headers["x-content-type-options"] == "nosniff"
        again = client.get(f"{workbench.BASE}/{name}", headers={"If-None-Match": served.headers["etag"]})
        assert again.status_code == 304
        if name in OWN and name.endswith(".js"):
            assert set(re.findall(r'from "\./([^"]+)"', served.text)) <= set(OWN)
    assert client.get(f"{workbench.BASE}/yasgui.min.js").text.startswith("/*! For license information")


@pytest.mark.parametrize("name", ["nothing.js", "__init__.py", "..", "%2e%2e%2f__init__.py", "YASGUI.MIN.JS"])
def test_no_other_file_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"{workbench.BASE}/{name}").status_code == 404


def test_terms_tell_names_with_their_meaning(client: TestClient) -> None:
    found = client.get(f"{workbench.BASE}/terms.json").json()
    terms = {term["name"]: term for term in found["terms"]}
    assert terms["skg:approvedFor"]["kind"] == "property"
    assert terms["skg:approvedFor"]["label"] == "approved for"
    assert terms["skg:Condition"]["kind"] == "class"
    assert {terms[name]["kind"] for name in ("skg:For", "skg:HazardRatio", "agency:fda")} == {"value"}
    assert terms["skos:prefLabel"]["kind"] == "property"
    assert "drug:pazopanib" not in terms
    assert found["prefixes"]["drug"] == "https://w3id.org/sarcomakg/id/drug/"
    assert found["kinds"]["treatment"] == ["PROCEDURE", "RADIOTHERAPY", "REGIMEN", "SURGERY", "TREATMENT"]


def test_the_kinds_can_be_searched(client: TestClient) -> None:
    kinds = client.get(f"{workbench.BASE}/terms.json").json()["kinds"]
    query = 'query($kind: [EntityKind!]) { search(text: "votr", kind: $kind, first: 50) { edges { node { id } } } }'
    for prefix, kind in kinds.items():
        answer = client.post("/graphql", json={"query": query, "variables": {"kind": kind}}).json()
        names = [edge["node"]["id"] for edge in answer["data"]["search"]["edges"]]
        assert all(name.startswith(f"{prefix}:") for name in names)
        assert (prefix != "drug") or "drug:pazopanib" in names


def test_the_setting_turns_it_off(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARCOMAKG_WORKBENCH", "off")
    with TestClient(create_app(kg)) as client:
        page = client.get("/sparql", headers=HTML)
        assert "<script" not in page.text
        assert '<textarea id="query"' in page.text
