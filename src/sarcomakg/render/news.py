"""What is new in a release: dated approvals, newest sources, newest Statements, from the published document `news`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST_EVENTS, MOST_SOURCES = 8, 8
_SAID = {
    "TREATED_WITH": "treated with", "STUDIED_IN": "studied in", "HAS_PROGNOSTIC_FACTOR": "has prognostic factor",
    "HAS_OUTCOME": "has outcome", "FOLLOWED_UP_WITH": "followed up with",
}  # fmt: skip
_KIND = {"GUIDELINE": "guideline", "ARTICLE": "article", "REGULATORY_NOTICE": "regulator’s notice", "TRIAL_RECORD": "trial record"}  # fmt: skip
_DIRECTION = {"FOR": "for", "AGAINST": "against", "NEUTRAL": "neutral"}
# Qualifiers whose value says by itself what it is; the others are told with their names.
_PLAIN = ("stage", "setting", "line", "ageGroup", "site", "approvalKind", "modality")
_SHOWN_APART = ("agency", "validFrom", "validUntil")


@dataclass(frozen=True, slots=True)
class Event:
    """An approval that began or ended on a day."""

    day: str
    began: bool
    statement: dict[str, Any]
    agency: str
    limits: str


@dataclass(frozen=True, slots=True)
class News:
    """What is shown, and of how much."""

    release: dict[str, Any]
    events: tuple[Event, ...]
    dated: int
    approvals: int
    sources: tuple[dict[str, Any], ...]
    statements: tuple[dict[str, Any], ...]
    changed: int
    ask: tuple[str, ...]


def news(data: dict[str, Any]) -> News:
    """Return the news of a release, each list cut to what a page shows, with the length of the whole."""
    approvals, newest = data["approvals"], data["newest"]
    events = sorted(
        (e for s in approvals["nodes"] for e in _events(s)), key=lambda e: (e.day, e.statement["id"]), reverse=True
    )
    return News(
        data["release"], tuple(events[:MOST_EVENTS]), len(events), approvals["totalCount"], tuple(_newest(data["sources"])),
        tuple(_line(s) for s in newest["nodes"]), newest["totalCount"], tuple(_asking(newest["nodes"])),
    )  # fmt: skip


def _events(statement: dict[str, Any]) -> list[Event]:
    named = {q["name"]: q["label"] for q in statement["qualifiers"]}
    limits = _limits(statement["qualifiers"])
    days = (("validFrom", True), ("validUntil", False))
    return [Event(named[n], began, statement, named.get("agency", ""), limits) for n, began in days if n in named]


def _limits(qualifiers: list[dict[str, str]]) -> str:
    """Return every limit of a Statement in words; several of one name are alternatives."""
    by_name: dict[str, list[str]] = {}
    for q in qualifiers:
        if q["name"] not in _SHOWN_APART:
            by_name.setdefault(q["name"], []).append(q["label"])
    return "; ".join(_limit(name, " or ".join(labels)) for name, labels in by_name.items())


def _limit(name: str, value: str) -> str:
    if name == "minimumAge":
        return f"from the age of {value}"
    if name == "combinedWith":
        return f"with {value}"
    return value if name in _PLAIN else f"{_words(name)}: {value}"


def _words(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name)


def _newest(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sources issued last that hold up a Statement; the list comes by year, the month or day decides within it.

    A bare year is often that of a page without a date, which is new to nobody.
    """
    nodes = found["nodes"]
    last = nodes[-1]["issued"][:4] if nodes and found["pageInfo"]["hasNextPage"] else ""
    # The last year of a page may go on behind it.
    whole = [n for n in nodes if n["issued"][:4] != last] or nodes
    cited = [n | {"of": _KIND[n["kind"]]} for n in whole if n["citedIn"]["totalCount"] and len(n["issued"]) > 4]
    return sorted(cited, key=lambda n: (n["issued"], n["id"]), reverse=True)[:MOST_SOURCES]


def _line(statement: dict[str, Any]) -> dict[str, Any]:
    said, direction = _SAID[statement["predicate"]], _DIRECTION[statement["direction"]]
    return statement | {"said": said, "way": direction, "limits": _limits(statement["qualifiers"])}


def _asking(newest: list[dict[str, Any]]) -> list[str]:
    """Return a question about the news of each condition that the newest Statements are about."""
    found: dict[str, str] = {}
    for statement in newest:
        ends = [e for e in (statement["subject"], statement["object"]) if e["id"].startswith("condition:")]
        years = [c["source"]["issued"][:4] for c in statement["citations"]]
        if ends and years:
            found.setdefault(ends[0]["label"], max(years))
    return [f"What is new on {label} since {year}?" for label, year in found.items()]
