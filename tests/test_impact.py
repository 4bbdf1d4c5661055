"""What a source holds up is what the cards cite of it; what falls is what nothing else supports."""

from __future__ import annotations

import pytest

from sarcomakg.ask import Audience
from sarcomakg.cards import Card, assemble
from sarcomakg.cards.proof import every, plans
from sarcomakg.errors import InputError, NotFoundError
from sarcomakg.impact import impact
from sarcomakg.knowledge import KnowledgeGraph

LABEL = "source:turalio-label-2019"


def test_cards_are_those_that_cite_it_sentence_by_sentence(kg: KnowledgeGraph) -> None:
    found = impact(kg.projection, LABEL)
    drugs = {h.statement.subject for h in found.statements}
    counts = {}
    for plan in plans(kg.projection):
        if "tenosynovial" in plan.condition or not plan.condition or drugs & set(plan.drugs):
            card = assemble(kg.projection, plan, Audience.CLINICIAN, "")
            if isinstance(card, Card):
                cited = [
                    s
                    for section in card.sections
                    for s in section.sentences
                    if section.id != "disagreement" and any(m.source == LABEL for m in s.marks)
                ]
                assert bool(cited) == any(m.source == LABEL for s in every(card) for m in s.marks)
                if cited:
                    counts[str(plan)] = len(cited)
    assert {str(c.plan): c.citing for c in found.cards} == counts
    assert found.sentences == sum(counts.values()) > 0
    assert found.whole


def test_a_statement_falls_when_no_other_source_supports_it(kg: KnowledgeGraph) -> None:
    p = kg.projection
    found = impact(p, "source:pdq-adult-sts")
    assert {h.statement.id for h in found.statements} >= {s.id for s in p.by_source["source:pdq-adult-sts"]}
    for held in found.statements:
        others = {c.source for c in held.statement.citations if c.stance == "Supports"} - {"source:pdq-adult-sts"}
        reporting = {c.source for c in held.statement.citations if set(c.reported_from) == {"source:pdq-adult-sts"}}
        assert held.falls == (not others - reporting)
        assert set(held.others) <= others
    falling = [h.falls for h in found.statements]
    assert falling == sorted(falling, reverse=True)
    assert 0 < sum(falling) < len(falling)


def test_what_others_report_from_it_alone_rests_on_it_too(kg: KnowledgeGraph) -> None:
    p = kg.projection
    reported = next(
        c.reported_from[0] for s in p.records.statements.values() for c in s.citations
        if len(c.reported_from) == 1 and c.reported_from[0] not in p.by_source and len(s.citations) == 1
    )  # fmt: skip
    found = impact(p, reported)
    assert found.statements
    assert all(h.reports and not h.citations for h in found.statements)
    assert any(h.falls for h in found.statements)


def test_a_card_falls_when_every_sentence_does(kg: KnowledgeGraph) -> None:
    cards = impact(kg.projection, "source:pdq-childhood-sts").cards
    assert all(c.falling <= c.citing <= c.sentences for c in cards)
    assert any(c.falls for c in cards)
    assert all(c.falls == (c.falling == c.sentences) for c in cards)


def test_what_is_no_source_is_refused(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError):
        impact(kg.projection, "source:none")
    with pytest.raises(InputError, match="is not a source"):
        impact(kg.projection, "drug:pazopanib")
