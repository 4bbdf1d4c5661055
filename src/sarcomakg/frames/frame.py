"""A table as a DataFrame."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sarcomakg.errors import InputError
from sarcomakg.frames.cells import typed
from sarcomakg.projection import Projection
from sarcomakg.tables import KINDS, Column, Kind

if TYPE_CHECKING:
    import pandas as pd


def frame(projection: Projection, name: str) -> pd.DataFrame:
    """Return a kind of record as a new DataFrame, one row for each, indexed by identifier.

    Raises InputError on an unknown name, with the nearest and all names; DataError on more values than a cell holds.
    """
    import pandas as pd

    kind = _find(name)
    rows = kind.rows(projection)
    index = pd.Index(_cells(kind.id, rows), name=kind.id.name)
    return pd.DataFrame({column.name: _cells(column, rows) for column in kind.columns}, index=index)


def _cells(column: Column, rows: Sequence[Any]) -> Any:
    return typed([column.value(row) for row in rows], column.type)


def _find(name: str) -> Kind:
    if name in KINDS:
        return KINDS[name]
    nearest = difflib.get_close_matches(name.casefold(), KINDS, n=1, cutoff=0)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    raise InputError(f"there is no table {name!r}; {hint}there are: {', '.join(KINDS)}")
