"""Answers that are ready to be sent: what came before, word for word, is answered without being read again."""

from __future__ import annotations

import gzip
from collections.abc import Hashable
from functools import cached_property
from typing import Any

from starlette.types import Scope, Send

from sarcomakg.graphql.execution import Reply
from sarcomakg.graphql.kept import Kept

_KEPT_BYTES = 32 * 1024 * 1024
# What an answer to a GET or POST depends on, beside the body and the query string; not on how it is sent.
_READ = (b"accept", b"content-type", b"content-encoding")
# From this size on an answer is compressed; a level beyond takes twice the time for a percent.
_LONG, _LEVEL = 1000, 6
_OVERHEAD = 2000
VARY = "Accept, Accept-Encoding"

Headers = list[tuple[bytes, bytes]]


def key_of(scope: Scope, body: bytes, epoch: int) -> Hashable:
    """Return what tells two requests apart, as they came; those with one key have one answer, in one epoch of reviews."""
    read = [pair for pair in scope["headers"] if pair[0] in _READ]
    return scope["method"], scope["query_string"], tuple(read), body, epoch


class Ready:
    """An answer as it is sent, whole, compressed, or not at all when the client has it.

    `max_age` is for how many seconds a cache may keep it; None for one that no cache keeps, and that has no entity tag.
    """

    def __init__(self, reply: Reply, media: str, status: int, max_age: int | None) -> None:
        self._body, self._status = reply.body, status
        self._media = f"{media}; charset=utf-8".encode()
        self._tag = reply.tag.encode() if max_age is not None else b""
        said = "no-store" if max_age is None else f"public, max-age={max_age}, must-revalidate"
        self._always: Headers = [(b"vary", VARY.encode()), (b"x-content-type-options", b"nosniff"), (b"cache-control", said.encode())]  # fmt: skip
        if self._tag:
            self._always.append((b"etag", self._tag))

    def size(self, key: Any) -> int:
        """Return the bytes that it takes in memory with its key, compressed form included."""
        return len(self._body) * 3 // 2 + len(key[1]) + len(key[3]) + sum(map(len, sum(key[2], ()))) + _OVERHEAD

    async def send(self, scope: Scope, send: Send) -> None:
        """Send it, in the form that the request takes."""
        accepted, known = b"", b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted += value
            elif name == b"if-none-match":
                known += value + b","
        if known and self._tag and self._is_among(known):
            # A copy each time: whoever stands between may add to it.
            await send({"type": "http.response.start", "status": 304, "headers": [*self._always]})
            await send({"type": "http.response.body", "body": b""})
            return
        headers, body = self._compressed if b"gzip" in accepted and len(self._body) >= _LONG else self._plain
        await send({"type": "http.response.start", "status": self._status, "headers": [*headers]})
        await send({"type": "http.response.body", "body": body})

    def _is_among(self, known: bytes) -> bool:
        """Say whether If-None-Match names the tag, weakly compared (RFC 9110, 13.1.2)."""
        own = self._tag.removeprefix(b"W/")
        return any(tag.strip().removeprefix(b"W/") in (own, b"*") for tag in known.split(b","))

    @cached_property
    def _plain(self) -> tuple[Headers, bytes]:
        return [*self._always, *self._entity(self._body)], self._body

    @cached_property
    def _compressed(self) -> tuple[Headers, bytes]:
        body = gzip.compress(self._body, _LEVEL, mtime=0)
        return [*self._always, *self._entity(body), (b"content-encoding", b"gzip")], body

    def _entity(self, body: bytes) -> Headers:
        return [(b"content-type", self._media), (b"content-length", str(len(body)).encode())]


class ReadyAnswers:
    """Answers by request, the least recently used go first."""

    def __init__(self) -> None:
        self._kept: Kept[Hashable, tuple[Ready, int]] = Kept(_KEPT_BYTES, lambda kept: kept[1])

    def get(self, key: Hashable) -> Ready | None:
        """Return the answer to a request that came before."""
        found = self._kept.get(key)
        return found[0] if found else None

    def keep(self, key: Hashable, ready: Ready) -> None:
        """Keep the answer to a request."""
        self._kept.keep(key, (ready, ready.size(key)))

    def __len__(self) -> int:
        return len(self._kept)
