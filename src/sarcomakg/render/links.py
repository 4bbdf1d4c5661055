"""Addresses of the site: where an entity stands, and the answers in which a Statement about it appears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

Json = Mapping[str, Any]

# The topic on which an answer about a condition shows the Statements of a predicate.
_TOPICS = {
    "TREATED_WITH": "treatment",
    "APPROVED_FOR": "treatment",
    "STUDIED_IN": "treatment",
    "HAS_PROGNOSTIC_FACTOR": "prognosis",
    "HAS_OUTCOME": "prognosis",
    "FOLLOWED_UP_WITH": "follow-up",
    "METASTASIZES_TO": "metastasis",
    "DIAGNOSED_WITH": "diagnosis",
    "STAGED_WITH": "diagnosis",
    "HAS_BIOMARKER": "diagnosis",
    "HAS_EPIDEMIOLOGY": "overview",
    "ARISES_IN": "overview",
}
_DRUG_TOPICS = {"APPROVED_FOR": "approval", "DOSED_AS": "dose", "HAS_WARNING": "safety"}
_QUESTIONS = {
    "treatment": "What is the treatment for {}?",
    "prognosis": "What is the prognosis of {}?",
    "follow-up": "What is the follow-up of {}?",
    "metastasis": "Where does {} metastasize?",
    "diagnosis": "How is {} diagnosed?",
    "overview": "What is {}?",
    "approval": "What is {} approved for?",
    "dose": "What is the dose of {}?",
    "safety": "What are the side effects of {}?",
    "drug": "What is {}?",
    "trial": "What did {} show?",
}


def path(name: str) -> str:
    """Return the address of the thing that an identifier names."""
    return "/id/" + quote(name.replace(":", "/", 1))


def explore_path(name: str) -> str:
    """Return the address of the neighbourhood of an entity, as a graph."""
    return "/explore/" + quote(name.replace(":", "/", 1))


def answer_path(entity: Json, topic: str) -> str:
    """Return the address of the answer about a condition, a drug or a trial on a topic."""
    return "/answers?q=" + quote(_QUESTIONS[topic].format(entity["label"]))


def answers_of(statements: Iterable[Json]) -> list[tuple[str, str]]:
    """Return (address, title) of the answers that Statements stand in: those about their own conditions, drugs and trials.

    An answer on treatment has to have a Statement on treatment, and so on, so what is linked to has an answer.
    """
    found: dict[str, str] = {}
    for s in statements:
        for entity in (s["subject"], s["object"]):
            topic = _topic(entity["id"].partition(":")[0], s)
            if topic:
                found.setdefault(answer_path(entity, topic), f"{entity['label']}: {topic.replace('-', ' ')}")
    return sorted(found.items(), key=lambda item: item[1].casefold())


def _topic(family: str, statement: Json) -> str:
    if family == "condition":
        return _TOPICS.get(statement["predicate"], "")
    if family == "drug":
        return _DRUG_TOPICS.get(statement["predicate"], "")
    return "trial" if family == "trial" else ""
