"""The tables as Parquet, one file for each in a zip; the release stands in the metadata of every file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from sarcomakg.errors import DataError, Violation
from sarcomakg.export.archive import write_zip
from sarcomakg.export.release import Edition
from sarcomakg.tables import KINDS, Column, Type

if TYPE_CHECKING:
    import pyarrow as pa

# Of a decimal: its digits, and how many of them stand after the point. Wide enough for every figure, exact, and the
# same in each release.
DIGITS, PLACES = 38, 10


def write(edition: Edition, file: BinaryIO) -> None:
    """Write every table; Parquet is compressed inside, so that the zip is not."""
    write_zip(((f"{name}.parquet", content(name, edition)) for name in KINDS), file, compress=False)


def content(name: str, edition: Edition) -> bytes:
    """Return a table as a Parquet file."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(arrow(name, edition), sink, compression="zstd")
    return sink.getvalue()


def arrow(name: str, edition: Edition) -> pa.Table:
    """Return a table in memory, typed, with the release and the meaning of the table in its metadata.

    Raises DataError on what a column does not hold.
    """
    # Read here: 60 MB of library for those who want this format.
    import pyarrow as pa

    kind = KINDS[name]
    rows = kind.rows(edition.projection)
    types = _types()
    fields = [pa.field(c.name, types[c.type], metadata={"description": c.means()}) for c in kind.every]
    metadata = edition.release.items() | {"table": name, "description": kind.row}
    columns = [array(c, [c.value(row) for row in rows]) for c in kind.every]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=metadata))


def array(column: Column, values: Sequence[Any]) -> pa.Array:
    """Return the cells of a column, None as null; raise DataError on what it does not hold."""
    import pyarrow as pa

    try:
        return pa.array([_value(column.type, value) for value in values], type=_types()[column.type])
    except (ArithmeticError, ValueError) as error:
        raise DataError(
            (Violation("", 0, "export", f"the column {column.name} does not hold a value: {error}"),)
        ) from None


def _types() -> Mapping[Type, pa.DataType]:
    import pyarrow as pa

    return {
        Type.TEXT: pa.string(), Type.CATEGORY: pa.string(), Type.MANY: pa.list_(pa.string()),
        Type.NUMBER: pa.decimal128(DIGITS, PLACES), Type.COUNT: pa.int64(), Type.FLAG: pa.bool_(),
        Type.DAY: pa.date32(), Type.DATE: pa.string(),
    }  # fmt: skip


def _value(type: Type, value: Any) -> Any:
    """Return a value as Arrow takes it."""
    if value is None:
        return None
    match type:
        case Type.DAY:
            return date.fromisoformat(value)
        case Type.NUMBER:
            return Decimal(value)
        case _:
            return value
