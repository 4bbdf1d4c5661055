"""Which media type an answer is sent as: GraphQL over HTTP, section 6.1."""

from __future__ import annotations

from sarcomakg.negotiation import best

JSON = "application/json"
RESPONSE = "application/graphql-response+json"


def choose(accept: str) -> str | None:
    """Return the media type for an Accept header: JSON where anything goes; None when nothing offered fits."""
    return best((JSON, RESPONSE), accept)
