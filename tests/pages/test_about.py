from __future__ import annotations

import re

from starlette.testclient import TestClient

from sarcomakg.knowledge import KnowledgeGraph

from ..conftest import ROOT


def test_figures_are_those_of_the_graph(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get("/about")
    assert page.status_code == 200
    assert '<a href="/about" aria-current="page">About</a>' in page.text
    assert f"{len(kg.projection.records.statements):,} statements" in page.text
    assert kg.snapshot.identity in page.text
    assert "Nothing here is clinically approved yet" in page.text


def test_figures_of_curation_are_those_of_the_documents(client: TestClient) -> None:
    """They are typed, with their day, since no document of GraphQL has them."""
    text = client.get("/about").text
    curation, evaluation = (
        (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("curation", "evaluation")
    )
    for figure in ("5,908", "2,797", "1 in 254", "3,033", "1 in 337", "1 in 18", "1 in 47"):
        assert figure in text
        assert figure in curation
    for figure in ("one in twelve", "one in twenty-eight", "8.2"):
        assert figure in text
        assert figure in evaluation


def test_every_heading_can_be_reached(client: TestClient) -> None:
    text = client.get("/about").text
    targets = re.findall(r'<li><a href="#([a-z]+)"', text)
    assert len(targets) == 12
    assert re.findall(r'<section id="([a-z]+)"><h2>', text) == targets


def test_the_diagram_has_words_beside_it(client: TestClient) -> None:
    text = client.get("/about").text
    assert 'role="img" aria-labelledby="way-title way-text"' in text
    assert "Question: in your own words, then Plan:" in text
