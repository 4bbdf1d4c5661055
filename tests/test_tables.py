"""The model of the tables holds all of the records; the frames, CSV and Parquet are the same tables."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from sarcomakg.errors import DataError
from sarcomakg.export import datapackage, parquet
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.model import Citation, Entity, Records, Result
from sarcomakg.projection.memory import project
from sarcomakg.tables import KINDS, Type
from sarcomakg.vocabulary import Predicate

from .conftest import ROOT

FAMILIES = {"conditions": "condition", "treatments": "treatment", "drugs": "drug", "trials": "trial", "factors": "factor",
            "biomarkers": "biomarker", "outcomes": "outcome", "populations": "population", "sites": "site",
            "stages": "stage", "surveillance": "surveillance", "warnings": "warning", "searches": "search", "reviews": "review",
            "sources": "source"}  # fmt: skip

Cells = dict[str, list[Any]]


@pytest.fixture(scope="module", params=KINDS)
def table(request: pytest.FixtureRequest, kg: KnowledgeGraph) -> tuple[str, Cells]:
    """The name of a table, and the values of each column."""
    kind = KINDS[request.param]
    rows = kind.rows(kg.projection)
    return request.param, {column.name: [column.value(row) for row in rows] for column in kind.every}


def test_nothing_of_the_records_is_left_out(kg: KnowledgeGraph) -> None:
    records = kg.snapshot.records
    columns = {name: {c.term or c.name for c in kind.columns} for name, kind in KINDS.items()}
    # The plain triple of a Statement is no property of its own; the table of Statements has it.
    query = "SELECT ?p { ?predicate ?relation ?p . VALUES ?relation { skg:whenAgainst skg:whenEnded } }"
    plain = {*Predicate, *kg.select(query)["p"].str.removeprefix("skg:")}
    for name, family in FAMILIES.items():
        found = {key for e in records.entities.values() if e.family == family for key in e.properties} - plain
        assert found - columns[name] == set(), f"give {name} a column"
    assert {q for s in records.statements.values() for q in s.qualifiers} - columns["statements"] == set()
    names = {"citations": Citation, "results": Result}
    for name, record in names.items():
        found = {field.name for field in dataclasses.fields(record)} - {"id", "results"}
        assert found - {c.name for c in KINDS[name].columns} == set()


def test_nothing_of_a_record_is_left_out(kg: KnowledgeGraph) -> None:
    """Every value of every field stands in the row of its record."""
    common = {"id", "properties", "qualifiers", "citations", "results"}
    renamed = {"exact_matches": "identifiers"}
    records = kg.snapshot.records
    by_id = {
        **records.entities,
        **records.statements,
        **records.concepts,
        **{c.id: c for s in records.statements.values() for c in s.citations},
    }
    by_id |= {r.id: r for s in records.statements.values() for r in s.results}
    for kind in KINDS.values():
        readers = {column.name: column for column in kind.columns}
        for row in kind.rows(kg.projection):
            record = by_id[kind.id.value(row)]
            for field in dataclasses.fields(record):
                if field.name not in common:
                    name = "cited_design" if (type(record), field.name) == (Citation, "design") else field.name
                    found, stated = readers[renamed.get(name, name)].value(row), getattr(record, field.name)
                    assert found == (stated.removeprefix("skg:") if name == "cited_design" else stated) or stated in (
                        "",
                        (),
                    ), (record.id, name)


def test_every_property_and_qualifier_stands_in_its_row(kg: KnowledgeGraph) -> None:
    for kind in KINDS.values():
        columns = [column for column in kind.columns if column.term]
        for row in kind.rows(kg.projection):
            record = getattr(row, "entity", None) or getattr(row, "statement", None)
            stated = getattr(record, "properties", None) or getattr(record, "qualifiers", {})
            for column in columns:
                if column.type is Type.MANY and column.term in stated:
                    assert column.value(row) == stated[column.term], (record, column.name)


def test_names_are_unique_meant_and_lead_to_tables() -> None:
    for kind in KINDS.values():
        assert len({c.name for c in kind.every}) == len(kind.every)
        assert [c.name for c in kind.every if not c.means()] == []
        assert {c.table for c in kind.columns} - {""} <= set(KINDS)


def test_a_second_value_is_refused_rather_than_lost(kg: KnowledgeGraph) -> None:
    drug = Entity("drug:x", "Drug", "x", properties={"mechanism": ("one", "two")})
    projection = project(Records(entities={"drug:x": drug}, statements={}, concepts={}))
    with pytest.raises(DataError, match="drug:x has 2 values of mechanism"):
        [column.value(row) for column in KINDS["drugs"].columns for row in KINDS["drugs"].rows(projection)]
    statement = dataclasses.replace(
        next(iter(kg.snapshot.records.statements.values())), qualifiers={"agency": ("a", "b")}
    )
    projection = project(dataclasses.replace(kg.snapshot.records, statements={statement.id: statement}))
    with pytest.raises(DataError, match="has 2 values of agency"):
        [column.value(row) for column in KINDS["statements"].columns for row in KINDS["statements"].rows(projection)
         if column.name == "agency"]  # fmt: skip


def test_csv_holds_the_values(kg: KnowledgeGraph, table: tuple[str, Cells]) -> None:
    name, cells = table
    read = list(csv.DictReader(io.StringIO(datapackage.content(KINDS[name], kg.projection).decode(), newline="")))
    assert len(read) == len(cells["id"])
    for column in KINDS[name].every:
        assert [_of_csv(row[column.name], column.type) for row in read] == _plain(cells[column.name], column.type)


def test_parquet_holds_the_values(kg: KnowledgeGraph, table: tuple[str, Cells]) -> None:
    name, cells = table
    arrow = parquet.arrow(name, kg.edition)
    assert arrow.column_names == list(cells)
    for column in KINDS[name].every:
        assert arrow[column.name].to_pylist() == _plain(cells[column.name], column.type), column.name


def test_a_frame_holds_the_values(kg: KnowledgeGraph, table: tuple[str, Cells]) -> None:
    name, cells = table
    frame = kg.frame(name).reset_index()
    assert list(frame) == list(cells)
    for column in KINDS[name].every:
        found = [None if not isinstance(cell, tuple) and pd.isna(cell) else cell for cell in frame[column.name]]
        if column.type in (Type.DAY, Type.DATE):
            assert found == [value and pd.Timestamp(value) for value in cells[column.name]], column.name
        elif column.type is Type.NUMBER:
            assert found == [None if value is None else float(value) for value in cells[column.name]], column.name
        else:
            assert found == cells[column.name], column.name


def test_csv_is_written_without_pandas() -> None:
    code = (
        "import io, sys, sarcomakg\n"
        "from sarcomakg.export.formats import find\n"
        "find('csv').write(sarcomakg.open().edition, io.BytesIO())\n"
        "assert not {'pandas', 'pyarrow'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def _plain(values: Sequence[Any], type: Type) -> list[Any]:
    """Return values as types of Python: decimals, days, lists."""
    makers = {Type.NUMBER: Decimal, Type.DAY: date.fromisoformat, Type.MANY: list}
    return [value if value is None else makers.get(type, lambda same: same)(value) for value in values]


def _of_csv(cell: str, type: Type) -> Any:
    readers = {Type.NUMBER: Decimal, Type.COUNT: int, Type.DAY: date.fromisoformat, Type.MANY: json.loads,
               Type.FLAG: {"true": True, "false": False}.__getitem__}  # fmt: skip
    return readers.get(type, str)(cell) if cell else None
