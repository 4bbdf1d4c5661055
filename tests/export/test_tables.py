from __future__ import annotations

import dataclasses

import pytest

from sarcomakg.errors import DataError
from sarcomakg.export.tables import PROPERTIES, QUALIFIERS, tables
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.model import Entity
from sarcomakg.vocabulary import Predicate


def test_a_table_has_a_row_for_each_record(kg: KnowledgeGraph) -> None:
    records = kg.snapshot.records
    found = {table.name: table for table in tables(records)}
    entities = [t for t in found.values() if t.name not in ("statements", "citations", "results", "terms")]
    assert sum(len(t.records) for t in entities) == len(records.entities)
    citations = [c for s in records.statements.values() for c in s.citations]
    assert len(found["statements"].records) == len(records.statements)
    assert len(found["citations"].records) == len(citations)
    assert len(found["results"].records) == sum(len(c.results) for c in citations)
    assert len(found["terms"].records) == len(records.concepts)
    for table in found.values():
        assert len({c.name for c in table.columns}) == len(table.columns)
        assert [c.name for c in table.columns if not c.meaning] == []
        for column in table.columns:
            assert not column.table or column.table in found


def test_no_property_and_no_qualifier_is_left_out(kg: KnowledgeGraph) -> None:
    """Plain triples apart, which are the rows of the statements."""
    records = kg.snapshot.records
    plain = {
        local for e in records.entities.values() if e.family in ("condition", "drug", "trial") for local in e.properties
    }
    plain -= {"brandName", "drugClass", "mechanism", "design", "phase", "managedTogetherWith"}
    assert set(map(str, Predicate)) & plain
    used = {local for e in records.entities.values() for local in e.properties} - plain
    assert used <= {local for found in PROPERTIES.values() for local in found}
    assert {q for s in records.statements.values() for q in s.qualifiers} <= set(QUALIFIERS)


def test_a_second_value_is_refused_rather_than_lost(kg: KnowledgeGraph) -> None:
    drug = Entity("drug:x", "Drug", "x", properties={"mechanism": ("one", "two")})
    found = tables(dataclasses.replace(kg.snapshot.records, entities={"drug:x": drug}))
    table = next(t for t in found if t.name == "drugs")
    with pytest.raises(DataError, match="drug:x has 2 values of mechanism"):
        [column.value(drug) for column in table.columns]
