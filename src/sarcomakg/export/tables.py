"""The graph as tables, one for each kind of record: what the CSV and the Parquet dumps are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from sarcomakg.errors import DataError, Violation
from sarcomakg.model import Entity, Records, Statement
from sarcomakg.rdf.terms import definitions


class Kind(StrEnum):
    """What a column holds, in the words of Frictionless Table Schema."""

    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "boolean"
    DATE = "date"
    LIST = "array"


@dataclass(frozen=True, slots=True)
class Column:
    """`value` takes it from a record: a tuple for a LIST, text for a DATE, None or the empty string where there is none.

    `table` is the table whose `id` the values are, where it is always the same one.
    """

    name: str
    kind: Kind
    meaning: str
    value: Callable[[Any], Any]
    table: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; `records` are the rows, in the order of their identifiers; the columns of `key` tell one from another."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    records: tuple[Any, ...]
    key: tuple[str, ...] = ("id",)


@dataclass(frozen=True, slots=True)
class _Owned:
    """A Citation with its Statement, a Result with its Citation."""

    owner: str
    record: Any


_FAMILIES = {
    "condition": "conditions", "treatment": "treatments", "drug": "drugs", "trial": "trials", "factor": "factors",
    "site": "sites", "stage": "stages", "biomarker": "biomarkers", "outcome": "outcomes", "population": "populations",
    "warning": "warnings", "surveillance": "surveillance", "search": "searches", "source": "sources",
}  # fmt: skip
# What only some families have; relations are the rows of `statements`.
PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "conditions": ("managedTogetherWith",), "biomarkers": ("gene",), "drugs": ("brandName", "drugClass", "mechanism"),
    "outcomes": ("outcomeKind",), "populations": ("ofCondition", "restrictedTo", "excludesCondition"),
    "searches": ("lookedFor", "ofCondition", "searched", "searchedOn"), "treatments": ("component",),
    "trials": ("design", "phase"), "warnings": ("warningKind",),
    "sources": ("title", "creator", "issued", "venue", "publisher", "url", "accessed", "readAs", "design", "supersededBy", "retractedOn", "note"),
}  # fmt: skip
_BORROWED = {
    "title": "The title", "creator": "The authors, as they are cited", "issued": "The day, month or year of publication",
    "publisher": "The body that published it", "url": "The address at which it was read",
}  # fmt: skip
QUALIFIERS = (
    "modality", "effect", "outcome", "comparedWith", "combinedWith", "setting", "line", "stage", "site", "ageGroup", "minimumAge",
    "biomarker", "allFeatures", "anyFeature", "condition", "agency", "approvalKind", "validFrom", "validUntil",
)  # fmt: skip
# Properties that have one value at most, by the shapes of the data or by what they are; every other one is a list.
SINGLE = {
    "accessed": Kind.DATE, "searchedOn": Kind.DATE, "validFrom": Kind.DATE, "validUntil": Kind.DATE, "retractedOn": Kind.DATE,
    "minimumAge": Kind.NUMBER,
} | dict.fromkeys(
    ("drugClass", "mechanism", "outcomeKind", "warningKind", "design", "phase", "title", "creator", "issued", "venue",
     "publisher", "url", "readAs", "note", "modality", "effect", "agency", "approvalKind"), Kind.TEXT)  # fmt: skip


def tables(records: Records) -> tuple[Table, ...]:
    """Return every table of the records: Statements, Citations, Results, one for each family of entities, terms.

    Raises DataError, when a row is read, on a property that has more values than its column can hold.
    """
    statements = tuple(records.statements[name] for name in sorted(records.statements))
    citations = tuple(
        sorted((_Owned(s.id, c) for s in statements for c in s.citations), key=lambda o: str(o.record.id))
    )
    # Two sources that give the same figure in the same words give one Result, and so two rows.
    results = sorted(
        (_Owned(o.record.id, r) for o in citations for r in o.record.results), key=lambda o: (str(o.record.id), o.owner)
    )
    families: dict[str, list[Entity]] = {name: [] for name in _FAMILIES.values()}
    for entity in records.entities.values():
        families[_FAMILIES[entity.family]].append(entity)
    concepts = tuple(records.concepts[name] for name in sorted(records.concepts))
    return (
        Table("statements", "An edge of the graph: subject, predicate, object, qualifiers and direction", _STATEMENT, statements),
        Table("citations", "The place in a source where a statement stands", _CITATION, citations),
        Table("results", "A figure that stands at the place of a citation", _RESULT, tuple(results), ("citation", "id")),
        *(Table(name, f"Entities of the graph: {name}", _entity_columns(name), _ordered(found)) for name, found in families.items()),
        Table("terms", "Terms of the lists that the other tables draw on: levels, grades, settings, lines", _CONCEPT, concepts),
    )  # fmt: skip


def _ordered(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=attrgetter("id")))


def _said(local: str) -> str:
    """Return the definition that the ontology gives of a property, or ours of one of another vocabulary."""
    return definitions().get(local) or _BORROWED.get(local, "")


def _text(name: str, meaning: str = "", *, kind: Kind = Kind.TEXT, table: str = "") -> Column:
    return Column(name, kind, meaning or _said(_camel(name)), attrgetter(name), table)


def _owned(name: str, kind: Kind = Kind.TEXT, meaning: str = "", table: str = "") -> Column:
    return Column(name, kind, meaning or _said(_camel(name)), attrgetter(f"record.{name}"), table)


def _property(local: str, of: str) -> Column:
    """Return the column of a property; `of` is the attribute that holds the properties by local name."""
    if (kind := SINGLE.get(local)) is None:
        return Column(snake(local), Kind.LIST, _said(local), lambda record: getattr(record, of).get(local, ()))

    def one(record: Entity | Statement) -> str:
        values = getattr(record, of).get(local, ())
        if len(values) > 1:
            message = f"{record.id} has {len(values)} values of {local}, whose column holds one; keep one, or make the column a list"
            raise DataError((Violation("", 0, "export", message),))
        return str(values[0]) if values else ""

    return Column(snake(local), kind, _said(local), one)


def _entity_columns(table: str) -> tuple[Column, ...]:
    return (
        _text("id", "The identifier, a CURIE; its IRI is https://w3id.org/sarcomakg/id/ with : as /"),
        _text("kind", "The class of the ontology"),
        _text("label", "The name"),
        _text("plain_label", "The name in plain words"),
        _text("definition", "The definition"),
        _text("plain_definition", "The definition in plain words"),
        _text("synonyms", "Other names", kind=Kind.LIST),
        _text("parents", "The nearest broader entities, or the sites that a site is part of", kind=Kind.LIST),
        _text("exact_matches", "The same in other vocabularies and registers, as CURIEs", kind=Kind.LIST),
        *(_property(local, "properties") for local in PROPERTIES.get(table, ())),
    )


def snake(local: str) -> str:
    """Return the name of a column for a local name: brandName, brand_name."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in local)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


