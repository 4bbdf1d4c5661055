"""The rows of a SELECT as a table, each column of the type that its values have."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from sarcomakg.frames.cells import typed
from sarcomakg.identifiers import to_curie
from sarcomakg.tables import Type

if TYPE_CHECKING:
    import pandas as pd

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
                       "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
                       "unsignedByte"))  # fmt: skip
_REALS = frozenset(("decimal", "double", "float"))
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


def table(solutions: ox.QuerySolutions) -> pd.DataFrame:
    """Return solutions as a DataFrame, columns in the order of the projection, numbered from 0.

    A column whose values all are integers, numbers, booleans, dates or moments has the dtype for them; any other, one
    of malformed literals and one without values are text. IRIs are CURIEs where a prefix fits; what is unbound is missing.
    """
    import pandas as pd

    names = [variable.value for variable in solutions.variables]
    rows = [tuple(solution) for solution in solutions]
    columns = {name: _column([row[n] for row in rows]) for n, name in enumerate(names)}
    return pd.DataFrame(columns, columns=pd.Index(names), index=pd.RangeIndex(len(rows)))


def _column(terms: Sequence[Term]) -> Any:
    """Return the cells of a column in the narrowest type that all its values have."""
    kinds = {_kind(term) for term in terms if term is not None}
    for accepted, read in _READERS:
        if kinds and kinds <= accepted:
            try:
                return read(["" if term is None else str(getattr(term, "value", "")) for term in terms])
            except (ValueError, OverflowError, KeyError):
                break
    return typed([_text(term) for term in terms], Type.TEXT)


def _kind(term: Term) -> str:
    """Return the local name of an XSD datatype, the empty string of any other term."""
    name = term.datatype.value if isinstance(term, ox.Literal) else ""
    return name.removeprefix(_XSD) if name.startswith(_XSD) else ""


def _text(term: Term) -> str | None:
    if isinstance(term, ox.NamedNode):
        return to_curie(term.value)
    return term.value if isinstance(term, ox.Literal) else None if term is None else str(term)


def _whole(values: list[str]) -> Any:
    return typed([int(value) if value else None for value in values], Type.COUNT)


def _real(values: list[str]) -> Any:
    return typed([float(value) if value else math.nan for value in values], Type.NUMBER)


def _flag(values: list[str]) -> Any:
    return typed([_BOOLEANS[value] if value else None for value in values], Type.FLAG)


def _day(values: list[str]) -> Any:
    """Return days; raise ValueError where one names a zone, which a day of pandas has not."""
    if any(len(value) > 10 for value in values):
        raise ValueError(values)
    return typed(values, Type.DAY)


def _moment(values: list[str]) -> Any:
    """Return moments; raise ValueError where some name a zone and others none, or other zones."""
    import pandas as pd

    cells: Any = [value or None for value in values]
    return pd.to_datetime(cells, format="ISO8601").array


_READERS: tuple[tuple[frozenset[str], Callable[[list[str]], Any]], ...] = (
    (_INTEGERS, _whole),
    (_INTEGERS | _REALS, _real),
    (frozenset(("boolean",)), _flag),
    (frozenset(("date",)), _day),
    (frozenset(("dateTime",)), _moment),
)
