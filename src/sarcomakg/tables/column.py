"""A column of a table: its name, its type, what it means, and how it is read from a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sarcomakg.errors import DataError, Violation
from sarcomakg.rdf.terms import definitions

_PRECISIONS = {4: "year", 7: "month", 10: "day"}


class Type(StrEnum):
    """What a column reads: text, a tuple of texts, a decimal or the text of one, a whole number, a boolean, a date.

    Of a CATEGORY there are few different texts. A DAY is an ISO date, a DATE one, or a month or a year of ISO 8601.
    """

    TEXT = "text"
    CATEGORY = "category"
    MANY = "many"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    DAY = "day"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `read` gives a row's value as it is stored, where None, "" and () are what is not stated.

    `meaning` is one sentence; without it, the ontology's definition of the property `term` stands for it.
    `table` is the table whose `id` the values are, where it is always the same one.
    """

    name: str
    type: Type
    read: Callable[[Any], Any]
    meaning: str = ""
    term: str = ""
    table: str = ""

    def means(self) -> str:
        """Return what the column means; raise KeyError where neither it nor the ontology says."""
        return self.meaning or definitions()[self.term]

    def value(self, row: Any) -> Any:
        """Return what a row states, None where that is nothing; raise DataError on more than the column holds."""
        found = self.read(row)
        return None if found in ("", ()) else found


def dated(name: str, read: Callable[[Any], str], meaning: str = "", term: str = "") -> tuple[Column, Column]:
    """Return the column of a date and the column of its precision."""
    return Column(name, Type.DATE, read, meaning, term), Column(
        f"{name}_precision", Type.CATEGORY, lambda row: _PRECISIONS.get(len(read(row)), ""),
        f"How much of `{name}` is known: year, month or day; in a frame, the rest is the first day of it.",
    )  # fmt: skip


def only(record: str, term: str, values: Sequence[str]) -> str:
    """Return the one value of a property, or the empty string; raise DataError on several, rather than lose one."""
    if len(values) > 1:
        message = (
            f"{record} has {len(values)} values of {term}, whose column holds one; keep one, or make the column a list"
        )
        raise DataError((Violation("", 0, "tables", message),))
    return values[0] if values else ""
