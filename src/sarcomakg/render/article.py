"""The published document, and what all three renderings share."""

from __future__ import annotations

import re
from typing import Any

from sarcomakg.resources import published

DOCUMENT = published()["article"]

# A section of findings with more sentences than this is broken up by what they are about.
LONG = 6
GROUPED = ("safety", "trials", "research", "prognosis", "outcomes", "disagreement")
READ_AS = {
    "FULL_TEXT": "read in full",
    "ABSTRACT": "read as abstract",
    "EXCERPT": "read in excerpt",
    "NOT_READ": "not read",
}
_EXPLAINED = re.compile(r" “[^”]+” means: ")
LEVEL = {"CLINICIAN": "for clinicians", "PATIENT": "for patients"}
STATUS = {
    "submitted": "Submitted: curated and machine-checked, not yet clinically reviewed",
    "under review": "Under review",
    "approved": "Approved",
}


# A refusal's heading, and what the reader can do.
REFUSED = {
    "Ambiguous": ("Which one do you mean?", "Choose one"),
    "UnknownTerm": ("A word that the graph does not know", "These have an answer"),
    "NoEvidence": ("Nothing is stated on this", "What is known nearby"),
    "PersonalAdvice": ("This is for you and your treatment team", "What is published on the subject"),
    "OutOfScope": ("Outside what the graph holds", "You could ask about sarcomas"),
    "NotFound": ("There is no page here", "You could ask"),
    "StoreUnavailable": ("The graph cannot be read just now", "Try again in a few seconds."),
    "Busy": ("The server is busy just now", "Try again in a few seconds."),
    "BadRequest": ("This cannot be read as a question", "You could ask"),
}


def kind_name(kind: str) -> str:
    """Return the name of a refusal as the design writes it: OUT_OF_SCOPE is OutOfScope."""
    return kind.title().replace("_", "")


def lead(answer: dict[str, Any]) -> str:
    """Return the definition with which a card on what something is begins; the empty string on other cards."""
    facts = [f for s in answer["sections"] if s["key"] == "facts" for f in s["facts"]]
    return next((str(f["value"]) for f in facts if f["label"] == "definition"), "")


def state(reference: dict[str, Any]) -> str:
    """Return what has become of the source of a reference or a mark: retracted or superseded; the empty string while it
    stands.
    """
    if reference["retracted"]:
        return f"Retracted on {reference['retracted']}"
    return f"Superseded by {reference['supersededBy']}" if reference["supersededBy"] else ""


def fallen(sentence: dict[str, Any]) -> list[tuple[int, str]]:
    """Return (number, what has become of it) of each source of a sentence that does not stand any more."""
    return list(dict.fromkeys((m["number"], state(m)) for m in sentence["marks"] if state(m)))


def glossed(text: str) -> tuple[str, str]:
    """Return a sentence and the explanations of words that a card for patients puts after it; none is the empty string."""
    found = _EXPLAINED.search(text)
    return (text[: found.start()], text[found.start() :].strip()) if found else (text, "")


def marks_by_number(sentence: dict[str, Any]) -> list[tuple[int, str]]:
    """Return (number, locators) of a sentence, one entry a source, in reading order.

    A place that no second reader has compared with the source yet is marked as read once, one in a source that was
    retracted or superseded as that.
    """
    found: dict[int, list[str]] = {}
    for mark in sentence["marks"]:
        places = found.setdefault(mark["number"], [])
        place = mark["locator"] if mark["secondReading"] else f"{mark['locator']} (read once)"
        became = state(mark)
        place += f" ({became[0].lower()}{became[1:]})" if became else ""
        if place not in places:
            places.append(place)
    return [(number, "; ".join(places)) for number, places in found.items()]


def grouped(section: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return (heading, sentences) of a section: by what they are about when it is long, else in one run without."""
    sentences = section["sentences"]
    about = list(dict.fromkeys(s["about"] for s in sentences))
    if section["key"] not in GROUPED or len(sentences) <= LONG or len(about) < 2:
        return [("", sentences)]
    return [(name, [s for s in sentences if s["about"] == name]) for name in about]
