from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)
from sarcomakg.graphql import sdl
from sarcomakg.knowledge import KnowledgeGraph

from ..conftest import ROOT, SEED

Ask = Callable[..., dict[str, Any]]
GOLDEN = (ROOT / "schema.graphql").read_text(encoding="utf-8")
_RELATIONS = """totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  edges { cursor distance node { id } statement { id citations { id locator } } }"""


def _changes(old: str, new: str) -> list[str]:
    before, after = build_schema(old), build_schema(new)
    broken = [f"breaks clients: {c.description}" for c in find_breaking_changes(before, after)]
    return broken + [f"may surprise clients: {c.description}" for c in find_dangerous_changes(before, after)]


def test_the_schema_is_the_one_checked_in() -> None:
    current = sdl()
    assert current == GOLDEN, "\n".join(["run: make schema", *_changes(GOLDEN, current)])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  brandNames: [String!]!\n", "  brands: [String!]!\n", "Drug.brandNames was removed."),
        ("  drugClass: String\n", "  drugClass: [String!]\n", "Drug.drugClass changed type"),
        ("    text: String!\n", "    text: String!\n    language: String!\n", "language"),
    ],
)
def test_a_change_that_breaks_a_client_is_named(old: str, new: str, said: str) -> None:
    assert old in GOLDEN
    assert any(said in change for change in _changes(GOLDEN, GOLDEN.replace(old, new, 1)))


def _undescribed() -> Iterator[str]:
    for name, kind in build_schema(GOLDEN).type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        if not kind.description:
            yield name
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for label, field in kind.fields.items():
                if not field.description:
                    yield f"{name}.{label}"
                yield from (f"{name}.{label}({a})" for a, arg in field.args.items() if not arg.description)
                if field.deprecation_reason is not None and len(field.deprecation_reason) < 10:
                    yield f"{name}.{label} is deprecated without a reason"
        elif isinstance(kind, GraphQLEnumType) and name != "OrderDirection":
            yield from (f"{name}.{label}" for label, value in kind.values.items() if not value.description)
        elif isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{label}" for label, field in kind.fields.items() if not field.description)


def test_every_type_field_argument_and_value_is_described() -> None:
    assert list(_undescribed()) == []


def test_every_type_with_an_identifier_is_a_node() -> None:
    schema = build_schema(GOLDEN)
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and "id" in kind.fields and name not in ("Section", "Identifier"):
            assert "Node" in {i.name for i in kind.interfaces}, name


def test_node_finds_every_kind_of_thing(kg: KnowledgeGraph, ask: Ask) -> None:
    records = kg.projection.records
    statement = next(s for s in records.statements.values() if s.results)
    one_each = {e.kind: e.id for e in records.entities.values()}
    ids = [*one_each.values(), statement.id, statement.citations[0].id, statement.results[0].id, "level:pdq-A1", "skg:RandomizedTrial"]  # fmt: skip
    data = ask("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id iri } }", ids=ids)["data"]
    assert [n["id"] for n in data["nodes"]] == ids
    again = [ask("query($id: ID!) { node(id: $id) { __typename id iri } }", id=i)["data"]["node"] for i in ids]
    assert again == data["nodes"]
    objects = {n for n, t in build_schema(GOLDEN).type_map.items() if isinstance(t, GraphQLObjectType) and "Node" in {i.name for i in t.interfaces}}  # fmt: skip
    # Nothing that is shipped has been reviewed; tests/test_reviews.py has records.
    assert {n["__typename"] for n in again} == objects - {"Review"}
    assert ask('{ node(id: "drug:no-such-drug") { id } }')["data"]["node"] is None


