"""The heat map: each condition, and how much of each kind of evidence is held of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sarcomakg.render.family import APART, COLUMNS, STEPS, Branch, Row, family, rows, step
from sarcomakg.render.html import rendered

BY_FAMILY, BY_NAME, TOTAL = "family", "name", "total"
SORTS = (BY_FAMILY, BY_NAME, *(column.key for column in COLUMNS), TOTAL)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand together: a branch of the family, or all of them under no name."""

    label: str
    lines: tuple[tuple[int, Row], ...]


def coverage_html(nodes: Iterable[dict[str, Any]], trials: Iterable[dict[str, Any]], sort: str = BY_FAMILY) -> str:
    """Return the page, in one of the orders of SORTS; raise KeyError on another."""
    found = rows(nodes, trials)
    if sort not in SORTS:
        raise KeyError(sort)
    groups = (
        tuple(_groups(family(found)))
        if sort == BY_FAMILY
        else (Group("", tuple((0, r) for r in _sorted(found.values(), sort))),)
    )
    totals = {c.key: sum(row.own[c.key] for row in found.values()) for c in COLUMNS}
    held = {c.key: sum(row.own[c.key] > 0 for row in found.values()) for c in COLUMNS}
    whole = sum(number for key, number in totals.items() if key not in APART)
    return rendered(
        "coverage.html", columns=COLUMNS, groups=groups, sort=sort, totals=totals, held=held, whole=whole, count=len(found),
        step=step, steps=_ranges(), inherits=[c for c in COLUMNS if c.whole],
    )  # fmt: skip


def _sorted(found: Iterable[Row], sort: str) -> list[Row]:
    """Return rows by a column, the most first; they come in the order of their labels, which stays among equals."""
    if sort == BY_NAME:
        return list(found)
    return sorted(found, key=lambda row: -(row.total if sort == TOTAL else row.own[sort]))


def _groups(roots: Iterable[Branch]) -> Iterator[Group]:
    """Yield a group for each root, and one for each branch right below it that has branches of its own."""
    alone: list[tuple[int, Row]] = []
    for root in roots:
        if not root.children:
            alone.append((0, root.row))
            continue
        twigs = [child for child in root.children if not child.elsewhere and not child.children]
        yield Group(root.row.label, ((0, root.row), *((1, child.row) for child in twigs)))
        for child in root.children:
            if child.children:
                yield Group(child.row.label, tuple((b.depth - 1, b.row) for b in child.walk()))
    if alone:
        yield Group("others", tuple(alone))


def _ranges() -> list[str]:
    """Return the steps of shade in words: 1 to 4, 5 to 9, ..., 50 or more."""
    return [f"{low} to {high - 1}" for low, high in pairwise(STEPS)] + [f"{STEPS[-1]} or more"]
