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


def test_advice_for_one_group_does_not_put_aside_advice_for_another(kg: KnowledgeGraph) -> None:
    """Radiotherapy that may be left out in stage group I is no word on the tumor near the meninges."""
    p = kg.projection
    embryonal = applicable(p, "condition:embryonal-rhabdomyosarcoma", Predicate.TREATED_WITH)
    shown = {e.statement.id for e in embryonal}
    assert {"statement:rms-parameningeal-radiotherapy", "statement:rms-orbit-radiochemotherapy"} <= shown
    sdh = applicable(p, "condition:sdh-deficient-gastrointestinal-stromal-tumor", Predicate.TREATED_WITH)
    aside = {s.id for e in sdh for s in e.overrides}
    assert "statement:gist-guideline-imatinib-first-line" in aside


def test_a_regulator_takes_back_only_its_own_approval(kg: KnowledgeGraph) -> None:
    edges = applicable(kg.projection, "condition:liposarcoma", Predicate.APPROVED_FOR)
    aside = {s.id for e in edges for s in e.overrides}
    assert aside == {"statement:pazopanib-approved-sts"}
    assert "statement:pazopanib-approved-sts-ema" in {e.statement.id for e in edges}


def test_a_group_of_people_is_not_everybody(kg: KnowledgeGraph) -> None:
    """Those who had survived five years are not the people with osteosarcoma."""
    p = kg.projection
    survivors = [
        (s, c)
        for s in p.records.statements.values()
        for c in s.citations
        if c.population == "population:coss-survivors-over-5-years"
    ]
    assert survivors
    assert {population_relation(p, c, "condition:osteosarcoma", s) for s, c in survivors} == {"narrower"}
