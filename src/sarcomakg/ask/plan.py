"""What was asked, in the terms of the graph; or why it is not answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sarcomakg.errors import InputError
from sarcomakg.projection import Projection


class Topic(StrEnum):
    """What a card is about."""

    TREATMENT = "treatment"
    EFFICACY = "efficacy"
    TRIAL = "trial"
    PROGNOSIS = "prognosis"
    FOLLOW_UP = "follow-up"
    METASTASIS = "metastasis"
    DIAGNOSIS = "diagnosis"
    APPROVAL = "approval"
    DOSE = "dose"
    SAFETY = "safety"
    COMPARISON = "comparison"
    OVERVIEW = "overview"
    DRUG = "drug"
    IDENTIFIERS = "identifiers"
    NEWS = "news"


class Audience(StrEnum):
    """Whom the words are for; the Statements are the same."""

    CLINICIAN = "clinician"
    PATIENT = "patient"


class MatchKind(StrEnum):
    """How the words of a question were found to be a name."""

    EXACT = "exact"
    INFLECTED = "inflected"
    REORDERED = "reordered"
    PARTIAL = "partial"
    MISSPELT = "misspelt"


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a question: `text` is the question from character `start` up to `end`, as it was typed."""

    start: int
    end: int
    text: str
    entity: str
    name: str
    kind: MatchKind


@dataclass(frozen=True, slots=True)
class Plan:
    """The query that a question became; identifiers are CURIEs, empty where nothing was asked.

    `drugs` are drugs or other treatments asked about, `comparator` the one that they are compared with; `since` is
    a date (ISO 8601). `readings` says in words how a name was understood where another reading, or another
    spelling, exists, and what of the question did not limit the answer.
    """

    topics: tuple[Topic, ...]
    condition: str = ""
    site: str = ""
    stage: str = ""
    line: str = ""
    population: str = ""
    drugs: tuple[str, ...] = ()
    comparator: str = ""
    outcome: str = ""
    trial: str = ""
    since: str = ""
    question: str = ""
    readings: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()

    def __str__(self) -> str:
        parts = [f"topic={','.join(self.topics)}"]
        for name in ("condition", "site", "stage", "line", "population", "drugs", "comparator", "outcome", "trial", "since"):  # fmt: skip
            value = getattr(self, name)
            if value:
                parts.append(f"{name}={','.join(value) if isinstance(value, tuple) else value}")
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
    """A typed refusal: what is wrong, the term that it is about, and where to go on.

    `matches` are the names that were found in the question all the same.
    """

    kind: RefusalKind
    message: str
    term: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    matches: tuple[Match, ...] = ()


# What each topic is about: the first families that a plan on it must name, any one of a group.
SUBJECTS: dict[Topic, tuple[tuple[str, ...], ...]] = {
    Topic.TREATMENT: (("condition",),),
    Topic.EFFICACY: (("condition",), ("drugs",)),
    Topic.TRIAL: (("trial",),),
    Topic.PROGNOSIS: (("condition",),),
    Topic.FOLLOW_UP: (("condition",),),
    Topic.METASTASIS: (("condition",),),
    Topic.DIAGNOSIS: (("condition",),),
    Topic.APPROVAL: (("drugs", "condition"),),
    Topic.DOSE: (("drugs", "condition"),),
    Topic.SAFETY: (("drugs", "condition"),),
    Topic.COMPARISON: (("drugs",), ("comparator",)),
    Topic.OVERVIEW: (("condition",),),
    Topic.DRUG: (("drugs",),),
    Topic.IDENTIFIERS: (("condition", "drugs", "trial"),),
    Topic.NEWS: (("condition", "drugs"),),
}
_FAMILIES = {
    "condition": ("condition",),
    "site": ("site",),
    "stage": ("stage",),
    "population": ("population",),
    "comparator": ("drug", "treatment"),
    "outcome": ("outcome",),
    "trial": ("trial",),
}


def missing(topic: Topic, plan: Plan) -> tuple[str, ...]:
    """Return the fields of which a plan on the topic must name one and names none; empty when it is whole."""
    return next((group for group in SUBJECTS[topic] if not any(getattr(plan, name) for name in group)), ())


def plan_for(
    projection: Projection, topics: Sequence[Topic], *, drugs: Sequence[str] = (), line: str = "", since: str = "", **named: str
) -> Plan:  # fmt: skip
    """Return the plan of a card by identifiers; raise NotFoundError or InputError on one that is not of its kind."""
    for field, name in named.items():
        if name and projection.entity(name).family not in _FAMILIES[field]:
            raise InputError(f"{name!r} is not a {field}")
    for drug in drugs:
        if projection.entity(drug).family not in _FAMILIES["comparator"]:
            raise InputError(f"{drug!r} is not a drug or treatment")
    if line and not (line.startswith("line:") and projection.term(line)):
        raise InputError(f"{line[:60]!r} is no line of treatment; choose line:first, line:later or line:any")
    every = Plan(tuple(dict.fromkeys(topics)), drugs=tuple(drugs), line=line, since=since)
    plan = replace(every, **named)  # type: ignore[arg-type]
    for topic in plan.topics:
        if lacking := missing(topic, plan):
            raise InputError(f"a card on {topic} needs {' or '.join(lacking)}; give its identifier")
    return plan
