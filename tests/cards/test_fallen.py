"""A sentence that cites a source which was retracted or superseded says so, in every form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sarcomakg.graphql import Question
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import to_html, to_jsonld, to_markdown
from sarcomakg.resources import published

from ..states import part, state

_RETRACTED = '<https://w3id.org/sarcomakg/id/source/turalio-label-2019> <https://w3id.org/sarcomakg/ontology#retractedOn> "2026-11-01"^^<http://www.w3.org/2001/XMLSchema#date> .\n'  # fmt: skip


def _card(kg: KnowledgeGraph) -> dict[str, Any]:
    given = {"drugs": ["drug:pexidartinib"], "topics": ["SAFETY"]}
    response = kg.service().execute(Question(published()["card"], variables=given))
    found: dict[str, Any] = response["data"]["card"]
    return found


@pytest.fixture(scope="module")
def retracted(kg: KnowledgeGraph) -> KnowledgeGraph:
    lines = part(kg, lambda s: "drug:pexidartinib" in (s.subject, s.object))
    return KnowledgeGraph(state([*lines, _RETRACTED]))


def _marks(card: dict[str, Any]) -> list[dict[str, Any]]:
    sentences = [*card["answer"], *(s for section in card["sections"] for s in section["sentences"])]
    return [m for s in sentences for m in s["marks"]]


def test_a_superseded_source_is_marked_on_every_sentence(kg: KnowledgeGraph) -> None:
    card = _card(kg)
    fallen = [m for m in _marks(card) if m["supersededBy"]]
    assert len(fallen) == 5
    assert {m["supersededBy"] for m in fallen} == {"Turalio (pexidartinib) US label, current"}
    assert to_markdown(card).count("(superseded by Turalio") == 5
    assert to_html(card).count('class="fallen"') == 5
    assert json.dumps(to_jsonld(card)).count('"creativeWorkStatus": "Superseded by Turalio') == 6


def test_a_retracted_source_is_marked_on_every_sentence(retracted: KnowledgeGraph) -> None:
    card = _card(retracted)
    fallen = [m for m in _marks(card) if m["retracted"]]
    assert len(fallen) == 5
    assert {m["retracted"] for m in fallen} == {"2026-11-01"}
    assert to_markdown(card).count("(retracted on 2026-11-01)") == 5
    assert to_html(card).count("Retracted on 2026-11-01.</strong>") >= 5
