"""What was checked, by whom, as ArtifactAssessments: the reading of each place, the review of the card, its gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sarcomakg.render.article import STATUS
from sarcomakg.render.fhir.terms import concept, made_id, reference

Json = Mapping[str, Any]

_WORKFLOW = {"submitted": "submitted", "under review": "triaged", "approved": "resolved-no-change"}


def of_evidence(found: Json, mark: Json, source: Json) -> dict[str, Any]:
    """Return how the place that Evidence was read from was checked."""
    day = mark["secondReading"]
    read = (
        f"Compared with its source by a second reader on {day}."
        if day
        else "Read once; no second reader has compared it with its source."
    )
    return {
        "resourceType": "ArtifactAssessment",
        "id": made_id("ArtifactAssessment", found["id"]),
        "title": f"Reading of {source['label']}, {mark['locator']}",
        **({"date": day, "lastReviewDate": day} if day else {}),
        "artifactReference": reference("Evidence", found["id"]),
        "content": [
            _comment("locator", f"{source['label']}, {mark['locator']}"),
            _comment("reading", read),
        ],
    }  # fmt: skip


def of_card(card: Json, bundle: str) -> dict[str, Any]:
    """Return the review of the whole card, with how the question was read and what is not known."""
    gaps = [g["text"] for s in card["sections"] for g in s["gaps"]]
    return {
        "resourceType": "ArtifactAssessment",
        "id": made_id("ArtifactAssessment", bundle),
        "title": card["title"],
        "date": card["modified"],
        "artifactUri": f"urn:uuid:{bundle}",
        "content": [
            _comment("review", STATUS[card["reviewStatus"]] + "."),
            _comment("disclaimer", card["disclaimer"]),
            *(_comment("question", note) for note in card["notes"]),
            *(_comment("gap", gap) for gap in gaps),
        ],
        "workflowStatus": _WORKFLOW[card["reviewStatus"]],
    }


def _comment(kind: str, text: str) -> dict[str, Any]:
    return {"informationType": "comment", "type": concept(kind), "summary": text}
