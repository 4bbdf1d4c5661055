"""Which media type an answer is sent as: GraphQL over HTTP, section 6.1."""

from __future__ import annotations

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
_OFFERED = (JSON, RESPONSE)


def choose(accept: str) -> str | None:
    """Return the media type for an Accept header: JSON where anything goes; None when nothing offered fits."""
    best: tuple[float, int, str] | None = None
    for place, part in enumerate(accept.split(",") if accept.strip() else ["*/*"]):
        media, *parameters = (p.strip().lower() for p in part.split(";"))
        quality = _quality(parameters)
        found = next((m for m in _OFFERED if media in (m, "*/*", "application/*")), None)
        if found and quality > 0 and (best is None or (-quality, place) < best[:2]):
            best = (-quality, place, found)
    return best[2] if best else None


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
