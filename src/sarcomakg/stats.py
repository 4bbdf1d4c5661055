"""What the graph holds, counted: by kind, by condition and kind of evidence, by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sarcomakg.model import Records, Statement
from sarcomakg.vocabulary import SOURCE_KINDS, TREATMENT_KINDS, Predicate

# The columns of the coverage table: what kind of evidence each predicate is.
EVIDENCE: dict[str, tuple[Predicate, ...]] = {
    "sites": (Predicate.ARISES_IN,),
    "epidemiology": (Predicate.HAS_EPIDEMIOLOGY,),
    "biomarkers": (Predicate.HAS_BIOMARKER,),
    "diagnosis": (Predicate.DIAGNOSED_WITH, Predicate.STAGED_WITH),
    "treatment": (Predicate.TREATED_WITH,),
    "approvals": (Predicate.APPROVED_FOR,),
    "studies": (Predicate.STUDIED_IN,),
    "prognosis": (Predicate.HAS_PROGNOSTIC_FACTOR,),
    "metastasis": (Predicate.METASTASIZES_TO,),
    "outcomes": (Predicate.HAS_OUTCOME,),
    "follow-up": (Predicate.FOLLOWED_UP_WITH,),
}
SEARCHES = "searches without a finding"
_COLUMN = {predicate: column for column, predicates in EVIDENCE.items() for predicate in predicates}
_FULL = ("treatment", "prognosis", "biomarkers")


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts: `kinds` by name; `conditions` and `sources` keyed by CURIE, in the order of their labels."""

    kinds: dict[str, int]
    conditions: dict[str, dict[str, int]]
    sources: dict[str, dict[str, int]]
    labels: dict[str, str]


def count(records: Records) -> Stats:
    """Count the records; a Statement counts for the condition that it is about, not for those that inherit it."""
    conditions = _conditions(records)
    sources = _sources(records)
    labels = {name: records.entities[name].label for name in (*conditions, *sources)}
    return Stats(_kinds(records, conditions), conditions, sources, labels)


def _kinds(records: Records, conditions: dict[str, dict[str, int]]) -> dict[str, int]:
    kinds = Counter(entity.kind for entity in records.entities.values())
    predicates = Counter(statement.predicate for statement in records.statements.values())
    citations = [c for statement in records.statements.values() for c in statement.citations]
    covered = [row for row in conditions.values() if all(row[column] for column in _FULL)]
    return {
        "Statements": len(records.statements),
        "Citations": len(citations),
        "Results": sum(len(c.results) for c in citations),
        "Sources": sum(kinds[kind] for kind in SOURCE_KINDS),
        "Sources cited": len({c.source for c in citations}),
        "Conditions": kinds["Condition"],
        f"Conditions with {', '.join(_FULL)}": len(covered),
        "Drugs": kinds["Drug"],
        "Trials": kinds["Trial"],
        "PrognosticFactors": kinds["PrognosticFactor"],
        "Treatments": sum(kinds[kind] for kind in TREATMENT_KINDS),
        **{f"{kind}s": kinds[kind] for kind in ("Biomarker", "AnatomicalSite", "Population", "Outcome", "Warning")},
        "Searches without a finding": kinds["Search"],
        **{kind: kinds[kind] for kind in SOURCE_KINDS},
        **{predicate: predicates[predicate] for predicate in Predicate},
    }


def _conditions(records: Records) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for statement in records.statements.values():
        if (column := _COLUMN.get(Predicate(statement.predicate))) is not None:
            found[_condition(statement)][column] += 1
    for entity in records.entities.values():
        for name in entity.properties.get("ofCondition", ()) if entity.kind == "Search" else ():
            found[name][SEARCHES] += 1
    names = sorted((e for e in records.entities.values() if e.kind == "Condition"), key=lambda e: e.label.casefold())
    return {e.id: {column: found[e.id][column] for column in (*EVIDENCE, SEARCHES)} for e in names}


def _condition(statement: Statement) -> str:
    return statement.subject if statement.subject.startswith("condition:") else statement.object


def _sources(records: Records) -> dict[str, dict[str, int]]:
    citations: Counter[str] = Counter()
    statements: dict[str, set[str]] = defaultdict(set)
    results: Counter[str] = Counter()
    for statement in records.statements.values():
        for citation in statement.citations:
            citations[citation.source] += 1
            results[citation.source] += len(citation.results)
            statements[citation.source].add(statement.id)
    names = sorted((e for e in records.entities.values() if e.kind in SOURCE_KINDS), key=lambda e: e.label.casefold())
    return {
        e.id: {"statements": len(statements[e.id]), "citations": citations[e.id], "results": results[e.id]}
        for e in names
    }


def to_markdown(stats: Stats) -> str:
    """Return the coverage page: the counts, then a row for each condition and a column for each kind of evidence."""
    lines = ["# Coverage", "", "Made from the graph by `make coverage`. A Statement counts for the condition that it is about; "
             "what its subtypes inherit is not counted again. An empty cell means that the graph holds nothing there.", "",
             "| what | count |", "|---|---:|"]  # fmt: skip
    lines += [f"| {name} | {number} |" for name, number in stats.kinds.items()]
    columns = (*EVIDENCE, SEARCHES)
    lines += ["", "| condition | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name, row in stats.conditions.items():
        lines.append(f"| {stats.labels[name]} | " + " | ".join(str(row[c] or "") for c in columns) + " |")
    return "\n".join(lines) + "\n"
