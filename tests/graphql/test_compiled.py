"""Compiled plans: what they give is what graphql-core gives, byte for byte, and without it."""

from __future__ import annotations

import base64
import json
from typing import Any

import orjson
import pytest
from graphql.execution import Executor
from hypothesis import given, settings
from hypothesis import strategies as st

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_non_null_type,
)
from sarcomakg.graphql import Graph, Limits, Question, Service, build_schema
from sarcomakg.graphql.compiled import Memo, Plan
from sarcomakg.graphql.context import Patience
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.projection import Projection
from sarcomakg.resources import examples, published

from .test_random import ANY, FILTERS, IDS, ORDER, SCHEMA, literal

WRONG = ["drug:none", "nope", "", "condition:", "drug:pazopanib"]
CURSORS = [base64.urlsafe_b64encode(f"at:{i}".encode()).decode().rstrip("=") for i in (*ANY, "no:one")] + ["%"]
QUESTIONS = ["What is the treatment for soft tissue alveolar sarcoma of the thigh?", "pazopanib", "what is a sarkoma", "the weather", "should I stop my drug?"]  # fmt: skip
ENUMS = {"audience": ["PATIENT", "CLINICIAN"], "topics": ["TREATMENT", "DRUG", "NEWS", "SAFETY"], "kind": ["DRUG", "CONDITION", "TRIAL"], "predicates": ["TREATED_WITH", "STUDIED_IN"]}  # fmt: skip
TEXTS = {"question": QUESTIONS, "text": ["sarcoma", "pazop", "  ", "saroma", "x" * 201], "name": ["outcome", "stage", "none"],
         "since": ["2024-01-01", "2024-13-01"]}  # fmt: skip


def value(draw: Any, field: str, name: str, kind: GraphQLNamedType) -> Any:
    """Draw the value of an argument: one that is taken, often; one that is refused, seldom."""
    if kind.name in FILTERS:
        return draw(FILTERS[kind.name])
    if kind.name == "StatementOrder":
        return draw(ORDER)
    if kind.name == "EntityOrder":
        return [{"field": draw(st.sampled_from(["LABEL", "ID", "YEAR"])), "direction": "DESC"}]
    if kind.name == "Boolean":
        return draw(st.booleans())
    if kind.name == "Int":
        return draw(st.sampled_from([1, 2, 3, 4] * 5 + [0, -1, 101, 2**40]))
    if name in ("after", "before"):
        return draw(st.sampled_from(CURSORS))
    if name in ENUMS:
        found = draw(st.sampled_from(ENUMS[name]))
        return found if name == "audience" else [found]
    if name in TEXTS:
        return draw(st.sampled_from(TEXTS[name]))
    if name in ("ids", "drugs"):
        return draw(st.lists(st.sampled_from(ANY + WRONG), max_size=4))
    likely = IDS.get(field) or IDS.get(name) or ANY
    return draw(st.sampled_from([*likely * 4, *WRONG]))


