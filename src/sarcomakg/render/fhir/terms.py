"""Codes, identifiers and references of FHIR, from the identifiers and the enumerations of the published documents."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sarcomakg.identifiers import to_iri

Json = Mapping[str, Any]

ONTOLOGY = "https://w3id.org/sarcomakg/ontology#"
# Our extensions, and the codes that neither the ontology nor HL7 has.
STRUCTURE, CODES = "https://w3id.org/sarcomakg/fhir/StructureDefinition/", "https://w3id.org/sarcomakg/fhir/CodeSystem/"
URI = "urn:ietf:rfc:3986"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem/"
# Prefix of an identifier -> system of the code, and what goes before the local name.
_SYSTEMS = {
    "ncit": ("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", ""),
    "mondo": ("http://purl.obolibrary.org/obo/mondo.owl", "MONDO:"),
    "rxnorm": ("http://www.nlm.nih.gov/research/umls/rxnorm", ""),
    "atc": ("http://www.whocc.no/atc", ""),
}
# Prefix of an identifier of a source or a trial -> system of the identifier.
_REGISTERS = {
    "pmid": "https://pubmed.ncbi.nlm.nih.gov",
    "doi": "https://doi.org",
    "nct": "http://clinicaltrials.gov",
    "dailymed": "https://dailymed.nlm.nih.gov",
}


def made_id(*parts: str) -> str:
    """Return the id of a resource made from what it is about: the same for the same content, on every machine."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)))


def reference(kind: str, name: str, display: str = "") -> dict[str, Any]:
    """Return a reference to a resource of the bundle."""
    found = {"reference": f"urn:uuid:{name}", "type": kind}
    return {**found, "display": display} if display else found


def concept(text: str, *codings: Json) -> dict[str, Any]:
    """Return a CodeableConcept; without codings it is its text."""
    return {**({"coding": [dict(c) for c in codings]} if codings else {}), "text": text}


def hl7(system: str, code: str, display: str) -> dict[str, str]:
    """Return a code of a code system of HL7 Terminology."""
    return {"system": HL7 + system, "code": code, "display": display}


def own(member: str, display: str) -> dict[str, str]:
    """Return the code of a term of the ontology from a member of a GraphQL enumeration: HAZARD_RATIO is HazardRatio."""
    return {"system": ONTOLOGY, "code": member.title().replace("_", ""), "display": display}


def codings(identifiers: list[Json], label: str) -> list[dict[str, str]]:
    """Return the codes of the identifiers whose code system FHIR knows: NCIt, MONDO, RxNorm, ATC."""
    found = []
    for identifier in identifiers:
        prefix, _, local = str(identifier["id"]).partition(":")
        if prefix in _SYSTEMS:
            system, before = _SYSTEMS[prefix]
            found.append({"system": system, "code": before + local, "display": label})
    return found


def other_identifiers(identifiers: list[Json]) -> list[dict[str, str]]:
    """Return the identifiers that are no codes of ours: those of registers by their system, others as addresses."""
    found = []
    for identifier in identifiers:
        prefix, _, local = str(identifier["id"]).partition(":")
        if prefix in _REGISTERS:
            found.append({"system": _REGISTERS[prefix], "value": local})
        elif prefix not in _SYSTEMS and identifier["url"]:
            found.append({"system": URI, "value": identifier["url"]})
    return found


def own_identifier(name: str, use: str = "official") -> dict[str, str]:
    """Return the IRI of anything of ours as an identifier."""
    return {"use": use, "system": URI, "value": to_iri(name)}


def extension(name: str, kind: str, value: str) -> dict[str, str]:
    """Return an extension of ours; `kind` is the type of its value: Code, Date."""
    return {"url": STRUCTURE + name, f"value{kind}": value}
