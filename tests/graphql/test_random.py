"""Random documents over the whole schema give what a naive walk of the model gives."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_composite_type,
)
from sarcomakg.graphql import Question, Service
from sarcomakg.knowledge import KnowledgeGraph

from ..conftest import ROOT
from .naive import Naive

SCHEMA: GraphQLSchema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
# Cursors are opaque; the rest has tests of its own.
LEFT_OUT = {
    "cursor",
    "startCursor",
    "endCursor",
    "answer",
    "card",
    "search",
    "path",
    "release",
    "populationRelation",
    "impact",
    "changes",
}
IDS = {
    "condition": ("condition:alveolar-soft-part-sarcoma", "condition:osteosarcoma", "condition:liposarcoma"), "drug": ("drug:pazopanib", "drug:imatinib", "drug:doxorubicin"),
    "treatment": ("treatment:wide-excision", "treatment:vac", "treatment:radiotherapy"), "trial": ("trial:veg110727", "trial:a091105"),
    "prognosticFactor": ("factor:older-age", "factor:high-grade"), "biomarker": ("biomarker:mdm2-amplification", "biomarker:aspscr1-tfe3"),
    "source": ("source:pdq-adult-sts", "source:chen-2023"), "statement": ("statement:pazopanib-approved-sts", "statement:asps-atezolizumab-response"),
}  # fmt: skip
ANY = [i for ids in IDS.values() for i in ids] + ["site:lower-limb", "stage:advanced", "outcome:overall-survival", "level:pdq-A1", "skg:RandomizedTrial",
                                                   "population:advanced-sts-after-chemotherapy", "warning:hepatotoxicity", "search:chordoma-follow-up", "drug:none"]  # fmt: skip
ORDER = st.lists(st.fixed_dictionaries({"field": st.sampled_from(["LABEL", "MODIFIED", "PREDICATE"]), "direction": st.sampled_from(["ASC", "DESC"])}), min_size=1, max_size=2)  # fmt: skip
FILTERS = {
    "StatementFilter": st.fixed_dictionaries({}, optional={
        "direction": st.lists(st.sampled_from(["FOR", "AGAINST", "NEUTRAL"]), min_size=1, max_size=2), "predicate": st.just(["STUDIED_IN", "TREATED_WITH"]),
        "kind": st.just(["DRUG", "CONDITION", "REGIMEN"]), "stage": st.sampled_from(["stage:advanced", "stage:localized"]),
        "sourceKind": st.just(["GUIDELINE"]), "text": st.sampled_from(["a", "sarcoma", "surviv"]),
    }),
    "EntityFilter": st.fixed_dictionaries({}, optional={"text": st.sampled_from(["sarcoma", "a b"]), "within": st.just("condition:soft-tissue-sarcoma")}),
}  # fmt: skip
ENUM_ARGUMENTS = {"direction", "predicate", "kind", "sourceKind", "field"}
Tree = list[tuple[str, str, dict[str, Any], Any]]


def arguments(draw: Any, name: str, field: GraphQLField) -> dict[str, Any]:
    """Draw arguments; none of them is refused."""
    given: dict[str, Any] = {}
    for label, argument in field.args.items():
        kind = get_named_type(argument.type).name
        if label == "id":
            given[label] = draw(st.sampled_from(IDS.get(name, ANY)))
        elif label == "ids":
            given[label] = draw(st.lists(st.sampled_from(ANY), max_size=4))
        elif label == "inherited" and draw(st.booleans()):
            given[label] = draw(st.booleans())
        elif kind in FILTERS and draw(st.booleans()):
            given[label] = draw(FILTERS[kind])
        elif kind == "StatementOrder" and draw(st.booleans()):
            given[label] = draw(ORDER)
        elif kind == "EntityOrder" and draw(st.booleans()):
            given[label] = [
                {"field": draw(st.sampled_from(["LABEL", "ID"])), "direction": draw(st.sampled_from(["ASC", "DESC"]))}
            ]
        elif label == "name" and draw(st.booleans()):
            given[label] = "outcome"
    if "first" in field.args:
        given[draw(st.sampled_from(["first", "last"]))] = draw(st.integers(1, 4))
    return given


@st.composite
def selections(draw: Any, kind: GraphQLNamedType, depth: int) -> Tree:
    """Draw fields of a type, and inline fragments on what an interface may be."""
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    names = [
        n
        for n, f in kind.fields.items()
        if n not in LEFT_OUT and (depth > 0 or not is_composite_type(get_named_type(f.type)))
    ]
    tree: Tree = [("__typename", "__typename", {}, None)]
    for position, name in enumerate(
        draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)) if names else ()
    ):
        field = kind.fields[name]
        below = get_named_type(field.type)
        inner = draw(selections(below, depth - 1)) if is_composite_type(below) else None
        alias = f"a{position}_{name}" if draw(st.booleans()) else name
        tree.append((alias, name, arguments(draw, name, field), inner))
    if isinstance(kind, GraphQLInterfaceType) and depth > 0:
        for n, possible in enumerate(
            draw(st.lists(st.sampled_from(SCHEMA.get_possible_types(kind)), max_size=2, unique=True))
        ):
            for alias, name, args, inner in draw(selections(possible, depth - 1))[1:]:
                tree.append((f"f{n}_{possible.name}_{alias}", name, args, (possible.name, inner)))
    return tree


def literal(value: Any, name: str = "") -> str:
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(
                f"{k}: {literal(v, 'enum' if k == 'direction' and 'field' in value else k)}" for k, v in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(literal(v, name) for v in value) + "]"
    return str(value) if name in ENUM_ARGUMENTS | {"enum"} else json.dumps(value)


def printed(tree: Tree) -> str:
    parts = []
    for alias, name, args, inner in tree:
        fragment, below = inner if isinstance(inner, tuple) else ("", inner)
        called = f"({', '.join(f'{k}: {literal(v, k)}' for k, v in args.items())})" if args else ""
        text = ("" if alias == name else f"{alias}: ") + name + called + (f" {printed(below)}" if below else "")
        parts.append(f"... on {fragment} {{ {text} }}" if fragment else text)
    return "{ " + " ".join(parts) + " }"


def walked(naive: Naive, kind: GraphQLNamedType, thing: Any, tree: Tree) -> dict[str, Any]:
    """Return the answer by the naive walk."""
    name = kind.name if isinstance(kind, GraphQLObjectType) else naive.typename(thing)
    concrete = SCHEMA.type_map[name]
    assert isinstance(concrete, GraphQLObjectType)
    answer: dict[str, Any] = {}
    for alias, label, args, inner in tree:
        fragment, below = inner if isinstance(inner, tuple) else ("", inner)
        if fragment and fragment != name:
            continue
        value = naive.field(name, thing, label, args)
        answer[alias] = (
            value if below is None else completed(naive, get_named_type(concrete.fields[label].type), value, below)
        )
    return answer


def completed(naive: Naive, kind: GraphQLNamedType, value: Any, tree: Tree) -> Any:
    if isinstance(value, list):
        return [completed(naive, kind, item, tree) for item in value]
    return None if value is None else walked(naive, kind, value, tree)


def test_random_documents_give_what_a_naive_walk_gives(kg: KnowledgeGraph) -> None:
    service: Service = kg.service()
    naive = Naive(kg.projection)
    query = SCHEMA.query_type
    assert query

    @given(selections(query, 5))
    @settings(max_examples=150, deadline=None, derandomize=True)
    def law(tree: Tree) -> None:
        found = service.execute(Question(printed(tree)))
        if "data" not in found:
            assert found["errors"][0]["extensions"]["code"] == "TOO_COMPLEX"
            return
        missing = [e["message"] for e in found.get("errors", ())]
        assert all("identifier" in said for said in missing)
        assert found["data"] == walked(naive, query, None, tree)

    law()
