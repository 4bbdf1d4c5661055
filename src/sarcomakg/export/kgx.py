"""The graph in the Knowledge Graph Exchange format: a node and an edge table in terms of the Biolink Model.

A term that claims more than a Statement does is not taken: where none fits, the edge is biolink:related_to, and
`original_predicate` and `qualifiers` keep what the Statement says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from sarcomakg.export.archive import write_tar_gz
from sarcomakg.export.release import Edition
from sarcomakg.identifiers import ENTITY_BASE, prefixes
from sarcomakg.model import Entity, Records, Statement
from sarcomakg.vocabulary import Direction, EntityKind, Predicate, WarningKind

BIOLINK = "4.4.6"
SOURCE = "infores:sarcomakg"
RELATED, NAMED_THING = "biolink:related_to", "biolink:NamedThing"
CATEGORIES: Mapping[str, str] = {
    EntityKind.CONDITION: "biolink:Disease",
    EntityKind.DRUG: "biolink:Drug",
    EntityKind.TREATMENT: "biolink:Treatment",
    EntityKind.SURGERY: "biolink:Treatment",
    EntityKind.RADIOTHERAPY: "biolink:Treatment",
    EntityKind.REGIMEN: "biolink:Treatment",
    EntityKind.PROCEDURE: "biolink:Procedure",
    EntityKind.TRIAL: "biolink:ClinicalTrial",
    EntityKind.ANATOMICAL_SITE: "biolink:AnatomicalEntity",
    EntityKind.POPULATION: "biolink:PopulationOfIndividualOrganisms",
}
_TREATMENTS = frozenset({"biolink:Drug", "biolink:Treatment"})
_DISEASES = frozenset({"biolink:Disease"})


@dataclass(frozen=True, slots=True)
class Mapped:
    """A Biolink predicate, the categories that it joins (any without them), and whether Against is its negation."""

    predicate: str
    subjects: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    negatable: bool = True


PREDICATES: Mapping[str, Mapped] = {
    Predicate.TREATED_WITH: Mapped("biolink:treated_by", _DISEASES, _TREATMENTS),
    # The ontology has applied_to_treat beside it, which says of a patient that took the drug; Biolink's definition of
    # treats names approval, and so that is left to approvals that have ended.
    Predicate.APPROVED_FOR: Mapped("biolink:treats", _TREATMENTS, _DISEASES),
    # In clinical trials for, which the ontology has beside it, is untrue of a registry or a retrospective cohort.
    # Studied it was whichever way it came out.
    Predicate.STUDIED_IN: Mapped("biolink:studied_to_treat", _TREATMENTS, _DISEASES, negatable=False),
    Predicate.HAS_PROGNOSTIC_FACTOR: Mapped("biolink:associated_with"),
    Predicate.HAS_BIOMARKER: Mapped("biolink:has_biomarker", _DISEASES, frozenset({"biolink:MolecularEntity"})),
    # Against is stated of sites where it is rare, which is no negation.
    Predicate.ARISES_IN: Mapped("biolink:disease_has_location", _DISEASES, frozenset({"biolink:AnatomicalEntity"}), negatable=False),
    Predicate.HAS_WARNING: Mapped("biolink:has_adverse_event", _TREATMENTS, frozenset({"biolink:PhenotypicFeature"})),
}  # fmt: skip
ENDED = "biolink:applied_to_treat"
# Categories that Biolink takes for classes, which alone can be subclasses.
_CLASSES = frozenset({"biolink:Disease", "biolink:Drug", "biolink:Treatment", "biolink:AnatomicalEntity"})
# How Biolink and the registries spell the prefixes that they know; the others are ours, in capitals.
_SPELLED = {"doi": "doi", "nct": "clinicaltrials", "orphanet": "ORPHANET", "dailymed": "DailyMed"}
NODE_COLUMNS = ("id", "category", "name", "description", "synonym", "xref")
EDGE_COLUMNS = (
    "id", "category", "subject", "predicate", "object", "negated", "original_predicate", "qualifiers", "publications",
    "primary_knowledge_source", "knowledge_level", "agent_type", "update_date",
)  # fmt: skip
# Publications stand on the edges, and a search that found nothing is no node of a graph of knowledge.
_LEFT_OUT = ("source", "search", "review")


def write(edition: Edition, file: BinaryIO) -> None:
    """Write metadata, nodes and edges as one gzipped tar, as `kgx` reads it."""
    records = edition.snapshot.records
    metadata = edition.release.items() | {"biolink_version": BIOLINK, "prefixes": _expansions()}
    write_tar_gz(
        [
            ("metadata.json", (json.dumps(metadata, indent=2) + "\n").encode()),
            ("sarcomakg_nodes.tsv", _tsv(NODE_COLUMNS, nodes(records))),
            ("sarcomakg_edges.tsv", _tsv(EDGE_COLUMNS, edges(records))),
        ],
        file,
    )


def nodes(records: Records) -> Iterator[dict[str, str]]:
    """Yield a row for each entity, by identifier."""
    for name in sorted(records.entities):
        entity = records.entities[name]
        if entity.family not in _LEFT_OUT:
            yield {
                "id": curie(name),
                "category": category(entity),
                "name": entity.label,
                "description": entity.definition,
                "synonym": _joined(entity.synonyms),
                "xref": _joined(map(_foreign, entity.exact_matches)),
            }


def edges(records: Records) -> Iterator[dict[str, str]]:
    """Yield a row for each Statement, then one for each step of the hierarchy and each component of a regimen."""
    common = {"category": "biolink:Association", "primary_knowledge_source": SOURCE,
              "knowledge_level": "knowledge_assertion", "agent_type": "not_provided"}  # fmt: skip
    for name in sorted(records.statements):
        yield common | _edge(records.statements[name], records)
    for name in sorted(records.entities):
        entity = records.entities[name]
        if entity.family not in _LEFT_OUT:
            for predicate, original, other in _structure(entity, records):
                yield common | {
                    "id": f"{curie(name)}--{original.partition(':')[2]}--{other.partition(':')[2]}",
                    "subject": curie(name),
                    "predicate": predicate,
                    "object": curie(other),
                    "original_predicate": original,
                }


def category(entity: Entity) -> str:
    """Return the Biolink category of an entity; the root of all where none is true of it."""
    if entity.kind == EntityKind.BIOMARKER and entity.properties.get("gene"):
        return "biolink:MolecularEntity"
    if entity.kind == EntityKind.WARNING and entity.first("warningKind") == WarningKind.ADVERSE_REACTION:
        return "biolink:PhenotypicFeature"
    return CATEGORIES.get(entity.kind, NAMED_THING)


def mapped(statement: Statement, subject: str, obj: str) -> tuple[str, bool]:
    """Return the Biolink predicate of a Statement between two categories, and whether it is negated."""
    found = PREDICATES.get(statement.predicate)
    if (
        found is None
        or (found.subjects and subject not in found.subjects)
        or (found.objects and obj not in found.objects)
    ):
        return RELATED, False
    if statement.predicate == Predicate.STUDIED_IN:
        return found.predicate, False
    if statement.qualifiers.get("validUntil"):
        return ENDED, False
    if statement.direction == Direction.FOR:
        return found.predicate, False
    if statement.direction == Direction.AGAINST and found.negatable:
        return found.predicate, True
    return RELATED, False


def curie(name: str) -> str:
    """Return an identifier as others can take it in: `drug:` or `source:` alone is not ours among prefixes of others."""
    return f"sarcomakg.{name}"


def _edge(statement: Statement, records: Records) -> dict[str, str]:
    ends = (category(records.entities[name]) for name in (statement.subject, statement.object))
    predicate, negated = mapped(statement, *ends)
    qualifiers = [f"direction={statement.direction}"]
    qualifiers += [f"{name}={value}" for name, values in statement.qualifiers.items() for value in values]
    return {
        "id": curie(statement.id),
        "subject": curie(statement.subject),
        "predicate": predicate,
        "object": curie(statement.object),
        # Readers of this format take any text here for true.
        "negated": "true" if negated else "",
        "original_predicate": f"skg:{statement.predicate}",
        "qualifiers": _joined(qualifiers),
        "publications": _joined(
            dict.fromkeys(_publication(records.entities[c.source]) for c in statement.citations)
        ),
        "update_date": statement.modified,
    }  # fmt: skip


def _structure(entity: Entity, records: Records) -> Iterator[tuple[str, str, str]]:
    """Yield (Biolink predicate, our predicate, other entity) of the hierarchy and of the components of regimens."""
    for parent in entity.parents:
        if entity.family == "site":
            yield "biolink:part_of", "skg:partOf", parent
        elif {category(entity), category(records.entities[parent])} <= _CLASSES:
            yield "biolink:subclass_of", "skos:broader", parent
        else:
            yield RELATED, "skos:broader", parent
    for part in entity.properties.get("component", ()):
        yield "biolink:has_part", "skg:component", part


def _publication(source: Entity) -> str:
    """Return the PMID of a source, else its DOI, else its address."""
    for prefix in ("pmid:", "doi:"):
        if found := next((name for name in source.exact_matches if name.startswith(prefix)), ""):
            return _foreign(found)
    return source.first("url")


def _foreign(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{_SPELLED.get(prefix, prefix.upper())}:{local}"


def _expansions() -> dict[str, str]:
    """Return what the prefixes of the two tables stand for."""
    foreign = {"mondo", "doid", "ncit", "uberon", "chebi", "hp", "efo", "orphanet", "mesh", "icdo", "oncotree", "umls",
               "rxnorm", "cas", "atc", "hgnc", "nct", "pmid", "doi", "dailymed"}  # fmt: skip
    known = prefixes()
    ours = {curie(name): iri for name, iri in known.items() if iri.startswith(ENTITY_BASE)}
    ours |= {name: known[name] for name in ("skg", "skos", "biolink")}
    return ours | {_foreign(name + ":").rstrip(":"): known[name] for name in sorted(foreign & known.keys())}


def _joined(values: Iterable[str]) -> str:
    # The format has no escape for its separator.
    return "|".join(value.replace("|", "/") for value in values)


def _tsv(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return rows as the format has them: no quoting, so that no value holds a tab or a line break."""
    lines = ["\t".join(columns)]
    lines += ["\t".join(" ".join(row.get(name, "").split()) for name in columns) for row in rows]
    return ("\n".join(lines) + "\n").encode()
