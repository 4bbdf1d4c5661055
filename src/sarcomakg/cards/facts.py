"""Facts: the fields of an entity's own record, which state nothing that needs a source."""

from __future__ import annotations

from collections.abc import Iterator

from sarcomakg.ask.plan import Plan, Topic
from sarcomakg.cards.model import Fact
from sarcomakg.cards.phrasing import Voice
from sarcomakg.identifiers import to_iri
from sarcomakg.model import Entity

_REGISTRIES = {"mondo": "MONDO", "ncit": "NCI Thesaurus", "doid": "Disease Ontology", "oncotree": "OncoTree", "mesh": "MeSH", "umls": "UMLS",
               "orphanet": "Orphanet", "ordo": "Orphanet", "icdo": "ICD-O", "efo": "EFO", "rxnorm": "RxNorm", "rxcui": "RxNorm", "atc": "ATC",
               "chebi": "ChEBI", "cas": "CAS Registry Number", "nct": "ClinicalTrials.gov", "hgnc": "HGNC", "uberon": "UBERON", "gard": "GARD", "icd10cm": "ICD-10-CM"}  # fmt: skip
_FACTS = (Topic.OVERVIEW, Topic.DRUG, Topic.TRIAL, Topic.IDENTIFIERS)


def subjects(plan: Plan) -> tuple[str, ...]:
    """Return the entities whose own record a card shows: the condition, the drug or the trial that it is about."""
    topics = set(plan.topics) & set(_FACTS)
    if Topic.IDENTIFIERS in topics:
        return tuple(filter(None, (plan.condition, *plan.drugs, plan.trial)))
    found = [plan.condition] if Topic.OVERVIEW in topics else []
    found += plan.drugs if Topic.DRUG in topics else []
    found += [plan.trial] if Topic.TRIAL in topics else []
    return tuple(filter(None, found))


def facts(voice: Voice, plan: Plan) -> tuple[Fact, ...]:
    """Return the facts of a card; empty where its topics show none."""
    return tuple(fact for name in subjects(plan) for fact in _of(voice, voice.projection.entity(name), plan))


def _of(voice: Voice, entity: Entity, plan: Plan) -> Iterator[Fact]:
    if Topic.IDENTIFIERS not in plan.topics:
        yield from _described(voice, entity)
    for curie in entity.exact_matches:
        prefix, _, local = curie.partition(":")
        yield Fact(_REGISTRIES.get(prefix.lower(), prefix), local, entity.id, to_iri(curie))
    if Topic.IDENTIFIERS in plan.topics:
        yield Fact("identifier in this graph", entity.id, entity.id, to_iri(entity.id))


def _described(voice: Voice, entity: Entity) -> Iterator[Fact]:
    p = voice.projection
    definition = voice.pick(entity.definition, entity.plain_definition or entity.definition)
    design = entity.first("design").removeprefix("skg:")
    kinds = sorted(p.hierarchy.predecessors(entity.id)) if entity.family == "condition" else []
    for label, value in (
        ("definition", definition),
        ("also called", ", ".join(entity.synonyms)),
        ("brand names", ", ".join(entity.properties.get("brandName", ()))),
        ("class", ", ".join(entity.properties.get("drugClass", ()))),
        ("mechanism", voice.pick(", ".join(entity.properties.get("mechanism", ())), "")),
        ("components", ", ".join(voice.name(c) for c in entity.properties.get("component", ()))),
        ("phase", entity.first("phase")),
        ("design", p.label(f"skg:{design}", plain=voice.plain) if design else ""),
        ("belongs to", ", ".join(voice.name(parent) for parent in entity.parents)),
        ("its types", ", ".join(voice.name(kind) for kind in kinds)),
    ):
        if value:
            yield Fact(label, value, entity.id)
