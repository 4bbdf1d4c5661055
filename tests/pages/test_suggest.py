from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages import Site
from sarcomakg.pages.suggest import MOST_NAMES, MOST_QUESTIONS, ready


def suggested(client: TestClient, text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get("/suggest", params={"q": text}).json()["suggestions"]
    return found


def test_each_suggestion_says_what_it_is(client: TestClient) -> None:
    first = {text: suggested(client, text)[0] for text in ("ASPS", "votr", "NCT02066181", "thigh")}
    assert (first["ASPS"]["text"], first["ASPS"]["kind"], first["ASPS"]["also"]) == (
        "alveolar soft part sarcoma",
        "disease",
        "ASPS",
    )
    assert (first["votr"]["text"], first["votr"]["kind"], first["votr"]["also"]) == ("pazopanib", "drug", "Votrient")
    assert first["NCT02066181"]["kind"] == "trial"
    assert (first["thigh"]["kind"], first["thigh"]["href"]) == ("site", "/id/site/thigh")


@pytest.mark.parametrize(("typed", "meant"), [("pazopanibb", "pazopanib"), ("alveolr soft", "alveolar soft part sarcoma"), ("leiomyosarcma", "leiomyosarcoma")])  # fmt: skip
def test_misspellings_are_mended(client: TestClient, typed: str, meant: str) -> None:
    assert meant in [s["text"] for s in suggested(client, typed)]


def test_a_question_that_is_typed_brings_questions(client: TestClient) -> None:
    assert suggested(client, "side effects of votri")[0]["text"] == "What are the side effects of pazopanib?"
    assert suggested(client, "treatment of leiomyosarcma")[0]["kind"] == "question"


def test_suggestions_are_bounded_and_lead_somewhere(client: TestClient) -> None:
    for text in ("ASPS", "gist", "a b", "sarcoma", "pazopanib"):
        found = suggested(client, text)
        assert len(found) <= MOST_NAMES + MOST_QUESTIONS
        for one in found:
            assert one["href"].startswith("/")
            assert client.get(one["href"], headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("text", ["", "a", "x" * 50_000, "a " * 5000, "<script>", "%00\0", '"; DROP TABLE names', "☃", "NEAR(a b)", "* OR *"])  # fmt: skip
def test_hostile_text_is_bounded(client: TestClient, text: str) -> None:
    found = client.get("/suggest", params={"q": text})
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert len(found.content) < 8000


def test_too_long_a_text_is_told(client: TestClient) -> None:
    found = client.get("/suggest", params={"q": "x" * 300}).json()
    assert found["suggestions"] == []
    assert "200 characters" in found["note"]


def test_ready_questions_have_an_answer(client: TestClient, kg: KnowledgeGraph) -> None:
    site = Site(kg, kg.service())
    families = ("condition", "drug", "trial")
    names = [e for e in kg.projection.records.entities if e.partition(":")[0] in families]
    nodes: list[dict[str, Any]] = site.read("questions", ids=names[::11])["nodes"]
    asked = [question for node in nodes for question in ready(node)]
    assert len(asked) > 60
    refused = [q for q in asked if client.get("/", params={"q": q}, follow_redirects=False).status_code != 200]
    assert refused == []


def test_addresses_are_quoted(client: TestClient) -> None:
    for one in suggested(client, "What did the trial"):
        asked = parse_qs(urlsplit(one["href"]).query).get("q", [one["text"]])
        assert asked == [one["text"]]
