"""A source of a card as a Citation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sarcomakg.identifiers import to_iri
from sarcomakg.render.article import READ_AS
from sarcomakg.render.fhir.terms import concept, hl7, made_id, other_identifiers, own, own_identifier
from sarcomakg.render.words import kind_words

Json = Mapping[str, Any]


def citation_id(source: str) -> str:
    """Return the id of the Citation of a source."""
    return made_id("Citation", source)


def citation(reference: Json) -> dict[str, Any]:
    """Return the Citation of a reference of a card: the record of ours, and the artifact that it cites."""
    source = reference["source"]
    artifact: dict[str, Any] = {
        "identifier": other_identifiers(source["identifiers"]),
        "title": [{"text": reference["title"]}],
        **_state(reference),
        "publicationForm": [_form(reference)],
        "webLocation": [{"url": reference["url"]}],
        "note": [{"text": f"Curated: {READ_AS[reference['readAs']]}."}],
    }
    if source["creator"]:
        artifact["contributorship"] = {"summary": [{"value": source["creator"]}]}
    kind = kind_words(reference["kind"])
    artifact["classification"] = [
        {"type": concept("kind of source"), "classifier": [concept(kind, own(reference["kind"], kind))]}
    ]
    return {
        "resourceType": "Citation",
        "id": citation_id(reference["sourceId"]),
        "url": to_iri(reference["sourceId"]),
        "identifier": [own_identifier(reference["sourceId"])],
        "title": reference["label"],
        "status": "active",
        "citedArtifact": {name: value for name, value in artifact.items() if value},
    }


def _form(reference: Json) -> dict[str, Any]:
    venue = reference["source"]["venue"]
    return {**({"publishedIn": {"title": venue}} if venue else {}), "articleDate": reference["issued"]}


def _state(reference: Json) -> dict[str, Any]:
    """Return what has become of a source, so that nobody takes a retracted one for one that stands."""
    if reference["retracted"]:
        retracted = concept("Retracted", hl7("cited-artifact-status-type", "retracted", "Retracted"))
        return {
            "currentState": [retracted],
            "statusDate": [{"activity": retracted, "period": {"start": reference["retracted"]}}],
        }
    if reference["supersededBy"]:
        return {"currentState": [concept(f"Superseded by {reference['supersededBy']}")]}
    return {}
