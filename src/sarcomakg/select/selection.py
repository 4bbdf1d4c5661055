"""A selection: where Statements are looked for, which of them are wanted, and in which order they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sarcomakg.projection import Projection
from sarcomakg.select.anchors import Anchor, Found
from sarcomakg.select.filters import EVERYTHING, StatementFilter, year_of


class StatementOrderField(StrEnum):
    """What Statements can be ordered by; what has none comes first when ascending."""

    LABEL = "label"
    PREDICATE = "predicate"
    MODIFIED = "modified"
    YEAR = "year"
    SAMPLE_SIZE = "sampleSize"


@dataclass(frozen=True, slots=True)
class Order:
    """One key of an order: a field of `StatementOrderField` or of `EntityOrderField`, ascending or not."""

    field: str
    descending: bool = False


def first_of_each(order: tuple[Order, ...]) -> list[Order]:
    """Return the keys of an order without those of a field that came before: they change nothing."""
    return list({key.field: key for key in reversed(order)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Selection:
    """Statements: nearer ones first, then by the entity that they are about, then by identifier, unless ordered."""

    anchor: Anchor
    filter: StatementFilter = EVERYTHING
    order: tuple[Order, ...] = ()

    def find(self, projection: Projection) -> list[Found]:
        """Return what is selected, in order, each Statement once."""
        once = {f.statement.id: f for f in self.anchor.find(projection)}
        found = sorted(once.values(), key=lambda f: (f.distance, f.about if f.distance else "", f.statement.id))
        return self.among(projection, found)

    def among(self, projection: Projection, standing: Sequence[Found]) -> list[Found]:
        """Return what is selected of what the anchor finds, which is given once each and in the order that needs no asking for."""
        admits = self.filter.test(projection)
        found = [f for f in standing if admits(f.statement, f.end)] if admits else list(standing)
        for order in reversed(first_of_each(self.order)):
            found.sort(key=lambda f, o=order: order_key(projection, f, o.field), reverse=order.descending)  # type: ignore[misc]
        return found


def order_key(projection: Projection, found: Found, field: str) -> str | int:
    """Return what a Statement is ordered by; a lower case label, an ISO date, a year, a number of people."""
    statement = found.statement
    if field == StatementOrderField.LABEL:
        return projection.label(found.end).lower()
    if field == StatementOrderField.PREDICATE:
        return statement.predicate
    if field == StatementOrderField.MODIFIED:
        return statement.modified
    if field == StatementOrderField.YEAR:
        return max((year_of(projection.entity(c.source)) or -1 for c in statement.citations), default=-1)
    return max((c.sample_size or -1 for c in statement.citations), default=-1)
