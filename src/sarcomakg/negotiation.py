"""Which of the media types on offer an Accept header asks for: RFC 9110, section 12.5.1."""

from __future__ import annotations

from collections.abc import Sequence


def best(offered: Sequence[str], accept: str) -> str | None:
    """Return the media type that is wanted most, the first of those wanted alike; None when none is acceptable.

    The narrowest range that a type fits decides on it: `text/csv;q=0, */*` wants anything but CSV. Where two types are
    wanted alike, the one that the header names first is sent, then the one that is offered first.
    """
    ranges: dict[str, float] = {}
    for part in accept.split(",") if accept.strip() else ["*/*"]:
        media, *parameters = (p.strip().lower() for p in part.split(";"))
        ranges.setdefault(media, _quality(parameters))
    order = list(ranges)
    wanted = []
    for place, media in enumerate(offered):
        fitting = next((r for r in (media, media.partition("/")[0] + "/*", "*/*") if r in ranges), None)
        if fitting and ranges[fitting] > 0:
            wanted.append((-ranges[fitting], order.index(fitting), place, media))
    return min(wanted)[3] if wanted else None


def _quality(parameters: Sequence[str]) -> float:
    """Return the weight of a range: 1 without one, 0 of one that cannot be read."""
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
