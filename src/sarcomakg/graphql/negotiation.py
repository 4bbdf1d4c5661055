"""Which media type an answer is sent as: GraphQL over HTTP, section 6.1."""

from __future__ import annotations

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
_OFFERED = (JSON, RESPONSE)


def choose(accept: str) -> str | None:
    """Return the media type for an Accept header: JSON where anything goes; None when nothing offered fits.

    What is named outright counts more than a wildcard (RFC 9110, section 12.5.1).
    """
    ranges: dict[str, float] = {}
    for part in accept.split(",") if accept.strip() else ["*/*"]:
        media, *parameters = (p.strip().lower() for p in part.split(";"))
        ranges.setdefault(media, _quality(parameters))
    order = list(ranges)
    best: tuple[float, int, str] | None = None
    for offered in _OFFERED:
        named = next((m for m in (offered, "application/*", "*/*") if m in ranges), None)
        if named and ranges[named] > 0:
            found = (-ranges[named], order.index(named), offered)
            best = found if best is None or found[:2] < best[:2] else best
    return best[2] if best else None


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
