"""A column of a table: its name, its type, what it means, and how it is read from a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sarcomakg.rdf.terms import definitions

if TYPE_CHECKING:
    import pandas as pd


class Type(StrEnum):
    """What the cells of a column are; the value is the name of the pandas dtype.

    MANY holds tuples of strings, never empty. What is not stated is missing in each: NA, NaN or NaT.
    """

    TEXT = "string"
    CATEGORY = "category"
    MANY = "object"
    NUMBER = "float64"
    COUNT = "Int64"
    FLAG = "boolean"
    DAY = "datetime64[s]"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `read` gives a row's value, where None, "" and () are what is not stated.

    `meaning` is one sentence; without it, the ontology's definition of the property `term` stands for it.
    """

    name: str
    type: Type
    read: Callable[[Any], Any]
    meaning: str = ""
    term: str = ""

    def means(self) -> str:
        """Return what the column means; raise KeyError where neither it nor the ontology says."""
        return self.meaning or definitions()[self.term]

    def cells(self, rows: Iterable[Any]) -> Any:
        """Return the cells of the rows as an array of the column's dtype; raise ValueError on a malformed day."""
        values = (self.read(row) for row in rows)
        return typed([None if value is None or value == "" or value == () else value for value in values], self.type)


def typed(values: Sequence[Any], type: Type) -> Any:
    """Return values, None where there is none, as an array of a dtype; a year or a month stands as its first day."""
    import numpy as np
    import pandas as pd

    match type:
        case Type.CATEGORY:
            return pd.Categorical(values)
        case Type.MANY:
            cells = np.empty(len(values), dtype=object)
            cells[:] = [pd.NA if value is None else value for value in values]
            return cells
        case Type.NUMBER:
            return np.array([np.nan if value is None else float(value) for value in values], dtype="float64")
        case Type.DAY:
            return np.array([value or "NaT" for value in values], dtype="datetime64[s]")
    dtype: Any = type.value
    return pd.array(values, dtype=dtype)


def tabulate(columns: Sequence[Column], names: Sequence[str], rows: Sequence[Any]) -> pd.DataFrame:
    """Return a DataFrame of the rows, indexed by their identifiers (`id`)."""
    import pandas as pd

    index = pd.Index(typed(names, Type.TEXT), name="id")
    return pd.DataFrame({column.name: column.cells(rows) for column in columns}, index=index)
