"""Constants and ontology hold the same terms; every term has a label and a definition."""

from __future__ import annotations

import pytest

from sarcomakg import vocabulary as v
from sarcomakg.knowledge import KnowledgeGraph


@pytest.mark.parametrize(
    ("enum", "cls"),
    [(v.Predicate, "StatementPredicate"), (v.Direction, "Direction"), (v.Modality, "Modality"), (v.Measure, "Measure"),
     (v.WarningKind, "WarningKind"), (v.OutcomeKind, "OutcomeKind"), (v.Effect, "Effect")],
)  # fmt: skip
def test_constants_are_the_terms_of_the_ontology(kg: KnowledgeGraph, enum: type, cls: str) -> None:
    rows = kg.sparql(f"SELECT ?t {{ ?t a skg:{cls} }}")
    assert isinstance(rows, list)
    assert {str(row["t"]).rpartition("#")[2] for row in rows} == {str(member) for member in enum}


def test_plain_predicates_are_those_of_the_ontology(kg: KnowledgeGraph) -> None:
    rows = kg.sparql("SELECT ?t { ?p a skg:StatementPredicate ; skg:whenAgainst|skg:whenEnded ?t }")
    assert isinstance(rows, list)
    assert {str(row["t"]).rpartition("#")[2] for row in rows} | set(v.Predicate) == v.PLAIN


def test_every_term_of_ours_is_labelled_and_defined(kg: KnowledgeGraph) -> None:
    rows = kg.sparql(
        "SELECT ?t { ?t a ?c . FILTER(STRSTARTS(STR(?t), STR(skg:)))"
        " FILTER NOT EXISTS { ?t rdfs:label|skos:prefLabel ?l . ?t skos:definition ?d } }"
    )
    assert rows == []