@pytest.mark.parametrize("field", ["treatments", "studies", "relations", "approvals", "prognosticFactors"])
def test_connections_page_both_ways_without_loss(ask: Ask, field: str) -> None:
    def pages(arguments: str, cursor: str, variable: str, more: str) -> list[str]:
        query = (
            f'query($at: String) {{ condition(id: "leiomyosarcoma") {{ c: {field}({arguments}) {{ {_RELATIONS} }} }} }}'
        )
        seen: list[str] = []
        at = None
        while True:
            page = ask(query, at=at)["data"]["condition"]["c"]
            ids = [e["statement"]["id"] for e in page["edges"]]
            assert all(e["statement"]["citations"] for e in page["edges"])
            seen = seen + ids if variable == "after" else ids + seen
            if not page["pageInfo"][more]:
                assert len(seen) == len(set(seen)) == page["totalCount"]
                return seen
            at = page["pageInfo"][cursor]

    forward = pages("first: 7, after: $at", "endCursor", "after", "hasNextPage")
    assert forward == pages("last: 7, before: $at", "startCursor", "before", "hasPreviousPage")


def test_cursors_outlive_a_reload(kg: KnowledgeGraph, ask: Ask) -> None:
    page = ask("{ drugs(first: 3) { pageInfo { endCursor } nodes { id } } }")["data"]["drugs"]
    fresh = kg.service()
    from sarcomakg.graphql import Question

    document = "query($at: String) { drugs(first: 3, after: $at) { pageInfo { hasPreviousPage } nodes { id } } }"
    after = fresh.execute(Question(document, variables={"at": page["pageInfo"]["endCursor"]}))["data"]["drugs"]
    assert after["nodes"][0]["id"] > page["nodes"][-1]["id"]
    assert after["pageInfo"]["hasPreviousPage"]


def test_counts_by_kind_add_up(ask: Ask) -> None:
    counted = """{ entities(first: 1) { totalCount countsByKind { count } } sources(filter: { year: { first: 2020 } }) { totalCount countsByKind { count } }
      statements(filter: { predicate: [TREATED_WITH] }) { totalCount countsByKind { count } countsByPredicate { count } countsByDirection { count } }
      search(text: "liposarcoma") { totalCount countsByKind { count } }
      condition(id: "osteosarcoma") { relations { totalCount countsByKind { count } countsByPredicate { count } countsByDirection { count } } } }"""  # fmt: skip
    data = ask(counted)["data"]
    for connection in (*(v for k, v in data.items() if k != "condition"), data["condition"]["relations"]):
        for counts in (v for k, v in connection.items() if k.startswith("counts")):
            assert sum(c["count"] for c in counts) == connection["totalCount"] > 0


def test_search_finds_names_identifiers_and_misspellings(ask: Ask) -> None:
    query = """query($text: String!) { search(text: $text, first: 3) { searchedFor totalCount
      edges { node { id } highlights { field text spans { start end } } } } }"""
    for text, wanted in (("ASPS", "condition:alveolar-soft-part-sarcoma"), ("NCT00753688", "trial:veg110727"), ("votrient", "drug:pazopanib")):  # fmt: skip
        found = ask(query, text=text)["data"]["search"]
        assert wanted in [e["node"]["id"] for e in found["edges"]]
        for edge in found["edges"]:
            marked = [h["text"][s["start"] : s["end"]].lower() for h in edge["highlights"] for s in h["spans"]]
            assert marked
            assert any(text.lower() in m or m in text.lower() for m in marked)
    misspelt = ask(query, text="pazopanibb")["data"]["search"]
    assert misspelt["searchedFor"] == "pazopanib"
    assert misspelt["edges"][0]["node"]["id"] == "drug:pazopanib"


