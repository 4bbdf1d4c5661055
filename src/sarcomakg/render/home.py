"""The home page: the box, examples, the family of sarcomas with what is held of each, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sarcomakg.render.family import Row, family, rows, step
from sarcomakg.render.html import rendered
from sarcomakg.render.news import news

# The columns of the tree: a few kinds of evidence, each the sum of some columns of the coverage page.
KINDS = (
    ("care", ("guidance", "approvals", "ended", "diagnosis", "staging", "follow-up")),
    ("studies", ("studies", "trials")),
    ("outlook", ("prognosis", "outcomes", "metastasis")),
    ("disease", ("biomarkers", "sites", "epidemiology")),
)
# Down to this depth the family is open at first.
OPEN = 1


def home_html(
    examples: Sequence[tuple[str, str]], conditions: Iterable[dict[str, Any]], newest: dict[str, Any] | None
) -> str:
    """Return the page; without conditions it has no family, without news no news."""
    found = rows(conditions)
    return rendered(
        "home.html", examples=examples, roots=family(found), count=len(found), labels={r.id: r.label for r in found.values()},
        kinds=[name for name, _ in KINDS], numbers=_numbers, guidance=_guidance, step=step, open=OPEN,
        news=news(newest) if newest else None,
    )  # fmt: skip


def _numbers(row: Row) -> list[int]:
    return [sum(row.own[key] for key in keys) for _, keys in KINDS]


def _guidance(row: Row) -> str:
    """Return what has to be known of the guidance for a condition that has none of its own, else an empty string."""
    apart = f"; a source treats it apart from {' and '.join(row.apart)}" if row.apart else ""
    if row.own["guidance"]:
        return ""
    if more := row.inherited["guidance"]:
        return f"no treatment guidance of its own; {more} {'Statements' if more > 1 else 'Statement'} for broader conditions hold{'' if more > 1 else 's'} for it{apart}"
    return f"no treatment guidance, of its own or inherited{apart}"
