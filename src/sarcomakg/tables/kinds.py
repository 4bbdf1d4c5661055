"""The tables by name: plural words for what is in the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sarcomakg.projection import Projection
from sarcomakg.tables import entities, evidence
from sarcomakg.tables.column import Column, Type


@dataclass(frozen=True, slots=True)
class Kind:
    """A table: what a row of it is, the identifier of a row, its other columns, its rows."""

    row: str
    id: Column
    columns: tuple[Column, ...]
    rows: Callable[[Projection], Sequence[Any]]

    @property
    def every(self) -> tuple[Column, ...]:
        """Every column, the identifier first."""
        return (self.id, *self.columns)


def _id(read: Callable[[Any], str], meaning: str) -> Column:
    return Column("id", Type.TEXT, read, meaning)


_ENTITY = _id(lambda r: r.entity.id, "The identifier, a CURIE; its IRI is https://w3id.org/sarcomakg/id/ with : as /.")


def _entities(family: str, row: str) -> Kind:
    return Kind(row, _ENTITY, entities.columns(family), lambda projection: entities.rows(projection, family))


# Entities are named as the folders of `data/`.
KINDS: Mapping[str, Kind] = {
    "conditions": _entities("condition", "A disease, or a group of diseases."),
    "treatments": _entities("treatment", "An operation, radiation, a procedure, a regimen, a way of organizing care."),
    "drugs": _entities("drug", "An active substance."),
    "trials": _entities("trial", "A clinical trial, apart from the reports on it."),
    "factors": _entities("factor", "A prognostic factor."),
    "biomarkers": _entities("biomarker", "A gene fusion, a mutation, an expressed protein or another mark."),
    "outcomes": _entities("outcome", "What is measured."),
    "populations": _entities("population", "The people that a source studied or speaks of."),
    "sites": _entities("site", "A part of the body."),
    "stages": _entities("stage", "An extent of disease."),
    "surveillance": _entities("surveillance", "What is looked for, with what, after treatment."),
    "warnings": _entities("warning", "A hazard or a limit of use."),
    "searches": _entities("search", "A search that ended without a finding."),
    "reviews": _entities("review", "A reading of a Statement or card that gave it a status."),
    "sources": _entities("source", "A document that states evidence, cited or not."),
    "concepts": Kind("A term of a scheme: a level, a line, a setting, a measure.",
                     _id(lambda concept: concept.id, "The identifier of the term, a CURIE."), entities.CONCEPT,
                     lambda projection: tuple(projection.records.concepts.values())),
    "statements": Kind("An edge of the graph.", _id(lambda r: r.statement.id, "The identifier of the Statement."),
                       evidence.STATEMENT, evidence.statements),
    "citations": Kind("A place in a source, with the Statement that it carries.",
                      _id(lambda r: r.citation.id, "The identifier of the Citation, made from its content."),
                      evidence.CITATION, evidence.citations),
    "results": Kind("A figure of an analysis, once, with the Statement and the Citation that it stands in.",
                    _id(lambda r: r.result.id, "The identifier of the Result, made from its content."),
                    evidence.RESULT, evidence.results),
}  # fmt: skip
