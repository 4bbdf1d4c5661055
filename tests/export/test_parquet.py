"""Parquet, read by pyarrow, its reference implementation."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sarcomakg.errors import DataError
from sarcomakg.export.parquet import array
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.tables import KINDS, Column, Type


def test_every_table_is_read_with_its_release(kg: KnowledgeGraph, folder: Path) -> None:
    expected = {f"{name}.parquet": kind for name, kind in KINDS.items()}
    with zipfile.ZipFile(folder / "sarcomakg-parquet.zip") as archive:
        assert set(archive.namelist()) == set(expected)
        found = {name: pq.read_table(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    for name, table in found.items():
        assert table.num_rows == len(expected[name].rows(kg.projection))
        metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
        assert kg.edition.release.items().items() <= metadata.items()
        table.validate(full=True)
    results, statements = found["results.parquet"], found["statements.parquet"]
    assert results.schema.field("estimate").type == pa.decimal128(38, 10)
    assert results.schema.field("significant").type == pa.bool_()
    assert statements.schema.field("modified").type == pa.date32()
    assert statements.schema.field("outcome").type == pa.list_(pa.string())
    figures = {r.id: r.estimate for s in kg.snapshot.records.statements.values() for r in s.results}
    for row in results.select(["id", "estimate"]).to_pylist():
        assert row["estimate"] == figures[row["id"]]


@pytest.mark.parametrize(
    ("type", "value"),
    [
        (Type.NUMBER, Decimal("0.00000000001")),
        (Type.NUMBER, Decimal("1e30")),
        (Type.NUMBER, "x"),
        (Type.NUMBER, Decimal("NaN")),
        (Type.DAY, "2020-02"),
    ],
)
def test_what_a_column_does_not_hold_is_an_error(type: Type, value: Any) -> None:
    with pytest.raises(DataError, match="the column x does not hold a value"):
        array(Column("x", type, str), [value])
