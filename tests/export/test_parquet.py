"""Parquet, read by pyarrow, its reference implementation."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sarcomakg.export.tables import tables
from sarcomakg.knowledge import KnowledgeGraph


def test_every_table_is_read_with_its_release(kg: KnowledgeGraph, folder: Path) -> None:
    expected = {f"{table.name}.parquet": table for table in tables(kg.snapshot.records)}
    with zipfile.ZipFile(folder / "sarcomakg-parquet.zip") as archive:
        assert set(archive.namelist()) == set(expected)
        found = {name: pq.read_table(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    for name, table in found.items():
        assert table.num_rows == len(expected[name].records)
        metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
        assert kg.edition.release.items().items() <= metadata.items()
        table.validate(full=True)
    results, statements = found["results.parquet"], found["statements.parquet"]
    assert results.schema.field("estimate").type == pa.float64()
    assert results.schema.field("significant").type == pa.bool_()
    assert statements.schema.field("modified").type == pa.date32()
    assert statements.schema.field("outcome").type == pa.list_(pa.string())
    figures = {r.id: r.estimate for s in kg.snapshot.records.statements.values() for r in s.results}
    for row in results.select(["id", "estimate"]).to_pylist():
        exact = figures[row["id"]]
        assert row["estimate"] == (None if exact is None else float(exact))
