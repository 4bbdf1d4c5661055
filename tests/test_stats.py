"""The counts are those of the graph, and docs/coverage.md is made from them."""

from __future__ import annotations

from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.stats import count, to_markdown

from .conftest import ROOT


def test_counts_agree_with_the_graph(kg: KnowledgeGraph) -> None:
    stats = count(kg.snapshot.records)
    (row,) = kg.sparql("SELECT (COUNT(*) AS ?n) { ?s a skg:Statement }")  # type: ignore[misc]
    assert stats.kinds["Statements"] == int(row["n"])  # type: ignore[index]
    (row,) = kg.sparql("SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s skg:citation/skg:source ?x }")  # type: ignore[misc]
    assert stats.kinds["Sources cited"] == int(row["n"])  # type: ignore[index]
    prognosis = sum(row["prognosis"] for row in stats.conditions.values())
    assert prognosis == stats.kinds["hasPrognosticFactor"]


def test_the_family_is_there(kg: KnowledgeGraph) -> None:
    kinds = count(kg.snapshot.records).kinds
    least = {"Statements": 1500, "Conditions": 95, "Conditions with treatment, prognosis, biomarkers": 40, "Drugs": 60,
             "Trials": 80, "PrognosticFactors": 60, "Sources": 250, "Sources cited": 250}  # fmt: skip
    assert {name: kinds[name] for name, number in least.items() if kinds[name] < number} == {}


def test_the_coverage_page_is_made_from_this_data(kg: KnowledgeGraph) -> None:
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert page == to_markdown(count(kg.snapshot.records)), "run: make coverage"