def test_path_follows_statements(kg: KnowledgeGraph, ask: Ask) -> None:
    query = """query($from: ID!, $to: ID!, $most: Int! = 6, $p: [Predicate!]) { path(from: $from, to: $to, maxLength: $most, predicates: $p) {
      length steps { from { id } to { id } statements { predicate subject { id } object { id } } } } }"""
    found = ask(query, **{"from": "drug:pazopanib", "to": "site:thigh"})["data"]["path"]
    assert found["length"] == len(found["steps"]) == 2
    for step in found["steps"]:
        ends = {step["from"]["id"], step["to"]["id"]}
        assert step["statements"]
        assert all({s["subject"]["id"], s["object"]["id"]} == ends for s in step["statements"])
    assert ask(query, **{"from": "drug:pazopanib", "to": "site:thigh", "most": 1})["data"]["path"] is None
    only = ask(query, **{"from": "drug:pazopanib", "to": "site:thigh", "p": ["STUDIED_IN", "ARISES_IN"]})["data"][
        "path"
    ]
    assert {s["predicate"] for step in only["steps"] for s in step["statements"]} <= {"STUDIED_IN", "ARISES_IN"}


def test_release_counts_what_is_served(kg: KnowledgeGraph, ask: Ask) -> None:
    release = ask("{ release { identity modified statementCount citationCount resultCount entityCount counts { kind count } } }")["data"]["release"]  # fmt: skip
    records = kg.projection.records
    assert release["identity"] == kg.snapshot.identity
    assert release["statementCount"] == len(records.statements)
    assert release["citationCount"] == sum(len(s.citations) for s in records.statements.values())
    assert release["resultCount"] == len({r.id for s in records.statements.values() for r in s.results})
    assert release["entityCount"] == len(records.entities) == sum(c["count"] for c in release["counts"])


def test_an_edge_says_how_the_people_studied_stand_to_the_condition(ask: Ask) -> None:
    query = """{ condition(id: "alveolar-soft-part-sarcoma") { approvals { edges { node { id } distance about { id } statement { direction
      citations { populationRelation(condition: "condition:alveolar-soft-part-sarcoma") population { __typename label } source { kind } } } } } } }"""
    edges = ask(query)["data"]["condition"]["approvals"]["edges"]
    told = {e["node"]["id"]: {c["populationRelation"] for c in e["statement"]["citations"]} for e in edges}
    assert told["drug:atezolizumab"] == {"EXACT"} or told["drug:atezolizumab"] == {"NARROWER"}
    assert told["drug:pazopanib"] == {"BROADER"} or "OVERLAPPING" in told["drug:pazopanib"]


def test_an_inherited_edge_compares_with_the_condition_asked_about(ask: Ask) -> None:
    """What was studied in soft tissue sarcoma is broader than leiomyosarcoma, not exactly it."""
    query = """query($with: ID) { condition(id: "leiomyosarcoma") { treatments(first: 100) { edges { distance statement { citations {
      populationRelation own: populationRelation(condition: $with) } } } } } }"""
    edges = ask(query, **{"with": "condition:leiomyosarcoma"})["data"]["condition"]["treatments"]["edges"]
    inherited = [c for e in edges if e["distance"] for c in e["statement"]["citations"]]
    assert inherited
    assert all(c["populationRelation"] == c["own"] for c in inherited)
    assert "EXACT" not in {c["populationRelation"] for c in inherited}


def test_an_ended_approval_says_when(ask: Ask) -> None:
    query = "query($e: Boolean) { statements(filter: { predicate: [APPROVED_FOR], ended: $e }, first: 100) { nodes { subject { id } ended } } }"
    ended = ask(query, e=True)["data"]["statements"]["nodes"]
    assert {"drug:olaratumab", "drug:tazemetostat"} <= {s["subject"]["id"] for s in ended}
    assert all(s["ended"] for s in ended)
    assert not any(s["ended"] for s in ask(query, e=False)["data"]["statements"]["nodes"])


