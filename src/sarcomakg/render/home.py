"""The home page: the box, examples, the family of sarcomas with what is held of each, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sarcomakg.render.family import Row, family, rows, step
from sarcomakg.render.html import rendered
from sarcomakg.render.news import news

# The columns of the tree: a few kinds of evidence, each the sum of some columns of the coverage page.
KINDS = (
    ("care", ("guidance", "approvals", "ended", "diagnosis", "staging", "follow-up")),
    ("studies", ("studies",)),
    ("outlook", ("prognosis", "outcomes", "metastasis")),
    ("disease", ("biomarkers", "sites", "epidemiology")),
)
# A branch with so many conditions below it is open at first, as the roots are.
OPEN = 20


def home_html(
    examples: Sequence[tuple[str, str]], evidence: tuple[list[dict[str, Any]], list[dict[str, Any]]], newest: dict[str, Any] | None
) -> str:  # fmt: skip
    """Return the page; `evidence` is conditions and trials. Without conditions it has no family, without news no news."""
    found = rows(*evidence)
    return rendered(
        "home.html", examples=examples, roots=family(found), count=len(found),
        kinds=[name for name, _ in KINDS], numbers=_numbers, guidance=_guidance, step=step, open=OPEN,
        news=news(newest) if newest else None,
    )  # fmt: skip


def _numbers(row: Row) -> list[int]:
    return [sum(row.own[key] for key in keys) for _, keys in KINDS]


def _guidance(row: Row) -> str:
    """Return what has to be known of the guidance for a condition that has none of its own, else an empty string."""
    if row.own["guidance"]:
        return ""
    apart = f"; treated apart from {' and '.join(row.apart)}" if row.apart else ""
    if more := row.inherited["guidance"]:
        return f"no treatment guidance of its own, {more} inherited{apart}"
    return f"no treatment guidance, own or inherited{apart}"
