"""What differs between two states is found field by field, and the cards whose sentences change are all found."""

from __future__ import annotations

import pytest

from sarcomakg.cards import proof, reach
from sarcomakg.comparison import ChangeKind, affected, changed_cards, compare
from sarcomakg.comparison.document import compared
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.model import Statement
from sarcomakg.render.changes import comparison_html, comparison_text

from ..states import about_asps, part, replaced, state, without

GONE = "statement:asps-metastasis-lung"


@pytest.fixture(scope="module")
def lines(kg: KnowledgeGraph) -> list[str]:
    return part(kg, about_asps)


@pytest.fixture(scope="module")
def pair(kg: KnowledgeGraph, lines: list[str]) -> tuple[KnowledgeGraph, KnowledgeGraph]:
    """A state, and one in which a Statement is gone, a figure is another, and a drug has another name."""
    statements = kg.projection.records.statements.values()
    result = next(r for s in statements if about_asps(s) for r in s.results if str(r.estimate) == "4.6")
    later = replaced(without(lines, GONE), result.id, '"4.6"', '"4.7"')
    later = replaced(later, "drug:pazopanib", '"pazopanib"', '"pazopanib hydrochloride"')
    return KnowledgeGraph(state(lines)), KnowledgeGraph(state(later))


def test_statements_are_added_changed_and_withdrawn_with_what_was_and_what_is(
    pair: tuple[KnowledgeGraph, KnowledgeGraph],
) -> None:
    was, now = (kg.projection for kg in pair)
    found = compare(was, now)
    assert [(c.kind, c.statement) for c in found.statements if c.kind is not ChangeKind.CHANGED] == [
        (ChangeKind.WITHDRAWN, GONE)
    ]
    (changed,) = [c for c in found.statements if c.kind is ChangeKind.CHANGED]
    (difference,) = changed.differences
    assert (difference.was, difference.now) == ("4.6", "4.7")
    assert difference.field.endswith("Median, estimate")
    (renamed,) = found.entities
    assert renamed.entity == "drug:pazopanib"
    back = compare(now, was)
    assert [c.kind for c in back.statements] == [ChangeKind.ADDED, ChangeKind.CHANGED]
    assert compare(was, was).statements == ()


def test_no_card_whose_sentences_change_is_missed(pair: tuple[KnowledgeGraph, KnowledgeGraph]) -> None:
    was, now = (kg.projection for kg in pair)
    found = {str(c.plan) for c in changed_cards(was, now, compare(was, now))}
    plans = dict.fromkeys(p for side in (was, now) for p in proof.plans(side))
    every = {str(p) for p in plans if affected._change(was, now, p)}
    assert found == every
    assert "topic=metastasis condition=condition:alveolar-soft-part-sarcoma" in found
    assert len(found) < len(plans) / 2


def test_only_cards_that_can_show_what_differs_are_assembled(
    pair: tuple[KnowledgeGraph, KnowledgeGraph], lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    was, now = pair[0].projection, KnowledgeGraph(state(without(lines, GONE))).projection
    assembled: list[str] = []
    original = affected.assemble
    monkeypatch.setattr(
        affected, "assemble", lambda p, plan, *rest: (assembled.append(str(plan)), original(p, plan, *rest))[1]
    )
    found = changed_cards(was, now, compare(was, now))
    assert {str(c.plan) for c in found} <= set(assembled)
    # Two sides, two audiences.
    assert len(set(assembled)) <= len(found) + 20
    assert len(assembled) <= 4 * (len(found) + 20)


def test_candidates_hold_every_card_that_walks_to_a_statement(kg: KnowledgeGraph) -> None:
    p = kg.projection
    by_predicate: dict[str, Statement] = {}
    for s in p.records.statements.values():
        # The last of each, for what is taken must be the same every time.
        by_predicate[f"{s.predicate} {s.direction}"] = s
    shown: dict[str, set[str]] = {s.id: set() for s in by_predicate.values()}
    for plan in proof.plans(p):
        edges = reach.walked(p, plan)
        if shown.keys() & {e.statement.id for e in edges}:
            for _, edge, _ in reach.taken(p, plan, edges):
                if edge.statement.id in shown:
                    shown[edge.statement.id].add(str(plan))
    for s in by_predicate.values():
        assert shown[s.id] <= {str(plan) for plan in reach.candidates(p, [s])}, s.id


def test_the_document_is_told_as_text_and_as_a_page(pair: tuple[KnowledgeGraph, KnowledgeGraph]) -> None:
    found = compared(pair[0].side("one"), pair[1].side("two"))
    assert found["counts"]["withdrawn"] == 1
    assert found["counts"]["cards"] == len(found["cards"]) > 0
    text = comparison_text(found)
    assert f"withdrawn {GONE}" in text
    assert "estimate: 4.6 -> 4.7" in text
    html = comparison_html(found)
    assert "<script" not in html
    assert "/answers/alveolar-soft-part-sarcoma/metastasis" in html
