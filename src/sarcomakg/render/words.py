"""The words of the schema for a reader: predicates, verdicts, qualifiers, classes, measures, relations, units, places."""

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
# What a direction means depends on the predicate, a treatment is advised, a finding is favorable: for, against, neutral.
_VERDICTS = {
    "TREATED_WITH": ("stated for it", "stated against it", "no side taken"),
    "DIAGNOSED_WITH": ("used", "not recommended", "no side taken"),
    "STAGED_WITH": ("used", "not recommended", "no side taken"),
    "FOLLOWED_UP_WITH": ("used", "not recommended", "no side taken"),
    "APPROVED_FOR": ("approved", "use limited", "no side taken"),
    "STUDIED_IN": ("favorable finding", "no favorable finding", "no side taken"),
    "HAS_PROGNOSTIC_FACTOR": ("association found", "no association found", "no side taken"),
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
_EFFECTS = {"ADVERSE": "worse outcome", "FAVORABLE": "better outcome", "NONINFERIOR FOR": "noninferior",
            "NONINFERIOR AGAINST": "noninferiority not shown"}  # fmt: skip
_TONES = {"ADVERSE": "worse", "FAVORABLE": "better"}
_DIRECTIONS = ("FOR", "AGAINST", "NEUTRAL")
# The modality of these is a hedge on a finding, not the finding.
_HEDGED = ("STUDIED_IN", "HAS_PROGNOSTIC_FACTOR")
# What is said for or against something that one can choose to do.
_WEIGHED = ("TREATED_WITH", "DIAGNOSED_WITH", "STAGED_WITH", "FOLLOWED_UP_WITH", "APPROVED_FOR", "STUDIED_IN")
_QUALIFIERS = {
    "anyFeature": "with at least one of",
    "allFeatures": "with all of",
    "minimumAge": "from the age of (years)",
    "validFrom": "since",
    "validUntil": "until",
    "approvalKind": "kind of approval",
}
# How the people studied stand to a condition, whose name takes the place of the braces.
_RELATIONS = {
    "EXACT": "people with {}, within the limits above",
    "BROADER": "a wider group, not {} alone",
    "NARROWER": "a part of the people with {}",
    "OVERLAPPING": "another group, some of whom may have {}",
}
STANCE = {"SUPPORTS": "", "DISPUTES": "disputes it"}
# Measures that a figure does not show by itself; 4% is a proportion without a word.
MEASURES = {
    "HAZARD_RATIO": "hazard ratio", "ODDS_RATIO": "odds ratio", "RELATIVE_RISK": "relative risk", "MEDIAN": "median", "MEAN": "mean",
    "CHANGE": "difference", "COUNT": "count", "DURATION": "duration",
}  # fmt: skip
INTERVALS = {"CONFIDENCE_INTERVAL": "CI", "RANGE": "range", "INTERQUARTILE_RANGE": "interquartile range"}
_UNITS = {
    "mo": "months", "a": "years", "wk": "weeks", "d": "days", "h": "hours", "min": "minutes", "%": "%", "1": "", "m2": "m²", "mg/m2": "mg/m²",
    "g/m2": "g/m²", "ug/kg": "µg/kg", "10*6.[IU]/m2": "million IU/m²", "10*9": "× 10⁹", "10*5.a": "per 100,000 people a year",
    "10*6.a": "per million people a year",
}  # fmt: skip
_ONE = {"mo": "month", "a": "year", "wk": "week", "d": "day", "h": "hour", "min": "minute"}
# Where an identifier of a source leads.
PLACES = {"pmid": "PubMed", "doi": "DOI", "nct": "ClinicalTrials.gov", "setid": "DailyMed", "pmcid": "PubMed Central"}
_HOSTS = {
    "pubmed.ncbi.nlm.nih.gov": "PubMed", "pmc.ncbi.nlm.nih.gov": "PubMed Central", "doi.org": "DOI", "clinicaltrials.gov": "ClinicalTrials.gov",
    "dailymed.nlm.nih.gov": "DailyMed",
}  # fmt: skip
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


def direction(statement: Json) -> str:
    """Return what the direction of a Statement says, in words; never a color alone."""
    said = _VERDICTS.get(statement["predicate"], ("stated", "denied", "no side taken"))
    return said[_DIRECTIONS.index(statement["direction"])]


def verdict(statement: Json) -> str:
    """Return what a Statement says of its predicate, in words that keep every *not* and every hedge."""
    modality, effect = statement.get("modality"), statement.get("effect")
    if statement.get("ended"):
        return f"ended {statement['ended']}"
    default = direction(statement)
    if statement["predicate"] in _HEDGED:
        said = _EFFECTS.get(f"{effect} {statement['direction']}") or _EFFECTS.get(f"{effect}", default)
        return f"{said} ({_MODALITIES[modality]})" if modality else said
    return _MODALITIES[modality] if modality else default


def tone(statement: Json) -> str:
    """Return how a verdict looks: good, bad, neutral, plain (nothing is weighed), warning."""
    predicate, way, effect = statement["predicate"], statement["direction"], statement.get("effect")
    if predicate == "HAS_WARNING":
        return "warning"
    if way == "NEUTRAL" or statement.get("ended"):
        return "neutral"
    if effect in _TONES:
        return _TONES[effect]
    if way == "AGAINST":
        return "bad"
    return "good" if predicate in _WEIGHED else "plain"


def title(statement: Json) -> str:
    """Return a Statement in one line: its two ends and what is said of them."""
    return f"{statement['subject']['label']} {predicate_words(statement['predicate'])} {statement['object']['label']}"


def relation(name: str, condition: str = "the condition") -> str:
    """Return how the people studied stand to a condition, in words."""
    return _RELATIONS[name].format(condition)


def number(text: Any) -> str:
    """Return a figure with a true minus sign."""
    return str(text).replace("-", "−")


def unit(code: str | None, single: bool = False) -> str:
    """Return a unit in words, of one (`single`) or of several; the empty string of a bare number."""
    name = code or ""
    return _ONE[name] if single and name in _ONE else _UNITS.get(name, name)


def quantity(value: str, code: str | None) -> str:
    """Return a figure with its unit: 4.6 months, 1 month, 37%, 0.31."""
    return with_unit(number(value), code, value == "1")


def with_unit(text: str, code: str | None, single: bool = False) -> str:
    """Return what is printed already with its unit: 3 to 4 months."""
    return f"{text}{'' if code == '%' else ' '}{unit(code, single)}".strip()


def concept(term: Json) -> str:
    """Return a level or a grade in words, its sign before them where the words do not hold it."""
    sign, label, meaning = term["notation"], term["label"], term["definition"]
    named = label if not sign or sign in label else f"{sign}, {label}"
    return f"{named} ({meaning.rstrip('.')})" if meaning and meaning.rstrip(".").lower() not in named.lower() else named


def leads(reference: Json) -> list[tuple[str, str]]:
    """Return (name, address) of the places where a source is found; its own address first, each address once."""
    own = reference["url"]
    host = own.split("/")[2] if own.count("/") >= 2 else own
    found = {own: _HOSTS.get(host, host.removeprefix("www."))}
    for identifier in reference["source"]["identifiers"]:
        name = PLACES.get(identifier["id"].partition(":")[0])
        if name and name not in found.values():
            found[identifier["url"]] = name
    return [(name, url) for url, name in found.items()]
