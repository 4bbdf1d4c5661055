"""What was asked, in the terms of the graph; or why it is not answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sarcomakg.errors import InputError
from sarcomakg.projection import Projection


class Topic(StrEnum):
    """What a card is about."""

    TREATMENT = "treatment"


class Audience(StrEnum):
    """Whom the words are for; the Statements are the same."""

    CLINICIAN = "clinician"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Plan:
    """The query that a question became; identifiers are CURIEs, empty where nothing was asked.

    `readings` says in words how a name was understood where another reading, or another spelling, exists.
    """

    topic: Topic
    condition: str
    site: str = ""
    stage: str = ""
    drug: str = ""
    question: str = ""
    readings: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [f"topic={self.topic}", f"condition={self.condition}"]
        parts += [f"{name}={value}" for name in ("site", "stage", "drug") if (value := getattr(self, name))]
        return " ".join(parts)


class RefusalKind(StrEnum):
    """Why a question is not answered."""

    OUT_OF_SCOPE = "OutOfScope"
    AMBIGUOUS = "Ambiguous"
    UNKNOWN_TERM = "UnknownTerm"
    NO_EVIDENCE = "NoEvidence"
    PERSONAL_ADVICE = "PersonalAdvice"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that the graph can answer, and the entity that it is about."""

    question: str
    entity: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A typed refusal: what is wrong, the term that it is about, and where to go on."""

    kind: RefusalKind
    message: str
    term: str = ""
    suggestions: tuple[Suggestion, ...] = ()


def plan_for(
    projection: Projection, condition: str, site: str = "", stage: str = "", topic: Topic = Topic.TREATMENT
) -> Plan:
    """Return the plan of a card by identifiers; raise NotFoundError or InputError on one that is not of its kind."""
    for name, family in ((condition, "condition"), (site, "site"), (stage, "stage")):
        if name and projection.entity(name).family != family:
            raise InputError(f"{name!r} is not a {family}")
    return Plan(topic, condition, site, stage)