_STATEMENT = (
    _text("id", "The identifier of the statement"),
    _text("subject", "The entity that it is about"),
    _text("predicate", "The relation, a local name of the ontology"),
    _text("object", "The entity at the other end"),
    _text("direction", "For, Against or Neutral"),
    _text("modified", "The day on which it was written or changed", kind=Kind.DATE),
    *(_property(local, "qualifiers") for local in QUALIFIERS),
)
_CITATION = (
    _owned("id", meaning="The identifier of the citation, made from its content"),
    Column("statement", Kind.TEXT, "The statement that it carries", attrgetter("owner"), "statements"),
    _owned("source", table="sources"),
    _owned("locator"),
    _owned("population"),
    _owned("stance"),
    _owned("level"),
    _owned("grade"),
    _owned("design"),
    _owned("trial", table="trials"),
    _owned("reported_from", Kind.LIST),
    _owned("stated_by"),
    _owned("note"),
    _owned("second_reading", Kind.DATE),
    _owned("sample_size", Kind.INTEGER),
)
_RESULT = (
    _owned("id", meaning="The identifier of the result, made from its content"),
    Column("citation", Kind.TEXT, "The citation at whose place it stands", attrgetter("owner"), "citations"),
    _owned("endpoint", table="outcomes"),
    *(_owned(name) for name in ("measure", "unit", "analysis")),
    *(_owned(name, Kind.NUMBER) for name in ("estimate", "lower", "upper")),
    _owned("interval_kind"),
    _owned("interval_level", Kind.NUMBER),
    _owned("p_value"),
    _owned("significant", Kind.FLAG),
    _owned("arm"),
    *(_owned(name, Kind.INTEGER) for name in ("arm_size", "events")),
    _owned("comparator"),
    _owned("comparator_estimate", Kind.NUMBER),
    *(_owned(name, Kind.INTEGER) for name in ("comparator_size", "comparator_events")),
    *(_owned(name, Kind.NUMBER) for name in ("comparator_lower", "comparator_upper")),
    *(_owned(name) for name in ("analysis_set", "data_cut")),
    *(_owned(name, Kind.NUMBER) for name in ("at_time", "from_time", "until_time", "until_time_lower")),
    _owned("time_unit"),
    _owned("frequency", Kind.INTEGER),
    _owned("period", Kind.NUMBER),
    *(_owned(name) for name in ("period_unit", "route")),
)
_CONCEPT = (
    _text("id", "The identifier of the term"),
    _text("label", "The name"),
    _text("plain_label", "The name in plain words"),
    _text("definition", "The definition"),
    _text("notation", "The sign that the scheme uses"),
    _text("scheme", "The scheme that the term belongs to"),
)
