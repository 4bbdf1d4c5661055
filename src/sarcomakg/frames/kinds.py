"""The tables by name: plural words for what is in the graph."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sarcomakg.errors import InputError
from sarcomakg.frames import entities, evidence
from sarcomakg.frames.column import Column, tabulate
from sarcomakg.projection import Projection

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Kind:
    """A table: what a row of it is, its columns, its rows, and the identifier of a row."""

    row: str
    columns: tuple[Column, ...]
    rows: Callable[[Projection], Sequence[Any]]
    name: Callable[[Any], str]


def _entities(family: str, row: str) -> Kind:
    return Kind(
        row, entities.columns(family), lambda projection: entities.rows(projection, family), lambda r: r.entity.id
    )


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
    "sources": _entities("source", "A document that states evidence, cited or not."),
    "concepts": Kind("A term of a scheme: a level, a line, a setting, a measure.", entities.CONCEPT,
                     lambda projection: tuple(projection.records.concepts.values()), lambda concept: concept.id),
    "statements": Kind("An edge of the graph.", evidence.STATEMENT, evidence.statements, lambda r: r.statement.id),
    "citations": Kind("A place in a source, with the Statement that it carries.", evidence.CITATION,
                      evidence.citations, lambda r: r.citation.id),
    "results": Kind("A figure of an analysis, once, with the Statement and the Citation that it stands in.",
                    evidence.RESULT, evidence.results, lambda r: r.result.id),
}  # fmt: skip


def frame(projection: Projection, name: str) -> pd.DataFrame:
    """Return a kind of record as a new DataFrame, one row for each, indexed by identifier.

    Raises InputError on an unknown name, with the nearest and all names.
    """
    if name not in KINDS:
        nearest = difflib.get_close_matches(name.casefold(), KINDS, n=1, cutoff=0)
        hint = f"did you mean {nearest[0]!r}? " if nearest else ""
        raise InputError(f"there is no table {name!r}; {hint}there are: {', '.join(KINDS)}")
    kind = KINDS[name]
    rows = kind.rows(projection)
    return tabulate(kind.columns, [kind.name(row) for row in rows], rows)
