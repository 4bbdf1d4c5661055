"""Automatic persisted queries: a document is sent once, afterwards its SHA-256 stands for it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.graphql.kept import Kept

_KEPT_BYTES = 8 * 1024 * 1024


class PersistedQueryNotFoundError(SarcomakgError):
    """The server does not know the document of a hash; the client sends it whole."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class PersistedQueries:
    """Documents by hash: those that are published always, of others the most recently used."""

    def __init__(self, published: Iterable[str] = ()) -> None:
        self._published = {digest(text): text for text in published}
        self._kept: Kept[str, str] = Kept(_KEPT_BYTES, lambda text: sys.getsizeof(text) + 400)

    def resolve(self, text: str | None, extensions: Mapping[str, Any]) -> str | None:
        """Return the document of a request; raise InputError on a false hash, PersistedQueryNotFoundError on an unknown one.

        A document that comes with its hash is kept.
        """
        asked = extensions.get("persistedQuery")
        if asked is None:
            return text
        if not isinstance(asked, Mapping) or asked.get("version") != 1 or not isinstance(asked.get("sha256Hash"), str):
            raise InputError('extensions.persistedQuery takes {"version": 1, "sha256Hash": "..."}')
        name = asked["sha256Hash"].lower()
        if text is None:
            found = self._published.get(name) or self._kept.get(name)
            if found is None:
                raise PersistedQueryNotFoundError("PersistedQueryNotFound")
            return found
        if digest(text) != name:
            raise InputError("the sha256Hash is not that of the query")
        self._kept.keep(name, text)
        return text


def digest(text: str) -> str:
    """Return the SHA-256 of a document, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
