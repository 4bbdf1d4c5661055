from __future__ import annotations

from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.traverse import Scope, applicable, holds, inheritance, lineage, population_relation, within
from sarcomakg.vocabulary import Predicate

ASPS, STS = "condition:alveolar-soft-part-sarcoma", "condition:soft-tissue-sarcoma"


def test_lineage_climbs_and_sites_are_parts(kg: KnowledgeGraph) -> None:
    assert lineage(kg.projection, ASPS) == {ASPS: 0, STS: 1, "condition:sarcoma": 2, "condition:soft-tissue-tumor": 2}
    assert within(kg.projection, "site:thigh", "site:limb")
    assert not within(kg.projection, "site:limb", "site:thigh")


def test_a_statement_for_the_limb_holds_in_the_thigh_and_not_in_the_head(kg: KnowledgeGraph) -> None:
    statement = kg.projection.statement("statement:sts-wide-excision")
    assert holds(kg.projection, statement, Scope(site="site:thigh"))
    assert not holds(kg.projection, statement, Scope(site="site:head-and-neck"))


def test_the_nearer_statement_overrides(kg: KnowledgeGraph) -> None:
    edges = applicable(kg.projection, ASPS, Predicate.TREATED_WITH)
    shown = {e.statement.id for e in edges}
    aside = {s.id for e in edges for s in e.overrides}
    assert "statement:sts-checkpoint-inhibitors" in aside - shown


def test_population_relations_are_computed(kg: KnowledgeGraph) -> None:
    def relation(name: str) -> str:
        statement = kg.projection.statement(name)
        return population_relation(kg.projection, statement.citations[0], ASPS, statement)

    assert relation("statement:sts-pazopanib-progression") == "broader"
    assert relation("statement:asps-guideline-brain-imaging") == "exact"
    assert relation("statement:asps-guideline-complete-resection") == "narrower"


def test_one_edge_is_one_statement(kg: KnowledgeGraph) -> None:
    assert {key for _, _, key in kg.graph.edges(keys=True)} == set(kg.projection.records.statements)


def test_guidance_apart_stops_inheritance(kg: KnowledgeGraph) -> None:
    gist = "condition:gastrointestinal-stromal-tumor"
    assert STS in lineage(kg.projection, gist)
    assert inheritance(kg.projection, gist) == {gist: 0}
    kit = "condition:kit-mutant-gastrointestinal-stromal-tumor"
    assert inheritance(kg.projection, kit) == {kit: 0, gist: 1}


def test_a_population_that_excludes_the_condition_is_no_evidence_for_it(kg: KnowledgeGraph) -> None:
    for name in ("condition:liposarcoma", "condition:dedifferentiated-liposarcoma"):
        for predicate in (Predicate.STUDIED_IN, Predicate.TREATED_WITH, Predicate.HAS_PROGNOSTIC_FACTOR):
            for edge in applicable(kg.projection, name, predicate):
                for citation in edge.statement.citations if edge.distance else ():
                    outside = kg.projection.entity(citation.population).properties.get("excludesCondition", ())
                    assert not set(outside) & set(lineage(kg.projection, name))