class Drawn:
    """A document as it grows: its fragments and its variables."""

    def __init__(self, draw: Any) -> None:
        self.draw, self.fragments = draw, list[str]()
        self.declared: dict[str, str] = {}
        self.variables: dict[str, Any] = {}

    def chance(self, of: int) -> bool:
        """Draw something that happens one time in so many."""
        return bool(self.draw(st.integers(1, of)) == 1)

    def variable(self, kind: str, given: Any) -> str:
        """Declare a variable with a value; return its use."""
        name = f"v{len(self.declared)}"
        self.declared[name] = kind
        if given is not None or self.chance(2):
            self.variables[name] = given
        return f"${name}"

    def arguments(self, name: str, field: GraphQLField) -> str:
        """Draw the arguments of a field."""
        found = [self.argument(name, label, a) for label, a in field.args.items() if self.wanted(label, a)]
        return f"({', '.join(found)})" if found else ""

    def wanted(self, label: str, argument: GraphQLArgument) -> bool:
        """Draw whether an argument is given."""
        required = is_non_null_type(argument.type) and argument.default is None
        return required or (self.chance(2) if label == "first" else self.chance(5))

    def argument(self, name: str, label: str, argument: GraphQLArgument) -> str:
        """Draw an argument: written out, or as a variable."""
        given = value(self.draw, name, label, get_named_type(argument.type))
        if self.chance(2):
            optional = not is_non_null_type(argument.type)
            return f"{label}: {self.variable(str(argument.type), None if optional and self.chance(4) else given)}"
        enums = label in ENUMS and "enum"
        return f"{label}: {literal(given, enums or label)}"

    def directive(self) -> str:
        """Draw a condition."""
        if not self.chance(8):
            return ""
        chosen = self.draw(st.booleans())
        shown = self.variable("Boolean!", chosen) if self.chance(2) else json.dumps(chosen)
        return f" @{self.draw(st.sampled_from(['skip', 'include']))}(if: {shown})"

    def selection(self, kind: GraphQLNamedType, depth: int) -> str:
        """Draw a selection of a type: fields, inline fragments, named ones."""
        parts = ["__typename"] if self.chance(3) else []
        if not isinstance(kind, GraphQLUnionType):
            assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
            names = [n for n, f in kind.fields.items() if depth > 0 or not is_composite_type(get_named_type(f.type))]
            for name in self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4)) if names else ():
                parts.append(self.field(kind, name, depth))
        if not isinstance(kind, GraphQLObjectType) and depth > 0:
            possible = sorted(SCHEMA.get_possible_types(kind), key=lambda t: t.name)
            for other in self.draw(st.lists(st.sampled_from([kind, *possible]), max_size=3)):
                parts.append(self.fragment(other, depth))
        elif self.chance(6) and depth > 0:
            parts.append(self.fragment(kind, depth))
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def field(self, kind: GraphQLObjectType | GraphQLInterfaceType, name: str, depth: int) -> str:
        """Draw one field, under a name of its own when it has arguments: what has one name must merge."""
        field = kind.fields[name]
        below = get_named_type(field.type)
        called = self.arguments(name, field)
        alias = f"{name}{len(self.declared)}_{self.draw(st.integers(0, 10**6))}: " if called or self.chance(5) else ""
        inner = f" {self.selection(below, depth - 1)}" if is_composite_type(below) else ""
        return f"{alias}{name}{called}{self.directive()}{inner}"

    def fragment(self, kind: GraphQLNamedType, depth: int) -> str:
        """Draw a fragment, written out or named."""
        inner = self.selection(kind, depth - 1)
        if self.chance(2):
            return f"... on {kind.name}{self.directive()} {inner}"
        name = f"f{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {kind.name} {inner}")
        return f"...{name}{self.directive()}"


@st.composite
def questions(draw: Any) -> Question:
    """Draw a whole request."""
    drawn = Drawn(draw)
    query = SCHEMA.query_type
    assert query
    body = drawn.selection(query, draw(st.integers(1, 5)))
    heads = ", ".join(f"${name}: {kind}" for name, kind in drawn.declared.items())
    noting = " @sparql" if drawn.chance(6) else ""
    head = f"query Q{f'({heads})' if heads else ''}{noting} "
    return Question("\n".join([head + body, *drawn.fragments]), None, drawn.variables)


def served(kg: KnowledgeGraph, *, compiled: bool = True) -> Service:
    graph = Graph(kg.projection, kg.plan, kg.snapshot.identity, kg.snapshot.modified, kg.index)
    return Service(build_schema(), graph, Limits(seconds=60), compiled=compiled)


