"""Which media type an answer is sent as: GraphQL over HTTP, section 6.1."""

from __future__ import annotations

from functools import lru_cache

from sarcomakg.negotiation import best

JSON = "application/json"
RESPONSE = "application/graphql-response+json"


@lru_cache(maxsize=256)
def choose(accept: str) -> str | None:
    """Return the media type for an Accept header: JSON where anything goes; None when nothing offered fits."""
    return best((JSON, RESPONSE), accept)
