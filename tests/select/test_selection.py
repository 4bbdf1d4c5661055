"""A selection finds in memory what its SPARQL query finds in the store, and what a plain look at every record finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarcomakg.errors import InputError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.select import (
    Anchor,
    Anywhere,
    At,
    CitedBy,
    FoundBy,
    Inherited,
    Order,
    Page,
    Selection,
    StatementFilter,
    StatementOrderField,
    checked,
    cut,
)
from sarcomakg.select.sparql import prologue, selecting
from sarcomakg.vocabulary import Predicate

CONDITIONS = (
    "condition:alveolar-soft-part-sarcoma",
    "condition:gastrointestinal-stromal-tumor",
    "condition:leiomyosarcoma",
    "condition:osteosarcoma",
)
ANCHORS: st.SearchStrategy[Anchor] = st.one_of(
    st.just(Anywhere()),
    st.builds(At, st.sampled_from((*CONDITIONS, "drug:pazopanib", "outcome:overall-survival", "site:lung")),
              st.sampled_from(((), ("studiedIn",), ("treatedWith", "approvedFor"))), st.just(True), st.booleans()),
    st.builds(Inherited, st.sampled_from(CONDITIONS), st.sampled_from([Predicate.TREATED_WITH, Predicate.APPROVED_FOR, Predicate.STUDIED_IN, Predicate.HAS_PROGNOSTIC_FACTOR])),
    st.builds(CitedBy, st.sampled_from(["source:pdq-adult-sts", "source:pdq-osteosarcoma", "source:chen-2023"])),
    st.builds(FoundBy, st.sampled_from(["trial:veg110727", "trial:a091105"])),
)  # fmt: skip


def some(*values: Any) -> Any:
    """Mostly nothing, else one of the values."""
    return st.one_of(st.just(values[0]), st.just(values[0]), st.just(values[0]), st.sampled_from(values[1:]))


FILTERS = st.builds(
    StatementFilter,
    predicates=some((), ("studiedIn",), ("treatedWith", "hasPrognosticFactor")),
    kinds=some((), ("Drug",), ("Outcome", "Condition"), ("PrognosticFactor",)),
    directions=some((), ("For",), ("Against", "Neutral")),
    modalities=some((), ("Standard",), ("Option", "Recommended")),
    stage=some("", "stage:advanced", "stage:localized", "stage:metastatic"),
    site=some("", "site:lower-limb", "site:lung"),
    line=some("", "line:first", "line:later"),
    outcome=some("", "outcome:overall-survival", "outcome:objective-response"),
    levels=some((), ("level:pdq-A1",), ("level:pdq-C1", "level:pdq-C2")),
    designs=some((), ("RandomizedTrial",), ("RetrospectiveCohort", "RegistryStudy")),
    source_kinds=some((), ("Guideline",), ("Article", "DrugLabel")),
    source=some("", "source:pdq-adult-sts"),
    from_year=some(None, 2015, 2022),
    to_year=some(None, 2020),
    phases=some((), ("3",), ("2", "1/2")),
    text=some("", "pazo", "SARCOMA soft", 'a"b\\'),
    subject=some("", "drug:pazopanib", "condition:osteosarcoma"),
    object=some("", "condition:soft-tissue-sarcoma", "drug:imatinib"),
    comparator=some("", "treatment:placebo"),
    agency=some("", "agency:fda"),
    ended=some(None, True, False),
)
ORDERS = st.lists(st.builds(Order, st.sampled_from(list(StatementOrderField)), st.booleans()), max_size=2).map(tuple)


def sparql(kg: KnowledgeGraph, selection: Selection, limit: int | None = None, offset: int = 0) -> list[str]:
    query = selecting(kg.projection, selection, limit, offset)
    rows = kg.sparql(prologue(query) + query)
    assert isinstance(rows, list)
    return ["statement:" + str(row["statement"]).rpartition("/")[2] for row in rows]


def test_memory_and_sparql_agree(kg: KnowledgeGraph) -> None:
    @given(ANCHORS, FILTERS, ORDERS, st.integers(0, 30), st.integers(1, 40))
    @settings(max_examples=120, deadline=None, derandomize=True)
    def law(anchor: Anchor, wanted: StatementFilter, order: tuple[Order, ...], start: int, size: int) -> None:
        selection = Selection(anchor, wanted, order)
        found = [f.statement.id for f in selection.find(kg.projection)]
        assert sparql(kg, selection, size, start) == found[start : start + size]

    law()


@pytest.mark.parametrize(
    "anchor",
    [Anywhere(), Inherited("condition:leiomyosarcoma", Predicate.TREATED_WITH), CitedBy("source:pdq-adult-sts")],
)
def test_each_filter_leaves_something_out(kg: KnowledgeGraph, anchor: Anchor) -> None:
    everything = Selection(anchor).find(kg.projection)
    assert sparql(kg, Selection(anchor)) == [f.statement.id for f in everything]
    narrowed = Selection(anchor, StatementFilter(directions=("Against",))).find(kg.projection)
    assert 0 < len(narrowed) < len(everything)
    assert all(f.statement.direction == "Against" for f in narrowed)


def test_a_site_takes_in_its_parts_and_a_citation_holds_every_condition(kg: KnowledgeGraph) -> None:
    p = kg.projection
    limb = {f.statement.id for f in Selection(Anywhere(), StatementFilter(site="site:lower-limb")).find(p)}
    thigh = {f.statement.id for f in Selection(Anywhere(), StatementFilter(site="site:thigh")).find(p)}
    assert thigh < limb
    both = StatementFilter(source_kinds=("Guideline",), designs=("RandomizedTrial",))
    for f in Selection(Anywhere(), both).find(p):
        assert any(p.entity(c.source).kind == "Guideline" and both._cited(p, c) for c in f.statement.citations)


@pytest.mark.parametrize(
    "wanted",
    [StatementFilter(stage="stage:nope"), StatementFilter(site="condition:chordoma"), StatementFilter(levels=("level:x",)), StatementFilter(phases=("9",)), StatementFilter(text="x" * 201)],
)  # fmt: skip
def test_a_filter_that_names_nothing_is_refused(kg: KnowledgeGraph, wanted: StatementFilter) -> None:
    with pytest.raises(InputError):
        checked(kg.projection, wanted)


@given(st.lists(st.integers(0, 500), unique=True, max_size=60), st.integers(1, 100))
def test_pages_give_back_the_list(items: list[int], size: int) -> None:
    seen: list[int] = []
    after = None
    while True:
        page = cut(items, str, Page(first=size, after=after))
        seen += page.items
        assert page.total == len(items)
        if page.start + len(page.items) >= page.total:
            break
        after = page.cursors[-1]
    assert seen == items
    assert list(cut(items, str, Page(last=size)).items) == items[-size:]


@pytest.mark.parametrize(
    "page",
    [Page(first=0), Page(first=101), Page(last=-1), Page(first=1, last=1), Page(after="!"), Page(before="YXQ6OTk")],
)
def test_bad_pages_are_refused(page: Page) -> None:
    with pytest.raises(InputError):
        cut([1, 2, 3], str, page)
