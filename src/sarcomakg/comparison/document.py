"""A comparison as JSON: what `sarcomakg diff --format json` prints, and a release keeps as `changes.json`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sarcomakg.ask.address import address_of
from sarcomakg.ask.plan import Audience
from sarcomakg.cards.phrasing import Voice
from sarcomakg.comparison.affected import CardChange, changed_cards
from sarcomakg.comparison.differences import ORDER, Change, Difference, compare
from sarcomakg.model import Statement
from sarcomakg.projection import Projection

# Raised when a field changes its meaning or goes.
FORMAT = 1


@dataclass(frozen=True)
class Side:
    """A state of the graph that is compared: what it is called, its identity, and the date of its newest Statement."""

    name: str
    identity: str
    modified: str
    projection: Projection


def compared(was: Side, now: Side, *, with_cards: bool = True) -> dict[str, Any]:
    """Return the document of a comparison of two states; without cards none is assembled, which takes most of the time."""
    found = compare(was.projection, now.projection)
    cards = changed_cards(was.projection, now.projection, found) if with_cards and was.identity != now.identity else []
    return {
        "format": FORMAT,
        "was": _side(was),
        "now": _side(now),
        "counts": {
            **{str(kind): found.count(kind) for kind in ORDER},
            "entities": len(found.entities),
            "cards": len(cards),
        },
        "statements": [_statement(c, was, now) for c in found.statements],
        "entities": [
            {"kind": str(e.kind), "id": e.entity, "label": e.label, "differences": _differences(e.differences)}
            for e in found.entities
        ],
        "cards": [_card(c) for c in cards],
    }


def _side(side: Side) -> dict[str, str]:
    return {"name": side.name, "identity": side.identity, "modified": side.modified}


def _statement(change: Change, was: Side, now: Side) -> dict[str, Any]:
    """Return a change with the day on which it was stated; a withdrawn Statement has none but that of the newer state."""
    return {
        "kind": str(change.kind),
        "id": change.statement,
        "on": change.now.modified if change.now else now.modified,
        "was": said(was.projection, change.was) if change.was else None,
        "now": said(now.projection, change.now) if change.now else None,
        "differences": _differences(change.differences),
    }


def said(projection: Projection, statement: Statement) -> str:
    """Return a Statement in words, with all its Citations."""
    return Voice(projection, Audience.CLINICIAN, "").sentence(statement, statement.citations)


def _differences(found: Iterable[Difference]) -> list[dict[str, str]]:
    return [{"field": d.field, "was": d.was, "now": d.now} for d in found]


def _card(change: CardChange) -> dict[str, Any]:
    return {
        "kind": str(change.kind),
        "title": change.title,
        "plan": str(change.plan),
        "address": address_of(change.plan),
        "audience": str(change.audience),
        "lost": list(change.lost),
        "gained": list(change.gained),
    }
