"""The tables as Parquet, one file for each in a zip; the release stands in the metadata of every file."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

from sarcomakg.export.archive import write_zip
from sarcomakg.export.release import Edition, Release
from sarcomakg.export.tables import Kind, Table, tables

if TYPE_CHECKING:
    import pyarrow as pa


def write(edition: Edition, file: BinaryIO) -> None:
    """Write every table; Parquet is compressed inside, so that the zip is not."""
    found = ((f"{table.name}.parquet", content(table, edition.release)) for table in tables(edition.snapshot.records))
    write_zip(found, file, compress=False)


def content(table: Table, release: Release) -> bytes:
    """Return a table as a Parquet file."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(arrow(table, release), sink, compression="zstd")
    return sink.getvalue()


def arrow(table: Table, release: Release) -> pa.Table:
    """Return a table in memory, typed, with the release and the meaning of the table in its metadata."""
    # Read here: 60 MB of library for those who want this format.
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(), Kind.NUMBER: pa.float64(), Kind.INTEGER: pa.int64(), Kind.FLAG: pa.bool_(),
        Kind.DATE: pa.date32(), Kind.LIST: pa.list_(pa.string()),
    }  # fmt: skip
    fields = [pa.field(c.name, types[c.kind], metadata={"description": c.meaning}) for c in table.columns]
    columns = [
        pa.array([_value(c.kind, c.value(record)) for record in table.records], type=types[c.kind])
        for c in table.columns
    ]
    metadata = release.items() | {"table": table.name, "description": table.meaning}
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=metadata))


def _value(kind: Kind, value: Any) -> Any:
    """Return a value as Arrow takes it; what is not there is null, but for a list, which is empty."""
    if kind is Kind.LIST:
        return list(value)
    if value is None or value == "":
        return None
    match kind:
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.NUMBER:
            return float(value)
        case _:
            return value
