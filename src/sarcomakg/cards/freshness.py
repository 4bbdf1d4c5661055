"""How new the evidence of a card is, when its sources were last looked at, and what is due to be looked at again.

Nothing here knows what day it is: whoever asks says so.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sarcomakg.ask.plan import Plan
from sarcomakg.model import Entity
from sarcomakg.projection import Projection

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """After how many months a source of a kind is stale, counted from the day in `since`, and why."""

    months: int
    since: Literal["issued", "accessed"]
    said: str
    reason: str


# Kinds that are not here do not grow stale: a paper and a regulator's act stay what they were on their day, and what
# came after them are other sources.
RULES: dict[str, Rule] = {
    "DrugLabel": Rule(
        12,
        "accessed",
        "last opened",
        "a label changes in place, often more than once a year, and seldom says when",
    ),
    "TrialRecord": Rule(
        12,
        "accessed",
        "last opened",
        "a registry has its records brought up to date once a year, and adds results to them",
    ),
    "Guideline": Rule(
        24,
        "issued",
        "issued",
        "those who issue guidelines look at them again every one to two years",
    ),
}
_PLURALS = {"DrugLabel": "drug labels", "TrialRecord": "trial records", "Guideline": "guidelines"}
_ONE = {"DrugLabel": "drug label", "TrialRecord": "trial record", "Guideline": "guideline"}


@dataclass(frozen=True, slots=True)
class Due:
    """A source that is stale from a day on (ISO 8601); `since` is what that is counted from, as the graph has it."""

    source: str
    label: str
    kind: str
    since: str
    day: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """`newest` and `oldest` are dates of issue of sources cited, as exact as they are known; empty without sources.

    `opened_first` and `opened_last` are the days on which a source cited was last opened, `searched` that of the last
    search about the condition that found nothing (empty without one). `dues` come by day.
    """

    newest: str = ""
    oldest: str = ""
    opened_first: str = ""
    opened_last: str = ""
    searched: str = ""
    dues: tuple[Due, ...] = ()

    @property
    def text(self) -> str:
        """The dates as sentences; the empty string of a card without sources."""
        if not self.newest:
            return ""
        said = [f"The sources cited were issued {_between(self.oldest, self.newest)}."]
        if self.opened_last:
            said.append(f"They were last opened {_between(self.opened_first, self.opened_last)}.")
        if self.searched:
            said.append(f"The last search that found nothing on the subject was on {self.searched}.")
        return " ".join(said)

    def stale(self, on: str) -> tuple[str, ...]:
        """Return a sentence for each kind of source of which some are stale on a day (ISO 8601)."""
        return tuple(
            _stale(kind, found) for kind in RULES if (found := [d for d in self.dues if d.kind == kind and d.day <= on])
        )


def freshness(projection: Projection, plan: Plan, sources: Iterable[str]) -> Freshness:
    """Return how fresh a card is that cites sources, given by their identifiers."""
    found = [projection.entity(name) for name in sources]
    issued = sorted({e.first("issued") for e in found} - {""}, key=_span)
    opened = sorted({e.first("accessed") for e in found} - {""})
    searched = [s.first("searchedOn") for s in projection.searches.get(plan.condition, ())]
    return Freshness(
        newest=max(issued, key=last_day, default=""),
        oldest=issued[0] if issued else "",
        opened_first=opened[0] if opened else "",
        opened_last=opened[-1] if opened else "",
        searched=max(searched, default=""),
        dues=tuple(sorted(filter(None, map(due, found)), key=lambda d: (d.day, d.source))),
    )


def due(source: Entity) -> Due | None:
    """Return when a source grows stale; None of one that does not, or whose day is not known."""
    rule = RULES.get(source.kind)
    since = source.first(rule.since) if rule else ""
    if rule is None or not since:
        return None
    return Due(source.id, source.label, source.kind, since, months_after(last_day(since), rule.months))


def last_day(when: str) -> str:
    """Return the last day of a year, a month or a day (ISO 8601): what is known so far is not held against a source."""
    parts = [int(part) for part in when.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return f"{year:04d}-{month:02d}-{day:02d}"


def months_after(day: str, months: int) -> str:
    """Return the day so many months later, the last of a shorter month."""
    start = date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).isoformat()


def _span(when: str) -> tuple[str, str]:
    return when[:4], last_day(when)


def _between(first: str, last: str) -> str:
    if first != last:
        return f"between {first} and {last}"
    return f"on {first}" if len(first) > 7 else f"in {first}"


def _stale(kind: str, found: Sequence[Due]) -> str:
    rule = RULES[kind]
    one = len(found) == 1
    named = "; ".join(f"{d.label}, {d.since}" for d in found[:_NAMED])
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    count = f"One {_ONE[kind]} cited was" if one else f"{len(found)} {_PLURALS[kind]} cited were"
    newer = "A newer one" if one else "Newer ones"
    return f"{count} {rule.said} more than {rule.months} months ago ({named}{more}). {newer} may say something else."


__all__ = ["RULES", "Due", "Freshness", "Rule", "due", "freshness", "last_day", "months_after"]
