"""The words of the frame: what a predicate, a direction, a relation, a unit or a measure is called for a reader."""

from __future__ import annotations

from typing import Any

DIRECTION = {"FOR": "in favor", "AGAINST": "against", "NEUTRAL": "undecided"}
# What a direction means depends on the predicate: a treatment is advised, a finding is favorable.
STATED = {
    "TREATED_WITH": {"FOR": "stated for it", "AGAINST": "stated against it", "NEUTRAL": "named without taking a side"},
    "APPROVED_FOR": {"FOR": "approved", "AGAINST": "limits use there", "NEUTRAL": "named without taking a side"},
    "STUDIED_IN": {"FOR": "favorable finding", "AGAINST": "no favorable finding", "NEUTRAL": "no side taken"},
    "HAS_PROGNOSTIC_FACTOR": {
        "FOR": "association found",
        "AGAINST": "no association found",
        "NEUTRAL": "no side taken",
    },
}
PREDICATE = {
    "HAS_PROGNOSTIC_FACTOR": "has the prognostic factor",
    "HAS_OUTCOME": "has the outcome",
    "HAS_EPIDEMIOLOGY": "has the epidemiology",
    "HAS_BIOMARKER": "has the biomarker",
    "HAS_WARNING": "carries the warning",
    "HAS_PRIMARY_ENDPOINT": "has the primary endpoint",
}
QUALIFIER = {
    "comparedWith": "compared with",
    "combinedWith": "combined with",
    "ageGroup": "age group",
    "anyFeature": "with any of",
    "allFeatures": "with all of",
    "minimumAge": "from age",
    "validFrom": "from",
    "validUntil": "until",
    "approvalKind": "kind of approval",
}
UNIT = {
    "1": "", "mo": "months", "a": "years", "wk": "weeks", "d": "days", "h": "hours", "min": "minutes", "m2": "m²", "mg/m2": "mg/m²",
    "g/m2": "g/m²", "10*6.a": "per million a year", "10*5.a": "per 100,000 a year", "10*6.[IU]/m2": "million IU/m²",
    "10*9": "billion", "ug/kg": "µg/kg",
}  # fmt: skip
ONE = {"mo": "month", "a": "year", "wk": "week", "d": "day", "h": "hour", "min": "minute"}
RELATION = {
    "EXACT": "people with {}, within the limits above",
    "BROADER": "a wider group, not {} alone",
    "NARROWER": "a part of the people with {}",
    "OVERLAPPING": "another group, some of whom may have {}",
}
STANCE = {"SUPPORTS": "", "DISPUTES": "disputes it"}
INTERVAL = {"RANGE": "range", "INTERQUARTILE_RANGE": "interquartile range"}
# Where an identifier of a source leads.
PLACES = {"pmid": "PubMed", "doi": "DOI", "nct": "ClinicalTrials.gov", "setid": "DailyMed", "pmcid": "PubMed Central"}
_HOSTS = {
    "pubmed.ncbi.nlm.nih.gov": "PubMed", "pmc.ncbi.nlm.nih.gov": "PubMed Central", "doi.org": "DOI", "clinicaltrials.gov": "ClinicalTrials.gov",
    "dailymed.nlm.nih.gov": "DailyMed",
}  # fmt: skip


def words(name: str) -> str:
    """Return the words of a name: HAZARD_RATIO is hazard ratio, ageGroup is age group."""
    if name.isupper() or "_" in name:
        return name.replace("_", " ").lower()
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def predicate(name: str) -> str:
    """Return a predicate as it is read between its ends: TREATED_WITH is treated with."""
    return PREDICATE.get(name) or words(name)


def direction(statement: dict[str, Any]) -> str:
    """Return what the direction of a Statement says, in words; never a color alone."""
    return STATED.get(statement["predicate"], DIRECTION)[statement["direction"]]


def concept(term: dict[str, Any]) -> str:
    """Return a level or a grade in words, its sign before them where the words do not hold it."""
    sign, label, meaning = term["notation"], term["label"], term["definition"]
    named = label if not sign or sign in label else f"{sign}, {label}"
    return f"{named} ({meaning.rstrip('.')})" if meaning and meaning.rstrip(".").lower() not in named.lower() else named


def time(value: str, unit: str | None) -> str:
    """Return a time with its unit in words: 5 and a are 5 years."""
    if not unit:
        return value
    return f"{value} {ONE[unit] if value == '1' and unit in ONE else UNIT.get(unit, unit)}"


def number(value: str | None, unit: str) -> str:
    """Return a figure with its unit; the empty string of none."""
    if value is None:
        return ""
    shown = UNIT.get(unit, unit)
    return f"{value}%" if unit == "%" else f"{value} {shown}".rstrip()


def leads(reference: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (name, address) of the places where a source is found; its own address first, each address once."""
    own = reference["url"]
    host = own.split("/")[2] if own.count("/") >= 2 else own
    found = {own: _HOSTS.get(host, host.removeprefix("www."))}
    for identifier in reference["source"]["identifiers"]:
        name = PLACES.get(identifier["id"].partition(":")[0])
        if name and name not in found.values():
            found[identifier["url"]] = name
    return [(name, url) for url, name in found.items()]
