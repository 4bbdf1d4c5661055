"""What is kept of work done: bounded, the least recently used goes first, safe to use from several threads."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, up to a total size; a value that is larger than that is not kept."""

    def __init__(self, most: int, size: Callable[[V], int]) -> None:
        self._most, self._size = most, size
        self._values: LRUCache[K, V] = LRUCache(most, getsizeof=size)
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """Return the value of a key, None when it is not kept."""
        with self._lock:
            return self._values.get(key)

    def keep(self, key: K, value: V) -> None:
        """Keep a value."""
        if self._size(value) <= self._most:
            with self._lock:
                self._values[key] = value

    def __len__(self) -> int:
        return len(self._values)
