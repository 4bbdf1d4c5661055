"""What a document may ask: measured once per fragment, refused before it is validated or executed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from graphql import get_introspection_query, get_operation_ast, parse
from sarcomakg.graphql import Limits, Question, build_schema
from sarcomakg.graphql.limits import Measure, Meter, weights
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.resources import published

Ask = Callable[..., dict[str, Any]]
TABLE = weights(build_schema())


def measure(text: str, variables: Mapping[str, Any] | None = None) -> Measure:
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation
    return Meter(TABLE, document, variables or {}).operation(operation)


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ("{ __typename }", Measure(1, 0, 1, 0)),
        ('{ drug(id: "x") { label } }', Measure(2, 0, 2, 2)),
        ('{ a: drug(id: "x") { b: label } }', Measure(2, 2, 2, 2)),
        # The connection 2, three edges of 1, each with a Statement of 1 and two Citations of 1.
        (
            '{ drug(id: "x") { studies(first: 3) { edges { statement { citations { locator } } } } } }',
            Measure(6, 0, 6, 2 + 2 + 3 * (1 + 1 + 2)),
        ),
        ('{ drug(id: "x") { studies { edges { cursor } } } }', Measure(4, 0, 4, 2 + 2 + 20)),
        ('{ drug(id: "x") { studies(last: 4) { totalCount nodes { id } } } }', Measure(4, 0, 5, 2 + 2 + 4)),
        ('{ nodes(ids: ["a:b", "a:c", "a:d"]) { id } }', Measure(2, 0, 2, 3)),
        ('{ answer(question: "x") { __typename } }', Measure(2, 0, 2, 100)),
    ],
)
def test_cost_follows_the_directives(document: str, wanted: Measure) -> None:
    found = measure(document)
    assert (found.depth, found.aliases, found.fields, found.cost) == (wanted.depth, wanted.aliases, wanted.fields, wanted.cost)  # fmt: skip


def test_a_fragment_costs_what_it_would_cost_written_out() -> None:
    inner = "edges { statement { citations { results { id } } } } nodes { id }"
    spread = measure(
        '{ drug(id: "x") { studies(first: 7) { ...P } } } fragment P on RelationConnection { ' + inner + " }"
    )
    assert spread == measure('{ drug(id: "x") { studies(first: 7) { ' + inner + " } } }")


def test_the_size_of_a_page_is_read_from_variables() -> None:
    document = 'query($n: Int = 9) { drug(id: "x") { studies(first: $n) { nodes { id } } } }'
    assert measure(document, {"n": 5}).cost == 2 + 2 + 5
    assert measure(document, {"n": 10**6}).cost == 2 + 2 + 100


@pytest.mark.parametrize(
    ("directive", "variables", "cost"),
    [
        ("@include(if: false)", {}, 2),
        ("@skip(if: true)", {}, 2),
        ("@include(if: true)", {}, 2 + 2 + 3),
        ("@include(if: $yes)", {"yes": False}, 2),
        ("@include(if: $yes)", {"yes": True}, 2 + 2 + 3),
        ("@include(if: $yes)", {}, 2 + 2 + 3),
        ("@include(if: $no)", {}, 2),
        ("@skip(if: $no)", {"no": True}, 2),
    ],
)
def test_what_is_left_out_costs_nothing(directive: str, variables: dict[str, bool], cost: int) -> None:
    text = f'query($yes: Boolean! = true, $no: Boolean! = false) {{ drug(id: "x") {{ studies(first: 3) {directive} {{ nodes {{ id }} }} }} }}'
    assert measure(text, variables).cost == cost


def test_what_is_left_out_is_measured_before_it_is_validated(ask: Ask) -> None:
    fields = " ".join(f"a{n}: label @include(if: false)" for n in range(101))
    found = ask(f'{{ drug(id: "pazopanib") {{ {fields} }} }}')
    assert found["errors"][0]["extensions"]["code"] == "TOO_COMPLEX"


def doubling(levels: int) -> str:
    chain = "".join(f" fragment F{n} on Query {{ a{n}: __typename ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ ...F0 }}{chain} fragment F{levels} on Query {{ __typename }}"


def test_each_fragment_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    visits = 0
    original = Meter._selection

    def counted(self: Meter, node: Any, kind: str) -> Measure:
        nonlocal visits
        visits += 1
        return original(self, node, kind)

    monkeypatch.setattr(Meter, "_selection", counted)
    found = measure(doubling(25))
    assert found.fields == 2**26 - 1
    assert visits == 1 + 25 * 3 + 1


HOSTILE = {
    "doubling fragments": doubling(25),
    "doubling introspection": "{ __schema { ...F0 } }" + "".join(f" fragment F{n} on __Schema {{ ...F{n + 1} ...F{n + 1} }}" for n in range(25)) + " fragment F25 on __Schema { types { name } }",
    "nested": "{ source(id: 1) " + "{ parents " * 60 + "{ id }" + " }" * 61,
    "nested without end": "{ a" * 20_000,
    "nested brackets": "{ a(b: " + "[" * 60_000,
    "many aliases": "{ " + " ".join(f'a{n}: drug(id: "x") {{ id }}' for n in range(150)) + " }",
    "many tokens": "{ " + "__typename " * 4000 + "}",
    "the same again and again": "{ release { " + "identity " * 1900 + "} }",
    "the same object again and again": "{ " + "release { identity } " * 600 + "}",
    "wide and deep": "{ conditions(first: 100) { nodes { relations(first: 100) { nodes { relations(first: 100) { nodes { id } } } } } } }",
    "a long number": "{ drugs(first: " + "9" * 5000 + ") { totalCount } }",
    "long": "#" * 70_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_with_the_limit(ask: Ask, name: str) -> None:
    error = ask(HOSTILE[name])["errors"][0]
    assert error["extensions"]["code"] == "TOO_COMPLEX"
    assert len(error["message"]) < 300


@pytest.mark.parametrize(
    ("limits", "word"),
    [(Limits(depth=2), "depth"), (Limits(fields=3), "fields"), (Limits(aliases=0), "aliases"), (Limits(cost=3), "cost"), (Limits(tokens=5), "tokens"), (Limits(characters=10), "characters")],
)  # fmt: skip
def test_each_limit_is_named_with_its_value(kg: KnowledgeGraph, limits: Limits, word: str) -> None:
    found = kg.service(limits).execute(Question('{ a: drug(id: "pazopanib") { studies { edges { cursor } } } }'))
    message = found["errors"][0]["message"]
    assert word in message
    assert str(getattr(limits, word)) in message


def test_cycles_are_left_to_validation(ask: Ask) -> None:
    found = ask("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")
    assert found["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_the_cost_and_its_limit_come_back(ask: Ask) -> None:
    found = ask('{ drug(id: "pazopanib") { studies(first: 2) { nodes { id } } } }')
    assert found["extensions"]["cost"] == {"estimate": 6, "limit": Limits().cost}


def test_published_documents_and_introspection_stay_far_below_the_limits() -> None:
    for name, text in published().items():
        assert measure(text, {"first": 100}).cost < Limits().cost / 2, name
    assert measure(get_introspection_query()).depth <= Limits().depth


def test_a_document_is_stopped_at_its_deadline(kg: KnowledgeGraph) -> None:
    found = kg.service(Limits(seconds=0)).execute(Question("{ release { identity } }"))
    assert found == {
        "errors": [{"message": found["errors"][0]["message"], "extensions": {"code": "DEADLINE_EXCEEDED"}}]
    }
    assert "0 s" in found["errors"][0]["message"]


def test_introspection_can_be_shut(kg: KnowledgeGraph) -> None:
    shut = kg.service(introspection=False)
    assert shut.execute(Question("{ __schema { types { name } } }"))["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"  # fmt: skip
    assert shut.execute(Question("{ __typename }"))["data"] == {"__typename": "Query"}


def test_a_document_is_parsed_and_validated_once(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    from sarcomakg.graphql import documents

    calls: list[str] = []
    for name in ("parse", "validate"):
        original = getattr(documents, name)
        monkeypatch.setattr(documents, name, lambda *a, _f=original, _n=name, **k: calls.append(_n) or _f(*a, **k))
    service = kg.service()
    for drug in ("pazopanib", "imatinib", "pazopanib"):
        service.execute(Question("query($id: ID!) { drug(id: $id) { label } }", variables={"id": drug}))
    assert calls == ["parse", "validate"]


def test_a_whole_answer_is_kept_for_the_same_question(kg: KnowledgeGraph) -> None:
    service = kg.service()
    question = Question("query($id: ID!) { drug(id: $id) { label } }", variables={"id": "pazopanib"})
    assert service.kept(question) is None
    first = service.answer(question)
    assert service.kept(Question(question.document, None, {"id": "pazopanib"})) is first
    assert service.kept(Question(question.document, None, {"id": "imatinib"})) is None
    service.answer(Question('{ drug(id: "nope") { id } }'))
    assert service.kept(Question('{ drug(id: "nope") { id } }')) is None


@pytest.mark.parametrize("width", [1, 20, 100])
def test_an_answer_needs_no_store_however_wide_it_is(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """The resolvers read the projection: the store is called no times, whatever a request asks."""
    calls: list[str] = []
    store = type(kg.snapshot.store)
    for name in ("query", "triples"):
        monkeypatch.setattr(store, name, lambda *a, _n=name, **k: calls.append(_n))
    wide = "query($n: Int) { conditions(first: $n) { nodes { relations(first: 20) { edges { node { label } statement { citations { source { label } } } } } } } }"  # fmt: skip
    found = kg.service().execute(Question(wide, variables={"n": width}))
    assert len(found["data"]["conditions"]["nodes"]) == width
    assert calls == []


def test_time_is_bounded_for_what_passes_the_limits(ask: Ask) -> None:
    """Not a measurement: the deadline of five seconds, with room for a slow machine."""
    started = time.monotonic()
    for text in HOSTILE.values():
        ask(text)
    assert time.monotonic() - started < 60


NESTED = "query($a: Int) { statements(first: $a) { nodes { object { relations(first: $a) { nodes { relations(first: $a) { nodes { id } } } } } } } }"


@pytest.mark.parametrize("size", [100, 100.0])
def test_a_size_is_measured_as_it_is_read(kg: KnowledgeGraph, size: float) -> None:
    """GraphQL takes 100.0 for an Int."""
    found = kg.service().execute(Question(NESTED, variables={"a": size}))
    assert "cost" in found["errors"][0]["message"]


def test_a_null_does_not_hide_the_other_size() -> None:
    one, other = (
        measure("{ statements(last: 100) { nodes { id } } }"),
        measure("{ statements(first: null, last: 100) { nodes { id } } }"),
    )
    assert one == other


def test_every_operation_is_within_the_limits_whichever_is_chosen(kg: KnowledgeGraph) -> None:
    deep = (
        "query A { conditions(first: 1) { nodes " + "{ parents " * 30 + "{ id }" + " }" * 32 + " query B { __typename }"
    )
    found = kg.service().execute(Question(deep, "B"))
    assert "depth" in found["errors"][0]["message"]
    unknown = kg.service().execute(Question(deep, "C"))
    assert unknown["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("query($o: [StatementOrder!]) { statements(orderBy: $o) { totalCount } }", {"o": [{"field": "YEAR"}] * 51}),
        ("query($l: [ID!]) { statements(filter: { level: $l }) { totalCount } }", {"l": ["level:pdq-A1"] * 51}),
        ("query($d: [ID!]) { card(topics: [DRUG], drugs: $d) { __typename } }", {"d": [f"drug:d{n}" for n in range(21)]}),
    ],
)  # fmt: skip
def test_lists_of_arguments_are_bounded(ask: Ask, document: str, variables: dict[str, Any]) -> None:
    assert "are the most" in ask(document, **variables)["errors"][0]["message"]


def test_a_key_that_was_ordered_by_already_changes_nothing(ask: Ask) -> None:
    document = "query($o: [StatementOrder!]) { statements(orderBy: $o, first: 9) { nodes { id } } }"
    once = ask(document, o=[{"field": "YEAR", "direction": "DESC"}])
    assert ask(document, o=[{"field": "YEAR", "direction": "DESC"}, {"field": "YEAR"}] * 20)["data"] == once["data"]


def test_what_is_kept_is_bounded_by_what_it_takes() -> None:
    from sarcomakg.graphql.kept import Kept

    kept: Kept[int, str] = Kept(100, len)
    for n in range(50):
        kept.keep(n, "x" * 30)
    assert len(kept) == 3
    kept.keep(99, "x" * 101)
    assert kept.get(99) is None
