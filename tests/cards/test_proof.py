"""The laws of every card, on every card that the graph can make; and that each law can fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sarcomakg.cards import Card
from sarcomakg.cards.model import Section
from sarcomakg.cards.proof import Report, differences, faults
from sarcomakg.knowledge import KnowledgeGraph


def test_every_card_keeps_the_laws(proof: Report) -> None:
    assert not proof.faults, [str(f) for f in proof.faults[:20]]
    assert proof.cards > 4000


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Pazopanib  is an option.", "no double space"),
        ("Pazopanib ( is an option.", "no double space"),
        ("Pazopanib is an option for None.", "every field is rendered"),
        ("Pazopanib is an option (skg:Phase3).", "every field is rendered"),
        ("Pazopanib helped 987654 people.", "every number"),
    ],
)
def test_each_law_can_fail(kg: KnowledgeGraph, text: str, rule: str) -> None:
    card = kg.answer("prognosis of ASPS")
    assert isinstance(card, Card)
    broken = replace(card, answer=(replace(card.answer[0], text=text), *card.answer[1:]))
    assert any(f.rule.startswith(rule) for f in faults(kg.projection, broken))
    assert any(f.rule == "a section is not empty" for f in faults(kg.projection, replace(card, sections=(*card.sections, Section("x", "X")))))  # fmt: skip


def test_a_patient_card_that_loses_a_figure_or_a_negation_is_found(kg: KnowledgeGraph) -> None:
    one, two = kg.answer("what did PALETTE show", "clinician"), kg.answer("what did PALETTE show", "patient")
    assert isinstance(one, Card)
    assert isinstance(two, Card)
    assert not list(differences(kg.projection, one, two))
    lost = replace(two, answer=(replace(two.answer[0], text="Pazopanib improved survival."), *two.answer[1:]))
    rules = {f.rule for f in differences(kg.projection, one, lost)}
    assert "the patient reads every figure" in rules
    assert "the patient reads 'not' too" in rules
