"""What parts of answers are known by: JSON that stands in every answer that holds the same part of the same record."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import orjson

from sarcomakg.graphql.connections import EntityEdge, RelationEdge, StatementEdge
from sarcomakg.graphql.entities import TYPES
from sarcomakg.graphql.statements import Statement

# What a part takes beside its JSON: its key, its place in the table, its object with what nobody else holds of it.
_OVERHEAD = 2000


class Memo:
    """Parts of answers by key, bounded in bytes, in two generations: what is not asked for during one is forgotten.

    Safe to use from several threads without a lock, as a dictionary is; two may work out the same part. Most of what is
    asked for is in `young`, where it may be looked for first.
    """

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self.young: dict[Hashable, tuple[orjson.Fragment, int, Any]] = {}
        self._old: dict[Hashable, tuple[orjson.Fragment, int, Any]] = {}
        self._bytes = 0

    def get(self, key: Hashable) -> orjson.Fragment | None:
        """Return a part, None when it is not known."""
        found = self.young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is None:
                return None
            self._add(key, *found)
        return found[0]

    def keep(self, key: Hashable, part: Any, source: Any) -> orjson.Fragment:
        """Keep a part, written as JSON, and return it; its object is held, so that no other gets its identity."""
        written = orjson.dumps(part)
        found = orjson.Fragment(written)
        self._add(key, found, len(written) + _OVERHEAD, source)
        return found

    def _add(self, key: Hashable, found: orjson.Fragment, size: int, source: Any) -> None:
        self.young[key] = found, size, source
        self._bytes += size
        if self._bytes > self._half:
            self._old, self.young, self._bytes = self.young, {}, 0

    def __len__(self) -> int:
        return len(self.young.keys() | self._old.keys())


# How an object is known: by the records that it shows. Objects of a class that show the very same records give the
# same answer to the same selection; a record that was made anew, as by a walk that leaves out Citations, is another.
# Citations and Results stand in their Statement: whatever shows them otherwise is written again.
KEYS: dict[type, Callable[[Any], Hashable]] = {
    RelationEdge: lambda edge: (id(edge.found), edge.asked),
    StatementEdge: lambda edge: id(edge.node.record),
    EntityEdge: lambda edge: id(edge.node.record),
    Statement: lambda s: (id(s.record), s.asked),
} | dict.fromkeys(TYPES.values(), lambda entity: id(entity.record))