def test_enumerations_have_the_names_that_graphql_uses() -> None:
    enums = [t for n, t in build_schema(GOLDEN).type_map.items() if isinstance(t, GraphQLEnumType) and not n.startswith("__")]  # fmt: skip
    assert len(enums) > 15
    assert all(value.isupper() for enum in enums for value in enum.values)


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ('{ condition(id: "nope") { label } }', "NOT_FOUND", "no condition has the identifier"),
        ('{ drug(id: "pazopanibb") { label } }', "NOT_FOUND", "the nearest is drug:pazopanib"),
        ('{ drug(id: "condition:chordoma") { label } }', "BAD_REQUEST", "is not a drug"),
        ('{ node(id: "hello") { id } }', "BAD_REQUEST", "condition:alveolar-soft-part-sarcoma"),
        ('{ node(id: "") { id } }', "BAD_REQUEST", "is no identifier"),
        ('{ card(topics: [EFFICACY], condition: "condition:chordoma") { __typename } }', "BAD_REQUEST", "drug"),
        ('{ drug(id: "pazopanib") { relations(first: 5000) { totalCount } } }', "BAD_REQUEST", "choose 1 to 100"),
        ('{ drug(id: "pazopanib") { relations(first: 1, last: 1) { totalCount } } }', "BAD_REQUEST", "both"),
        ('{ drug(id: "pazopanib") { relations(after: "xx") { totalCount } } }', "BAD_REQUEST", "unknown cursor"),
        ('{ statements(filter: { stage: "stage:nope" }) { totalCount } }', "BAD_REQUEST", "stage"),
        ('{ statements(filter: { phase: ["9"] }) { totalCount } }', "BAD_REQUEST", "there are: 1,"),
        (
            "{ statements(filter: { year: { first: 2024, last: 2020 } }) { totalCount } }",
            "BAD_REQUEST",
            "the earlier one",
        ),
        ('{ statements(filter: { level: ["condition:osteosarcoma"] }) { totalCount } }', "BAD_REQUEST", "level"),
        (
            '{ card(condition: "condition:osteosarcoma", line: "line:x } evil") { __typename } }',
            "BAD_REQUEST",
            "line:first",
        ),
        ('{ search(text: "...") { totalCount } }', "BAD_REQUEST", "no word"),
        ('{ path(from: "drug:nope", to: "site:thigh") { length } }', "NOT_FOUND", "drug:nope"),
        ('{ path(from: "drug:pazopanib", to: "site:thigh", maxLength: 99) { length } }', "BAD_REQUEST", "1 to 12"),
        ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED", "nonsense"),
        ("{ drugs { ", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
    ],
)
def test_errors_carry_a_code_and_the_way_out(ask: Ask, query: str, code: str, said: str) -> None:
    error = ask(query)["errors"][0]
    assert error["extensions"]["code"] == code
    assert said in error["message"]


def test_one_missing_thing_does_not_take_the_others_along(ask: Ask) -> None:
    found = ask('{ a: drug(id: "nope") { id } b: drug(id: "pazopanib") { id } }')
    assert found["data"] == {"a": None, "b": {"id": "drug:pazopanib"}}
    assert found["errors"][0]["path"] == ["a"]


def test_nothing_internal_leaks(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    from sarcomakg.graphql import Question, finding

    def broken(*_: Any) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(finding, "release", broken)
    found = kg.service().execute(Question("{ release { identity } }"))
    assert found["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "secret" not in str(found)


def test_a_card_leads_from_its_footnotes_to_the_citations(ask: Ask) -> None:
    query = """query($q: String!) { answer(question: $q, audience: PATIENT) { ... on Card { sections { sentences { statementIds statements { id }
      marks { locator citationId citation { id locator source { id } statement { id } } sourceId } } } } } }"""
    card = ask(query, q=SEED)["data"]["answer"]
    sentences = [s for section in card["sections"] for s in section["sentences"]]
    assert len(sentences) > 100
    for sentence in sentences:
        assert sentence["statementIds"] == [s["id"] for s in sentence["statements"]] != []
        for mark in sentence["marks"]:
            assert (mark["citation"]["id"], mark["citation"]["locator"], mark["citation"]["source"]["id"]) == (mark["citationId"], mark["locator"], mark["sourceId"])  # fmt: skip
            assert mark["citation"]["statement"]["id"] in sentence["statementIds"]
