"""The cells of a column as pandas has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sarcomakg.tables import Type

# A cell of MANY is a tuple of strings. What is not stated is missing in each: NA, NaN or NaT.
DTYPES: Mapping[Type, str] = {
    Type.TEXT: "string",
    Type.CATEGORY: "category",
    Type.MANY: "object",
    Type.NUMBER: "float64",
    Type.COUNT: "Int64",
    Type.FLAG: "boolean",
    Type.DAY: "datetime64[s]",
    Type.DATE: "datetime64[s]",
}


def typed(values: Sequence[Any], type: Type) -> Any:
    """Return values, None where there is none, as an array of the type's dtype; a year or a month stands as its first day.

    Raises ValueError on what is malformed.
    """
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
        case Type.DAY | Type.DATE:
            return np.array([value or "NaT" for value in values], dtype="datetime64[s]")
    dtype: Any = DTYPES[type]
    return pd.array(values, dtype=dtype)
