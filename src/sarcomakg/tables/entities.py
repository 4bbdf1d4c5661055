"""The columns of entities and concepts: what each is called and is, not what is stated of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sarcomakg.model import Entity
from sarcomakg.projection import Projection
from sarcomakg.tables.column import Column, Type, dated, only


@dataclass(frozen=True, slots=True)
class Row:
    """An entity in its graph."""

    projection: Projection
    entity: Entity


def rows(projection: Projection, family: str) -> list[Row]:
    """Return the entities of a family (`drug`), by identifier."""
    return [Row(projection, entity) for entity in projection.by_family.get(family, ())]


def year(source: Entity) -> int | None:
    """Return the year in which a source was issued."""
    issued = source.first("issued")
    return int(issued[:4]) if issued else None


def _read(term: str) -> Callable[[Row], str]:
    return lambda row: only(row.entity.id, term, row.entity.properties.get(term, ()))


def _one(name: str, term: str, type: Type = Type.TEXT, meaning: str = "") -> Column:
    return Column(name, type, _read(term), meaning, term)


def _every(name: str, term: str) -> Column:
    return Column(name, Type.MANY, lambda row: row.entity.properties.get(term, ()), term=term)


def _match(prefix: str, authority: str) -> Column:
    """Return the column of what an entity is called by an authority, without the prefix; the first of several."""

    def read(row: Row) -> str:
        found = (name for name in row.entity.exact_matches if name.startswith(f"{prefix}:"))
        return next(found, "").partition(":")[2]

    return Column(prefix, Type.TEXT, read, f"Its identifier in {authority}, without the prefix.")


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
    lambda row: len(row.projection.links.get(row.entity.id, ())),
    "How many Statements have it as subject or object.",
)  # fmt: skip
_SOURCE: tuple[Column, ...] = (
    _one("title", "title", meaning="Its title."),
    _one("creator", "creator", meaning="Its first authors, or the body that wrote it."),
    _one("venue", "venue"),
    _one("publisher", "publisher", meaning="The body that published it."),
    *dated("issued", _read("issued"), "When it was issued.", "issued"),
    Column("year", Type.COUNT, lambda row: year(row.entity), "The year of `issued`."),
    _match("pmid", "PubMed"),
    _match("doi", "the DOI system"),
    _one("url", "url", meaning="Where it is found."),
    _one("accessed", "accessed", Type.DAY),
    _one("read_as", "readAs", Type.CATEGORY),
    _one("design", "design", Type.CATEGORY),
    _every("superseded_by", "supersededBy"),
    _one("retracted_on", "retractedOn", Type.DAY),
    _one("note", "note"),
    Column("statements", Type.COUNT, lambda row: len(row.projection.by_source.get(row.entity.id, ())),
           "How many Statements cite it."),
)  # fmt: skip

# What only one kind of entity has, by family.
_OWN: Mapping[str, tuple[Column, ...]] = {
    "biomarker": (_every("gene", "gene"), _STATED),
    "condition": (_match("mondo", "MONDO"), _match("ncit", "the NCI Thesaurus"), _match("oncotree", "OncoTree"),
                  _every("managed_together_with", "managedTogetherWith"), _STATED),
    "drug": (_every("brand_name", "brandName"), _one("drug_class", "drugClass"), _one("mechanism", "mechanism"),
             _match("rxnorm", "RxNorm"), _match("atc", "ATC"), _STATED),
    "factor": (_STATED,),
    "outcome": (_one("outcome_kind", "outcomeKind", Type.CATEGORY), _STATED),
    "population": (_every("of_condition", "ofCondition"), _every("excludes_condition", "excludesCondition"),
                   _every("restricted_to", "restrictedTo"), _STATED),
    "review": (_one("reviewed", "reviewed"), _one("reviewed_card", "reviewedCard"), _one("reviewed_for", "reviewedFor"),
               _one("content_hash", "contentHash"), _one("status_given", "statusGiven", Type.CATEGORY),
               _one("reviewer_role", "reviewerRole", Type.CATEGORY), _one("reviewed_on", "reviewedOn", Type.DAY),
               _one("expires_on", "expiresOn", Type.DAY), _one("interests", "interests"), _one("note", "note")),
    "search": (_every("of_condition", "ofCondition"), _every("looked_for", "lookedFor"), _every("searched", "searched"),
               _one("searched_on", "searchedOn", Type.DAY), _one("note", "note")),
    "site": (_match("uberon", "UBERON"), _STATED),
    "source": _SOURCE,
    "stage": (_STATED,),
    "surveillance": (_STATED,),
    "treatment": (_every("component", "component"), _STATED),
    "trial": (_match("nct", "ClinicalTrials.gov"), _one("phase", "phase", Type.CATEGORY),
              _one("design", "design", Type.CATEGORY), _STATED),
    "warning": (_one("warning_kind", "warningKind", Type.CATEGORY), _STATED),
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
