"""Names of the schema in words that a reader knows: predicates, verdicts, qualifiers, classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

PREDICATES = {
    "TREATED_WITH": "treated with",
    "APPROVED_FOR": "approved for",
    "STUDIED_IN": "studied in",
    "HAS_PROGNOSTIC_FACTOR": "has prognostic factor",
    "HAS_OUTCOME": "has outcome",
    "HAS_EPIDEMIOLOGY": "has epidemiology",
    "ARISES_IN": "arises in",
    "METASTASIZES_TO": "metastasizes to",
    "HAS_BIOMARKER": "has biomarker",
    "DIAGNOSED_WITH": "diagnosed with",
    "STAGED_WITH": "staged with",
    "FOLLOWED_UP_WITH": "followed up with",
    "HAS_WARNING": "has warning",
    "DOSED_AS": "dosed as",
    "ENROLLED": "enrolled",
    "EVALUATED": "evaluated",
    "HAS_PRIMARY_ENDPOINT": "has primary endpoint",
    "NOT_TO_BE_CONFUSED_WITH": "is not to be confused with",
    "MANAGED_APART_FROM": "is managed apart from",
}
# What a Statement says where it has no words of its own: for, against, neutral.
_VERDICTS = {
    "TREATED_WITH": ("recommended", "not recommended", "no side taken"),
    "DIAGNOSED_WITH": ("used", "not recommended", "no side taken"),
    "STAGED_WITH": ("used", "not recommended", "no side taken"),
    "FOLLOWED_UP_WITH": ("used", "not recommended", "no side taken"),
    "APPROVED_FOR": ("approved", "use limited", "no side taken"),
    "STUDIED_IN": ("favorable", "no benefit found", "no side taken"),
    "HAS_PROGNOSTIC_FACTOR": ("associated", "no association found", "no side taken"),
    "HAS_OUTCOME": ("reported", "not found", "no side taken"),
    "HAS_EPIDEMIOLOGY": ("reported", "not found", "no side taken"),
    "ARISES_IN": ("arises there", "rarely or never", "no side taken"),
    "METASTASIZES_TO": ("spreads there", "rarely or never", "no side taken"),
    "HAS_BIOMARKER": ("present", "absent or rare", "no side taken"),
    "HAS_WARNING": ("warned of", "not warned of", "no side taken"),
    "ENROLLED": ("enrolled", "excluded", "no side taken"),
    "EVALUATED": ("evaluated", "not evaluated", "no side taken"),
    "MANAGED_APART_FROM": ("managed apart", "managed together", "no side taken"),
}
_MODALITIES = {
    "STANDARD": "standard",
    "RECOMMENDED": "recommended",
    "OPTION": "option",
    "NOT_STANDARD": "not standard",
    "NOT_RECOMMENDED": "not recommended",
    "AVOIDABLE": "may be left out",
    "SUGGESTED": "suggested",
    "UNCERTAIN": "uncertain",
}
_EFFECTS = {"ADVERSE": "worse outcome", "FAVORABLE": "better outcome"}
_DIRECTIONS = ("FOR", "AGAINST", "NEUTRAL")
# The modality of these is a hedge on a finding, not the finding.
_HEDGED = ("STUDIED_IN", "HAS_PROGNOSTIC_FACTOR")
# What is said for or against something that one can choose to do.
_WEIGHED = ("TREATED_WITH", "DIAGNOSED_WITH", "STAGED_WITH", "FOLLOWED_UP_WITH", "APPROVED_FOR", "STUDIED_IN")
_QUALIFIERS = {
    "anyFeature": "at least one of",
    "allFeatures": "all of",
    "minimumAge": "from the age of (years)",
    "validFrom": "since",
    "validUntil": "until",
    "approvalKind": "kind of approval",
}
RELATIONS = {
    "BROADER": "a wider group than the condition",
    "NARROWER": "a part of the people with the condition",
    "OVERLAPPING": "a group that only overlaps with the condition",
}
KINDS = {
    "ANATOMICAL_SITE": "site",
    "PROGNOSTIC_FACTOR": "prognostic factor",
    "TRIAL_RECORD": "trial record",
    "DRUG_LABEL": "drug label",
    "REGULATORY_NOTICE": "notice of a regulator",
}


def words(name: str) -> str:
    """Return the words of a name: HAZARD_RATIO is hazard ratio, ageGroup is age group."""
    if name.isupper() or "_" in name:
        return name.replace("_", " ").lower()
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def kind_words(kind: str) -> str:
    """Return the class of an entity in words."""
    return KINDS.get(kind, words(kind))


def predicate_words(predicate: str) -> str:
    """Return a predicate in words, to stand between subject and object."""
    return PREDICATES.get(predicate, words(predicate))


def qualifier_words(name: str) -> str:
    """Return the name of a qualifier in words."""
    return _QUALIFIERS.get(name, words(name))


def verdict(statement: Json) -> str:
    """Return what a Statement says of its predicate, in words that keep every *not* and every hedge."""
    predicate, direction = statement["predicate"], statement["direction"]
    modality, effect = statement.get("modality"), statement.get("effect")
    if statement.get("ended"):
        return f"ended {statement['ended']}"
    default = _VERDICTS.get(predicate, ("stated", "denied", "no side taken"))[_DIRECTIONS.index(direction)]
    if predicate in _HEDGED:
        said = _EFFECTS[effect] if effect else default
        return f"{said} ({_MODALITIES[modality]})" if modality else said
    return _MODALITIES[modality] if modality else default


def tone(statement: Json) -> str:
    """Return how a verdict looks: good, bad, neutral, plain (nothing is weighed), warning."""
    predicate, direction, effect = statement["predicate"], statement["direction"], statement.get("effect")
    if predicate == "HAS_WARNING":
        return "warning"
    if direction == "NEUTRAL" or statement.get("ended"):
        return "neutral"
    if effect:
        return "worse" if effect == "ADVERSE" else "better"
    if direction == "AGAINST":
        return "bad"
    return "good" if predicate in _WEIGHED else "plain"


def title(statement: Json) -> str:
    """Return a Statement in one line: its two ends and what is said of them."""
    return f"{statement['subject']['label']} {predicate_words(statement['predicate'])} {statement['object']['label']}"
