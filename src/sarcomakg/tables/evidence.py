"""The columns of Statements, Citations and Results; each row carries the edge that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sarcomakg.model import Statement
from sarcomakg.projection import Projection
from sarcomakg.tables.column import Column, Type, dated, only
from sarcomakg.tables.entities import year
from sarcomakg.traverse import condition_of, design_of, population_relation


@dataclass(frozen=True, slots=True)
class Row:
    """A Statement; with one of its Citations; with one of that one's Results.

    `also` are the other Citations of the Statement that carry the very same Result.
    """

    projection: Projection
    statement: Statement
    citation: Any = None
    result: Any = None
    also: tuple[str, ...] = ()

    @property
    def condition(self) -> str:
        """The condition that the Statement is about or limited to, or the empty string."""
        return condition_of(self.statement) or self.statement.qualifier("condition")


def statements(projection: Projection) -> list[Row]:
    """Return the Statements, by identifier."""
    return [Row(projection, statement) for statement in projection.records.statements.values()]


def citations(projection: Projection) -> list[Row]:
    """Return the Citations of every Statement, in order."""
    return [replace(row, citation=c) for row in statements(projection) for c in row.statement.citations]


def results(projection: Projection) -> list[Row]:
    """Return the Results, each once, with the first Citation that carries it."""
    found: dict[str, Row] = {}
    for row in citations(projection):
        for result in row.citation.results:
            if (first := found.get(result.id)) is not None:
                found[result.id] = replace(first, also=(*first.also, row.citation.id))
            else:
                found[result.id] = replace(row, result=result)
    return list(found.values())


def _named(
    name: str, read: Callable[[Row], str], meaning: str = "", term: str = "", table: str = ""
) -> tuple[Column, Column]:
    """Return the column of an identifier and the column of its label."""

    def label(row: Row) -> str:
        return row.projection.label(found) if (found := read(row)) else ""

    labelled = Column(f"{name}_label", Type.TEXT, label, f"The label of `{name}`.")
    return Column(name, Type.TEXT, read, meaning, term, table), labelled


def _kind(name: str, read: Callable[[Row], str]) -> Column:
    return Column(f"{name}_kind", Type.CATEGORY, lambda row: row.projection.entity(read(row)).kind,
                  f"The class of `{name}` in the ontology.")  # fmt: skip


def _one(name: str, term: str, type: Type = Type.CATEGORY) -> Column:
    def read(row: Row) -> str:
        return only(row.statement.id, term, row.statement.qualifiers.get(term, ()))

    return Column(name, type, read, term=term)


def _all(name: str, term: str) -> Column:
    return Column(name, Type.MANY, lambda row: row.statement.qualifiers.get(term, ()), term=term)


def _cited(name: str, term: str, type: Type = Type.TEXT) -> Column:
    return Column(name, type, lambda row: getattr(row.citation, name), term=term)


def _figure(name: str, term: str, type: Type = Type.NUMBER) -> Column:
    return Column(name, type, lambda row: getattr(row.result, name), term=term)


def _relation(row: Row) -> str:
    if not row.condition:
        return ""
    return population_relation(row.projection, row.citation, row.condition, row.statement)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


_EDGE: tuple[Column, ...] = (
    *_named("subject", lambda row: row.statement.subject, "What the Statement is about."),
    _kind("subject", lambda row: row.statement.subject),
    Column("predicate", Type.CATEGORY, lambda row: row.statement.predicate,
           "What is stated of the subject, as the ontology names it."),
    *_named("object", lambda row: row.statement.object, "What the predicate leads to."),
    _kind("object", lambda row: row.statement.object),
    Column("direction", Type.CATEGORY, lambda row: row.statement.direction, term="direction"),
    *_named("condition", lambda row: row.condition,
            "The condition that it is about: its subject, its object, or `limited_to_condition`."),
)  # fmt: skip
_QUALIFIERS: tuple[Column, ...] = (
    _one("modality", "modality"),
    _one("effect", "effect"),
    _all("outcome", "outcome"),
    _all("stage", "stage"),
    _all("site", "site"),
    _all("line", "line"),
    _all("setting", "setting"),
    _all("age_group", "ageGroup"),
    _one("minimum_age", "minimumAge", Type.NUMBER),
    _all("biomarker", "biomarker"),
    _all("any_feature", "anyFeature"),
    _all("all_features", "allFeatures"),
    _all("combined_with", "combinedWith"),
    _all("compared_with", "comparedWith"),
    _all("limited_to_condition", "condition"),
    _one("agency", "agency"),
    _one("approval_kind", "approvalKind"),
    _one("valid_from", "validFrom", Type.DAY),
    _one("valid_until", "validUntil", Type.DAY),
)
STATEMENT = (
    *_EDGE,
    *_QUALIFIERS,
    Column("citations", Type.COUNT, lambda row: len(row.statement.citations), "How many Citations carry it."),
    Column("results", Type.COUNT, lambda row: len({r.id for r in row.statement.results}),
           "How many Results its Citations have, each counted once."),
    Column("sources", Type.MANY, lambda row: _distinct(c.source for c in row.statement.citations),
           "The sources that it is stated in."),
    Column("levels", Type.MANY, lambda row: _distinct(c.level for c in row.statement.citations),
           "The levels of evidence that its sources give, each in its own scheme."),
    Column("modified", Type.DAY, lambda row: row.statement.modified, "The day on which it was last changed."),
    Column("content", Type.TEXT, lambda row: row.statement.content,
           "The hash of all that is stated of it, with its Citations and Results (docs/proof.md)."),
)  # fmt: skip
_OF = Column(
    "statement", Type.TEXT, lambda row: row.statement.id, "The Statement that it belongs to.", table="statements"
)
_PLACE: tuple[Column, ...] = (
    *_named("source", lambda row: row.citation.source, term="source", table="sources"),
    _kind("source", lambda row: row.citation.source),
    Column("year", Type.COUNT, lambda row: year(row.projection.entity(row.citation.source)),
           "The year in which the source was issued."),
    _cited("locator", "locator"),
    *_named("population", lambda row: row.citation.population, term="population"),
    Column("population_relation", Type.CATEGORY, _relation,
           "How the population stands to `condition`: exact, broader, narrower or overlapping; computed."),
    *_named("trial", lambda row: row.citation.trial, term="trial", table="trials"),
    Column("design", Type.CATEGORY, lambda row: design_of(row.projection, row.citation),
           "The design of the study: as the Citation says, else its source, else its trial."),
    Column("cited_design", Type.CATEGORY, lambda row: row.citation.design.removeprefix("skg:"),
           "The design where the Citation itself says it, of the cited place alone."),
    _cited("level", "level", Type.CATEGORY),
    _cited("grade", "grade", Type.CATEGORY),
    _cited("stance", "stance", Type.CATEGORY),
    _cited("sample_size", "sampleSize", Type.COUNT),
    _cited("reported_from", "reportedFrom", Type.MANY),
    _cited("stated_by", "statedBy"),
    _cited("second_reading", "secondReading", Type.DAY),
    _cited("note", "note"),
)  # fmt: skip
CITATION = (
    _OF,
    *_EDGE,
    *_QUALIFIERS,
    *_PLACE,
    Column("results", Type.COUNT, lambda row: len(row.citation.results), "How many Results it has."),
)
RESULT = (
    _OF,
    Column("citation", Type.TEXT, lambda row: row.citation.id, "The first Citation that carries it.", table="citations"),
    Column("also_in", Type.MANY, lambda row: row.also, "Other Citations of the Statement that carry the same figure."),
    *_EDGE,
    *_QUALIFIERS,
    *_PLACE,
    *_named("endpoint", lambda row: row.result.endpoint, term="endpoint", table="outcomes"),
    Column("endpoint_kind", Type.CATEGORY,
           lambda row: row.projection.entity(row.result.endpoint).first("outcomeKind"), term="outcomeKind"),
    _figure("measure", "measure", Type.CATEGORY),
    _figure("unit", "unit", Type.CATEGORY),
    _figure("analysis", "analysis", Type.TEXT),
    _figure("analysis_set", "analysisSet", Type.TEXT),
    _figure("estimate", "estimate"),
    _figure("lower", "lower"),
    _figure("upper", "upper"),
    _figure("interval_kind", "intervalKind", Type.CATEGORY),
    _figure("interval_level", "intervalLevel"),
    _figure("p_value", "pValue", Type.TEXT),
    _figure("significant", "significant", Type.FLAG),
    *_named("arm", lambda row: row.result.arm, term="arm"),
    _figure("arm_size", "armSize", Type.COUNT),
    _figure("events", "events", Type.COUNT),
    *_named("comparator", lambda row: row.result.comparator, term="comparator"),
    _figure("comparator_estimate", "comparatorEstimate"),
    _figure("comparator_lower", "comparatorLower"),
    _figure("comparator_upper", "comparatorUpper"),
    _figure("comparator_size", "comparatorSize", Type.COUNT),
    _figure("comparator_events", "comparatorEvents", Type.COUNT),
    _figure("at_time", "atTime"),
    _figure("from_time", "fromTime"),
    _figure("until_time", "untilTime"),
    _figure("until_time_lower", "untilTimeLower"),
    _figure("time_unit", "timeUnit", Type.CATEGORY),
    *dated("data_cut", lambda row: row.result.data_cut, term="dataCut"),
    _figure("frequency", "frequency", Type.COUNT),
    _figure("period", "period"),
    _figure("period_unit", "periodUnit", Type.CATEGORY),
    _figure("route", "route", Type.CATEGORY),
)  # fmt: skip
