"""What parts of answers are known by: JSON that stands in every answer that holds the same part of the same record."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import orjson

from sarcomakg.graphql.connections import EntityEdge, RelationEdge, StatementEdge
from sarcomakg.graphql.entities import TYPES, Entity
from sarcomakg.graphql.statements import Citation, Concept, Result, Statement
from sarcomakg.model import Statement as StatementRecord

# What a part takes beside its JSON: its key, its place in the table.
_OVERHEAD = 400


class Memo:
    """Parts of answers by key, bounded in bytes, in two generations: what is not asked for during one is forgotten.

    Safe to use from several threads without a lock, as a dictionary is; two may work out the same part.
    """

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._young: dict[Hashable, tuple[orjson.Fragment, int]] = {}
        self._old: dict[Hashable, tuple[orjson.Fragment, int]] = {}
        self._bytes = 0

    def get(self, key: Hashable) -> orjson.Fragment | None:
        """Return a part, None when it is not known."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is None:
                return None
            self._add(key, *found)
        return found[0]

    def keep(self, key: Hashable, part: Any) -> orjson.Fragment:
        """Keep a part, written as JSON, and return it."""
        written = orjson.dumps(part)
        found = orjson.Fragment(written)
        self._add(key, found, len(written) + _OVERHEAD)
        return found

    def _add(self, key: Hashable, found: orjson.Fragment, size: int) -> None:
        self._young[key] = found, size
        self._bytes += size
        if self._bytes > self._half:
            self._old, self._young, self._bytes = self._young, {}, 0

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())


def _statement(record: StatementRecord) -> tuple[str, ...]:
    # A walk may have left out Citations, of people who cannot have the condition asked about.
    return (record.id, *[c.id for c in record.citations])


def _edge(edge: RelationEdge) -> Hashable:
    f = edge.found
    aside = tuple([_statement(s) for s in f.overrides]) if f.overrides else ()
    return edge.asked, _statement(f.statement), f.end, f.about, f.distance, aside


def _entity(entity: Entity) -> Hashable:
    return entity.id


# How a class of objects is known: objects with the same key give the same answer to the same selection.
KEYS: dict[type, Callable[[Any], Hashable]] = {
    RelationEdge: _edge,
    StatementEdge: lambda edge: _statement(edge.node.record),
    EntityEdge: lambda edge: edge.node.id,
    Statement: lambda s: (s.asked, _statement(s.record)),
    Citation: lambda c: (c.id, c.asked, _statement(c.of)),
    Result: lambda r: r.id,
    Concept: lambda c: c.id,
} | dict.fromkeys(TYPES.values(), _entity)  # fmt: skip
