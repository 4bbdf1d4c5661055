"""The seed card: the known faults of the page that it replaces, and the laws of every card."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from sarcomakg.ask import Refusal, RefusalKind, Topic, plan_for
from sarcomakg.cards import Card, Sentence
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.traverse import applicable

from ..conftest import SEED


@pytest.fixture(scope="module", params=["clinician", "patient"])
def card(kg: KnowledgeGraph, request: pytest.FixtureRequest) -> Card:
    found = kg.answer(SEED, request.param)
    assert isinstance(found, Card)
    return found


def every(card: Card) -> list[Sentence]:
    return [*card.answer, *(s for section in card.sections for s in section.sentences)]


def test_a_sentence_without_statements_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs Statements"):
        Sentence("x", (), ())


def test_every_sentence_names_statements_and_references_that_exist(kg: KnowledgeGraph, card: Card) -> None:
    numbers = {r.number for r in card.references}
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for sentence in every(card):
        assert all(s in kg.projection.records.statements for s in sentence.statements)
        assert {m.number for m in sentence.marks} <= numbers


def test_it_opens_with_two_or_three_sentences(card: Card) -> None:
    assert 2 <= len(card.answer) <= 3


def test_it_has_every_section(card: Card) -> None:
    assert {s.id for s in card.sections} >= {
        "guidelines",
        "label",
        "safety",
        "trials",
        "research",
        "prognosis",
        "disagreement",
        "unknown",
    }


def _of(card: Card, statement: str) -> str:
    return " ".join(s.text for s in every(card) if statement in s.statements)


def test_the_mixed_population_is_said(card: Card) -> None:
    text = _of(card, "statement:sts-pazopanib-progression")
    assert "not alveolar soft part sarcoma alone" in text
    assert "hazard ratio 0.31 (95% CI 0.24 to 0.40)" in text
    assert "4.6 months" in text
    assert "1.6 months" in text


def test_overall_survival_of_pazopanib_is_not_significant(card: Card) -> None:
    text = _of(card, "statement:sts-pazopanib-survival")
    assert "not shown to improve" in text
    assert "0.86 (95% CI 0.67 to 1.11)" in text
    assert "not statistically significant" in text


def test_the_boxed_warning_and_the_limits_are_shown(card: Card) -> None:
    assert "boxed warning" in _of(card, "statement:pazopanib-boxed-hepatotoxicity")
    for drug in ("sunitinib", "doxorubicin", "ifosfamide"):
        assert "boxed warning" in _of(card, f"statement:{drug}-boxed-warning")
    assert "limitation of use" in _of(card, "statement:pazopanib-limitation-of-use").lower()


def test_atezolizumab_is_there_with_both_analyses(card: Card) -> None:
    assert "2022-12-09" in card.answer[1].text
    text = _of(card, "statement:asps-atezolizumab-response")
    assert "24% (12 of 49; 95% CI 13 to 39)" in text
    assert "37% (19 of 52)" in text


def test_both_sides_on_radiotherapy_and_survival_are_shown(card: Card) -> None:
    shown = next(s for s in card.sections if s.id == "disagreement")
    ids = {i for s in shown.sentences for i in s.statements}
    assert {"statement:sts-china-postoperative-os", "statement:sts-postoperative-radiotherapy-survival"} <= ids
    # The registry of the disease itself does not say that the radiotherapy came after the operation.
    assert "before or after surgery" in _of(card, "statement:asps-radiotherapy-survival-seer")


def test_both_audiences_read_the_same_statements_and_figures(kg: KnowledgeGraph) -> None:
    one, two = kg.answer(SEED, "clinician"), kg.answer(SEED, "patient")
    assert isinstance(one, Card)
    assert isinstance(two, Card)
    pairs = list(zip(every(one), every(two), strict=True))
    assert all(a.statements == b.statements and a.marks == b.marks for a, b in pairs)
    for a, b in pairs:
        figures = Counter(re.findall(r"(?:hazard ratio|p) [<=]? ?\d[\d.]*\d|[\d.]+(?:%| months| Gy)", a.text))
        assert not figures - Counter(
            re.findall(r"(?:hazard ratio|p) [<=]? ?\d[\d.]*\d|[\d.]+(?:%| months| Gy)", b.text)
        ), (
            a.text,
            b.text,
        )


def test_the_query_of_the_card_finds_its_edges(kg: KnowledgeGraph, card: Card) -> None:
    rows = kg.sparql(card.sparql)
    assert isinstance(rows, list)
    found = {str(r["statement"]).rpartition("/")[2] for r in rows}
    walked = {s.partition(":")[2] for sentence in every(card) for s in sentence.statements}
    about_drugs = {
        s
        for s in walked
        if kg.projection.statement(f"statement:{s}").predicate in ("hasWarning", "dosedAs", "approvedFor")
    }
    assert walked - about_drugs <= found


def test_no_figure_meets_the_people_of_another_source(card: Card) -> None:
    sentence = next(s for s in every(card) if "3.79" in s.text)
    assert "children" not in sentence.text
    assert len({m.source for m in sentence.marks}) == 1


def test_a_difference_is_not_shown_as_a_rate(card: Card) -> None:
    assert "difference in overall survival 4%" in _of(card, "statement:sts-adjuvant-chemotherapy-survival")


def test_nothing_is_better_without_a_comparison(card: Card) -> None:
    assert "better" not in _of(card, "statement:asps-systemic-anlotinib-pfr-chi")


@pytest.mark.parametrize(
    "question", ["alveolar rhabdomyosarcoma treatment", "treatment of GIST", "treatment of Kaposi sarcoma"]
)
def test_what_has_guidance_of_its_own_inherits_none_of_the_group(kg: KnowledgeGraph, question: str) -> None:
    card = kg.answer(question)
    assert isinstance(card, Card)
    sts = {s.id for s in kg.projection.records.statements.values() if "condition:soft-tissue-sarcoma" in (s.subject, s.object)
           and s.predicate in ("treatedWith", "approvedFor", "studiedIn") and s.direction == "For"}  # fmt: skip
    assert not sts & {i for s in every(card) for i in s.statements}


def test_a_limitation_of_use_puts_aside_the_approval_for_the_group(kg: KnowledgeGraph) -> None:
    card = kg.answer("treatment of liposarcoma")
    assert isinstance(card, Card)
    approved = [s for s in every(card) if "statement:pazopanib-approved-sts" in s.statements]
    assert [s.text[:17] for s in approved] == ["Limitation of use"]


def test_a_card_made_of_inheritance_says_so_first(kg: KnowledgeGraph) -> None:
    card = kg.answer("treatment of intimal sarcoma")
    assert isinstance(card, Card)
    assert "No guideline statement in the graph is about intimal sarcoma itself" in card.notes[0]


def test_an_ended_approval_is_never_shown_as_current(kg: KnowledgeGraph) -> None:
    ended = [s for s in kg.projection.records.statements.values() if s.qualifier("validUntil")]
    assert {s.subject for s in ended} >= {"drug:olaratumab", "drug:tazemetostat"}
    for statement in ended:
        card = kg.answer(f"treatment of {kg.projection.label(statement.object)}")
        assert isinstance(card, Card)
        shown = [s.text for s in every(card) if statement.id in s.statements]
        assert shown
        assert all(f"ended on {statement.qualifier('validUntil')}" in text for text in shown)
        plain = kg.sparql(f"ASK {{ {statement.subject} skg:approvedFor {statement.object} }}")
        others = [s for s in kg.projection.outgoing(statement.subject, "approvedFor") if s.object == statement.object
                  and s.direction == "For" and s not in ended]  # fmt: skip
        assert plain is bool(others)


def test_longer_survival_is_better_and_more_recurrence_is_worse(kg: KnowledgeGraph) -> None:
    for text in (s.text.partition(" Note:")[0] for q in ("treatment of GIST", SEED) for s in every(kg.answer(q))):  # type: ignore[arg-type]
        assert not re.search(
            r"(followed by|went with) (no )?(less|more|a (lower|higher) chance of) [a-z -]*(free|control|survival|response)\b",
            text,
        ), text
        assert not re.search(r"(better|worse) ([a-z]+ )?(recurrence|relapse|metastasis|death)\b(?!-)", text), text


def test_a_search_that_found_nothing_is_said_with_its_day_and_sources(kg: KnowledgeGraph) -> None:
    search = next(e for e in kg.projection.records.entities.values() if e.kind == "Search")
    card = kg.card(plan_for(kg.projection, [Topic.TREATMENT], condition=search.first("ofCondition")))
    assert isinstance(card, Card)
    text = " ".join(g.text for s in card.sections for g in s.gaps)
    assert f"No evidence found on {search.label}: searched on {search.first('searchedOn')} in " in text


def test_every_condition_has_a_card_or_a_refusal_that_leads_on(kg: KnowledgeGraph) -> None:
    for name in (e.id for e in kg.projection.records.entities.values() if e.kind == "Condition"):
        card = kg.card(plan_for(kg.projection, [Topic.TREATMENT], condition=name))
        if isinstance(card, Refusal):
            assert card.kind is RefusalKind.NO_EVIDENCE
            assert not any(applicable(kg.projection, name, p) for p in ("treatedWith", "approvedFor", "studiedIn"))  # type: ignore[arg-type]
            continue
        assert card.answer
        assert all(section.sentences or section.gaps for section in card.sections)
        for sentence in every(card):
            assert not re.search(r"  |\( |\(\)|, ,|,,|\bthe the\b|: ;", sentence.text), sentence.text


def test_what_was_not_used_of_the_question_is_said(kg: KnowledgeGraph) -> None:
    found = kg.answer("prognosis of ASPS in children after pazopanib")
    assert isinstance(found, Card)
    assert sum("limit" in reading for reading in found.plan.readings) == 2
