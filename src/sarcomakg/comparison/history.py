"""What happened to Statements, and when: from the differences between states, and from their dates where none is earlier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sarcomakg.comparison.differences import ChangeKind, Difference
from sarcomakg.projection import Projection


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a Statement on a day (ISO 8601), that of its own date; of one withdrawn, that of the newer state.

    `release` is what the newer state is called, empty where it has no name, or no earlier one is known; `was` and `now` are the Statement in
    words, empty where it was or is not, and of one that only has a date.
    """

    on: str
    kind: ChangeKind
    statement: str
    release: str = ""
    was: str = ""
    now: str = ""
    differences: tuple[Difference, ...] = ()

    @property
    def key(self) -> str:
        """What tells events apart."""
        return f"{self.on} {self.kind} {self.statement} {self.release}"


def history(projection: Projection, documents: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[Event, ...]:
    """Return what happened, the newest first.

    `documents` are (what the newer state is called, its comparison with the one before it); a Statement that none of them
    names was added or changed on its own date, before all of them.
    """
    found = [event for name, document in documents for event in _events(name, document)]
    told = {event.statement for event in found}
    found += [
        Event(s.modified, ChangeKind.MODIFIED, s.id) for s in projection.records.statements.values() if s.id not in told
    ]
    return tuple(sorted(sorted(found, key=lambda e: e.statement), key=lambda e: (e.on, e.release), reverse=True))


def _events(name: str, document: Mapping[str, Any]) -> Iterable[Event]:
    for s in document["statements"]:
        differences = tuple(Difference(d["field"], d["was"], d["now"]) for d in s["differences"])
        yield Event(s["on"], ChangeKind(s["kind"]), s["id"], name, s["was"] or "", s["now"] or "", differences)