class Counted:
    """Counts what graphql-core does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fields = 0
        real = Executor.execute_field

        def counted(executor: Any, *given: Any) -> Any:
            self.fields += 1
            return real(executor, *given)

        monkeypatch.setattr(Executor, "execute_field", counted)


def test_a_plan_gives_what_graphql_core_gives(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    core, warm = served(kg, compiled=False), served(kg)
    counted = Counted(monkeypatch)
    seen = {"clean": 0, "failed": 0, "refused": 0}

    @given(questions())
    @settings(max_examples=300, deadline=None, derandomize=True)
    def law(question: Question) -> None:
        expected = core.answer(question)
        cold = served(kg)
        counted.fields = 0
        # Asked twice: the second time what can be known is known.
        answers = [cold.answer(question), cold.answer(question), warm.answer(question)]
        assert all(answer.body == expected.body for answer in answers), question
        assert not (expected.clean and counted.fields), question
        seen["clean" if expected.clean else "failed" if expected.executed else "refused"] += 1

    law()
    assert seen["clean"] > 100
    assert seen["failed"] > 50
    assert seen["refused"] < 60


@pytest.mark.parametrize("name", sorted(published()))
def test_published_documents_run_without_graphql_core(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    counted = Counted(monkeypatch)
    question = Question(published()[name], variables=examples()[name])
    answer = served(kg).answer(question)
    assert answer.clean
    assert counted.fields == 0
    assert answer.body == served(kg, compiled=False).answer(question).body
    assert counted.fields > 0


CARD = """query Card($first: Int) { condition(id: "osteosarcoma") { treatments(first: $first) { edges { node { label }
  statement { predicate citations { locator source { title } results { measure estimate endpoint { label } } } } } } } }"""


def test_what_is_known_is_not_looked_at_again(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    service = served(kg)
    visited: list[str] = []
    real = Projection.entity
    monkeypatch.setattr(Projection, "entity", lambda self, name: visited.append(name) or real(self, name))
    service.answer(Question(CARD, variables={"first": 10}))
    labels = [name for name in visited if not name.startswith(("condition:", "population:"))]
    assert len(labels) > 20
    visited.clear()
    found = service.answer(Question(CARD, variables={"first": 9}))
    assert len(orjson.loads(found.body)["data"]["condition"]["treatments"]["edges"]) == 9
    assert all(name.startswith(("condition:", "population:")) for name in visited)


def test_a_request_that_notes_its_edges_leaves_none_out(kg: KnowledgeGraph) -> None:
    service, noting = served(kg), CARD.replace("{ condition", "@sparql { condition", 1)
    first = service.execute(Question(noting, variables={"first": 5}))
    service.execute(Question(CARD, variables={"first": 5}))
    again = service.execute(Question(noting + "#", variables={"first": 5}))
    assert first == again
    assert "osteosarcoma" in first["extensions"]["sparql"]


def test_introspection_is_left_to_graphql_core(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    found = served(kg).execute(Question('{ __type(name: "Drug") { name } drug(id: "pazopanib") { label } }'))
    assert found["data"] == {"__type": {"name": "Drug"}, "drug": {"label": "pazopanib"}}
    assert counted.fields == 4


def test_a_plan_is_stopped_when_the_time_is_over(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    service, patience = served(kg), Patience()
    real = Projection.entity

    def lose(self: Projection, name: str) -> Any:
        patience.lose()
        return real(self, name)

    monkeypatch.setattr(Projection, "entity", lose)
    counted = Counted(monkeypatch)
    found = orjson.loads(service.answer(Question(CARD, variables={"first": 40}), patience).body)
    assert found["errors"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"
    assert counted.fields == 0


def test_a_plan_that_fails_alone_is_given_up_and_told(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*given: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(Plan, "run", broken)
    service, counted = served(kg), Counted(monkeypatch)
    for first in (3, 4):
        assert service.answer(Question(CARD, variables={"first": first})).clean
    assert counted.fields > 0
    assert caplog.text.count("a plan failed where graphql-core did not") == 1


def test_a_memo_forgets_what_is_not_asked_for() -> None:
    memo = Memo(40_000)
    memo.keep("first", "x", None)
    for n in range(100):
        memo.keep(n, "x", None)
        assert memo.get("first")
    assert len(memo) < 30
    assert memo.get(0) is None
