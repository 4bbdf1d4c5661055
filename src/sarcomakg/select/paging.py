"""Pages of a list, by the Relay cursor connections specification: cursors are opaque, totals are always told."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from sarcomakg.errors import InputError

DEFAULT_PAGE, MAX_PAGE = 20, 100
_CURSORS = 16_384
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: `first` from the start or after a cursor, or `last` from the end or before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def size(self) -> int:
        """How many there are at most."""
        chosen = self.first if self.first is not None else self.last
        return DEFAULT_PAGE if chosen is None else chosen


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page: the items, what names each, where it starts in the list, and how long the list is."""

    items: tuple[T, ...]
    key: Callable[[T], str]
    start: int
    total: int

    @property
    def cursors(self) -> tuple[str, ...]:
        """The cursors of the items."""
        return tuple(cursor_of(self.key(item)) for item in self.items)


@lru_cache(maxsize=_CURSORS)
def cursor_of(key: str) -> str:
    """Return the cursor of an item; it depends on nothing but the item's identifier."""
    return base64.urlsafe_b64encode(f"at:{key}".encode()).decode().rstrip("=")


def cut(found: Sequence[T], key: Callable[[T], str], page: Page) -> Slice[T]:
    """Return a page of what was found; raise InputError on a size out of bounds or a cursor of another list."""
    if page.first is not None and page.last is not None:
        raise InputError("first and last are both given; choose first (with after) or last (with before)")
    for name, value in (("first", page.first), ("last", page.last)):
        if value is not None and not 1 <= value <= MAX_PAGE:
            raise InputError(f"{name} is {value}; choose 1 to {MAX_PAGE} and page on with after or before")
    low, high = 0, len(found)
    if page.after is not None:
        low = _position(found, key, page.after) + 1
    if page.before is not None:
        high = max(low, _position(found, key, page.before))
    if page.last is not None:
        low = max(low, high - page.size)
    else:
        high = min(high, low + page.size)
    return Slice(tuple(found[low:high]), key, low, len(found))


def _position(found: Sequence[T], key: Callable[[T], str], cursor: str) -> int:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name = base64.urlsafe_b64decode(padded.encode()).decode()
    except (ValueError, binascii.Error):
        name = ""
    wanted = name.removeprefix("at:")
    for position, item in enumerate(found) if name.startswith("at:") else ():
        if key(item) == wanted:
            return position
    raise InputError(f"unknown cursor {cursor[:60]!r}; use a cursor of this list (pageInfo.endCursor or edges.cursor)")
