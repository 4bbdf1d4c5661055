"""The columns of entities and concepts: what each is called and is, not what is stated of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sarcomakg.frames.column import Column, Type
from sarcomakg.model import Entity
from sarcomakg.projection import Projection


@dataclass(frozen=True, slots=True)
class Row:
    """An entity in its graph."""

    projection: Projection
    entity: Entity


def rows(projection: Projection, family: str) -> list[Row]:
    """Return the entities of a family (`drug`), by identifier."""
    return [Row(projection, entity) for entity in projection.by_family.get(family, ())]


def _first(name: str, term: str, type: Type = Type.TEXT, meaning: str = "") -> Column:
    return Column(name, type, lambda row: row.entity.first(term), meaning, term)


def _every(name: str, term: str) -> Column:
    return Column(name, Type.MANY, lambda row: row.entity.properties.get(term, ()), term=term)


def _match(prefix: str, authority: str) -> Column:
    """Return the column of what an entity is called by an authority, without the prefix; the first of several."""

    def read(row: Row) -> str:
        found = (name for name in row.entity.exact_matches if name.startswith(f"{prefix}:"))
        return next(found, "").partition(":")[2]

    return Column(prefix, Type.TEXT, read, f"Its identifier in {authority}, without the prefix.")


def _precision(issued: str) -> str:
    return {4: "year", 7: "month", 10: "day"}.get(len(issued), "")


_NAMED = (
    Column("label", Type.TEXT, lambda row: row.entity.label, "What it is called."),
    Column("kind", Type.CATEGORY, lambda row: row.entity.kind, "Its class in the ontology."),
    Column("plain_label", Type.TEXT, lambda row: row.entity.plain_label, term="plainLabel"),
    Column("definition", Type.TEXT, lambda row: row.entity.definition, "What it is, in one or two sentences."),
    Column("plain_definition", Type.TEXT, lambda row: row.entity.plain_definition, term="plainDefinition"),
    Column("synonyms", Type.MANY, lambda row: row.entity.synonyms, "Other names."),
    Column("parents", Type.MANY, lambda row: row.entity.parents,
           "The nearest broader ones; of a site, those that it is part of."),
    Column("identifiers", Type.MANY, lambda row: row.entity.exact_matches, "Its identifiers in other vocabularies."),
)  # fmt: skip
_STATED = Column(
    "statements", Type.COUNT,
    lambda row: row.projection.graph.in_degree(row.entity.id) + row.projection.graph.out_degree(row.entity.id),
    "How many Statements have it as subject or object.",
)  # fmt: skip
_SOURCE: tuple[Column, ...] = (
    _first("title", "title", meaning="Its title."),
    _first("creator", "creator", meaning="Its first authors, or the body that wrote it."),
    _first("venue", "venue"),
    _first("publisher", "publisher", meaning="The body that published it."),
    _first("issued", "issued", Type.DAY, "When it was issued."),
    Column("issued_precision", Type.CATEGORY, lambda row: _precision(row.entity.first("issued")),
           "How much of `issued` is known: year, month or day; the rest is the first day of it."),
    Column("year", Type.COUNT, lambda row: int(row.entity.first("issued")[:4]), "The year of `issued`."),
    _match("pmid", "PubMed"),
    _match("doi", "the DOI system"),
    _first("url", "url", meaning="Where it is found."),
    _first("accessed", "accessed", Type.DAY),
    _first("read_as", "readAs", Type.CATEGORY),
    _first("design", "design", Type.CATEGORY),
    _first("superseded_by", "supersededBy"),
    _first("retracted_on", "retractedOn", Type.DAY),
    _first("note", "note"),
    Column("statements", Type.COUNT, lambda row: len(row.projection.by_source.get(row.entity.id, ())),
           "How many Statements cite it."),
)  # fmt: skip

# What only one kind of entity has, by family.
_OWN: Mapping[str, tuple[Column, ...]] = {
    "biomarker": (_every("gene", "gene"), _STATED),
    "condition": (_match("mondo", "MONDO"), _match("ncit", "the NCI Thesaurus"), _match("oncotree", "OncoTree"), _STATED),
    "drug": (_every("brand_name", "brandName"), _first("drug_class", "drugClass"), _first("mechanism", "mechanism"),
             _match("rxnorm", "RxNorm"), _match("atc", "ATC"), _STATED),
    "factor": (_STATED,),
    "outcome": (_first("outcome_kind", "outcomeKind", Type.CATEGORY), _STATED),
    "population": (_every("of_condition", "ofCondition"), _every("excludes_condition", "excludesCondition"),
                   _every("restricted_to", "restrictedTo"), _STATED),
    "search": (_every("of_condition", "ofCondition"), _every("looked_for", "lookedFor"), _every("searched", "searched"),
               _first("searched_on", "searchedOn", Type.DAY), _first("note", "note")),
    "site": (_match("uberon", "UBERON"), _STATED),
    "source": _SOURCE,
    "stage": (_STATED,),
    "surveillance": (_STATED,),
    "treatment": (_every("component", "component"), _STATED),
    "trial": (_match("nct", "ClinicalTrials.gov"), _first("phase", "phase", Type.CATEGORY),
              _first("design", "design", Type.CATEGORY), _STATED),
    "warning": (_first("warning_kind", "warningKind", Type.CATEGORY), _STATED),
}  # fmt: skip

CONCEPT = (
    Column("label", Type.TEXT, lambda concept: concept.label, "What it is called."),
    Column("plain_label", Type.TEXT, lambda concept: concept.plain_label, term="plainLabel"),
    Column("definition", Type.TEXT, lambda concept: concept.definition, "What it means."),
    Column("notation", Type.TEXT, lambda concept: concept.notation, "How a source prints it, such as `C1`."),
    Column("scheme", Type.CATEGORY, lambda concept: concept.scheme, "The scheme that it belongs to."),
)


def columns(family: str) -> tuple[Column, ...]:
    """Return the columns of a family of entities (`drug`); raise KeyError on an unknown one."""
    return (*_NAMED, *_OWN[family])
