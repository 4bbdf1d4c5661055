"""A card says how new its evidence is; what is stale depends on the day that is asked about, and on nothing else."""

from __future__ import annotations

import pytest

from sarcomakg.ask import Audience, Plan
from sarcomakg.ask.plan import Topic
from sarcomakg.cards import RULES, Card, assemble
from sarcomakg.cards.freshness import due, last_day, months_after
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.model import Entity
from sarcomakg.vocabulary import SOURCE_KINDS


@pytest.mark.parametrize(
    ("when", "last"),
    [("2020", "2020-12-31"), ("2020-02", "2020-02-29"), ("2021-02", "2021-02-28"), ("2021-02-03", "2021-02-03")],
)
def test_what_is_known_so_far_is_not_held_against_a_source(when: str, last: str) -> None:
    assert last_day(when) == last


def test_months_end_with_the_month() -> None:
    assert months_after("2020-01-31", 1) == "2020-02-29"
    assert months_after("2020-12-31", 12) == "2021-12-31"
    assert months_after("2024-02-29", 24) == "2026-02-28"


def test_kinds_with_a_rule_are_kinds_of_sources_and_give_their_reason() -> None:
    assert set(RULES) < set(SOURCE_KINDS)
    assert {kind: rule.months for kind, rule in RULES.items()} == {"DrugLabel": 12, "TrialRecord": 12, "Guideline": 24}
    assert all(rule.reason for rule in RULES.values())


def test_a_label_is_counted_from_its_opening_a_guideline_from_its_issue_a_paper_never() -> None:
    properties = {"issued": ("2020-05",), "accessed": ("2026-01-31",)}
    label, guideline, paper = (
        Entity(f"source:{kind.lower()}", kind, kind, properties=properties)
        for kind in ("DrugLabel", "Guideline", "Article")
    )
    found = due(label), due(guideline), due(paper)
    assert found[0] is not None
    assert (found[0].since, found[0].day) == ("2026-01-31", "2027-01-31")
    assert found[1] is not None
    assert (found[1].since, found[1].day) == ("2020-05", "2022-05-31")
    assert found[2] is None


@pytest.fixture
def card(kg: KnowledgeGraph) -> Card:
    found = assemble(kg.projection, Plan((Topic.TREATMENT,), "condition:ewing-sarcoma"), Audience.CLINICIAN, "")
    assert isinstance(found, Card)
    return found


def test_a_card_says_its_newest_and_oldest_and_when_sources_were_opened(card: Card) -> None:
    f = card.freshness
    issued = {r.issued for r in card.references}
    assert {f.newest, f.oldest} <= issued
    assert f.oldest[:4] == min(issued)[:4]
    assert f"between {f.oldest} and {f.newest}" in f.text
    assert f.opened_first <= f.opened_last


def test_what_is_stale_follows_from_the_day_asked_about(card: Card) -> None:
    f = card.freshness
    assert f.stale("1990-01-01") == ()
    everything = f.stale("2099-01-01")
    assert len(everything) == len({d.kind for d in f.dues})
    assert all("may say something else" in said for said in everything)
    first = f.dues[0]
    assert any(first.label in said for said in f.stale(first.day))
    before = months_after(first.day, -1)
    assert not any(first.label in said for said in f.stale(before))
