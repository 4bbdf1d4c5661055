"""Entities of one kind or more, filtered and ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sarcomakg.model import Entity
from sarcomakg.projection import Projection
from sarcomakg.select.filters import ALL, EntityFilter, year_of
from sarcomakg.select.selection import Order, first_of_each


class EntityOrderField(StrEnum):
    """What entities can be ordered by; what has none comes first when ascending."""

    ID = "id"
    LABEL = "label"
    YEAR = "year"
    STATEMENTS = "statements"


@dataclass(frozen=True, slots=True)
class EntitySelection:
    """Entities of some families (`condition`, `drug`; all when empty), by identifier unless ordered."""

    families: tuple[str, ...] = ()
    filter: EntityFilter = ALL
    order: tuple[Order, ...] = ()

    def find(self, projection: Projection) -> list[Entity]:
        """Return what is selected, in order."""
        pool, every = self._pool(projection), self.filter == ALL
        found = list(pool) if every else [e for e in pool if self.filter.admits(projection, e)]
        for order in reversed(first_of_each(self.order)):
            found.sort(key=lambda e, o=order: _key(projection, e, o.field), reverse=order.descending)  # type: ignore[misc]
        return found

    def _pool(self, projection: Projection) -> Iterable[Entity]:
        if not self.families:
            return projection.records.entities.values()
        return [e for family in self.families for e in projection.by_family.get(family, ())]


def _key(projection: Projection, entity: Entity, field: str) -> str | int:
    if field == EntityOrderField.LABEL:
        return entity.label.lower()
    if field == EntityOrderField.YEAR:
        return year_of(entity) or -1
    if field == EntityOrderField.STATEMENTS:
        return len(projection.links.get(entity.id, ()))
    return entity.id
