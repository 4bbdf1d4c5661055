"""Lists of Statements as tables of a page: which columns they need, and what their rows are grouped by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

Json = Mapping[str, Any]

# Limits that a column, a group or the verdict says already.
_SAID = {"validUntil"}


@dataclass(frozen=True)
class Row:
    """A Statement of a list: the entity at its far end, and how it came to stand in the list."""

    statement: Json
    other: Json
    about: Json | None = None
    overrides: Sequence[Json] = ()

    def limits(self, said: str = "") -> list[Json]:
        """Return the qualifiers, without those that stand elsewhere in the row."""
        return [q for q in self.statement["qualifiers"] if q["name"] not in _SAID and q["name"] != said]

    @property
    def has_figures(self) -> bool:
        """Say whether a source gives a figure for it."""
        return any(c.get("results") for c in self.statement["citations"])


@dataclass(frozen=True)
class Kind:
    """A list of a page: its field in the document, its title, what its far end is called, what its rows are grouped by."""

    key: str
    title: str
    other: str
    group: str = ""


@dataclass(frozen=True)
class Section:
    """A list as it is shown: one page of it, its total, the way to the rest."""

    kind: Kind
    groups: list[tuple[str, list[Row]]]
    total: int
    more: str

    @cached_property
    def rows(self) -> list[Row]:
        """Return the rows of all groups."""
        return [row for _, rows in self.groups for row in rows]

    @cached_property
    def limited(self) -> bool:
        """Say whether any row has limits to show."""
        return any(row.limits(self.kind.group) for row in self.rows)

    @cached_property
    def has_figures(self) -> bool:
        """Say whether any row has figures to show."""
        return any(row.has_figures for row in self.rows)


def section(kind: Kind, found: Json, subject: str, **query: str) -> Section | None:
    """Return a connection of a document as a section; None of an empty one.

    `subject` is the entity whose page it is, `query` what leads to the list on an address of its own.
    """
    if not found["totalCount"]:
        return None
    rows = (
        [_row(edge, subject) for edge in found["edges"]]
        if "edges" in found
        else [_own(n, subject) for n in found["nodes"]]
    )
    info = found["pageInfo"]
    more = "?" + urlencode({**query, "after": info["endCursor"]}) if info["hasNextPage"] else ""
    return Section(kind, _GROUPS[kind.group](rows), found["totalCount"], more)


def _row(edge: Json, subject: str) -> Row:
    about = edge.get("about")
    return Row(
        edge["statement"], edge["node"], about if about and about["id"] != subject else None, edge.get("overrides", ())
    )


def _own(statement: Json, subject: str) -> Row:
    ends = (statement["object"], statement["subject"])
    return Row(statement, ends[1] if ends[0]["id"] == subject else ends[0])


def _together(heading: Callable[[Row], str], last: str = "") -> Callable[[list[Row]], list[tuple[str, list[Row]]]]:
    """Return what groups rows by a heading, in alphabetical order; those without one stand last, under `last`."""

    def grouped(rows: list[Row]) -> list[tuple[str, list[Row]]]:
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(heading(row), []).append(row)
        return [(name or last, found[name]) for name in sorted(found, key=lambda name: (not name, name.casefold()))]

    return grouped


def _qualified(name: str) -> Callable[[Row], str]:
    return lambda row: " or ".join(q["label"] for q in row.statement["qualifiers"] if q["name"] == name)


def _alone(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    return [("", rows)]


_GROUPS: dict[str, Callable[[list[Row]], list[tuple[str, list[Row]]]]] = {
    "": _alone,
    "stage": _together(_qualified("stage"), "whatever the stage"),
    "outcome": _together(_qualified("outcome"), "no outcome named"),
    "other": _together(lambda row: str(row.other["label"])),
    "predicate": _together(lambda row: str(row.statement["predicate"])),
}
