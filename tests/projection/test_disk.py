"""The projection on disk is the one in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

import sarcomakg
from sarcomakg.build import build_snapshot
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.projection import Projection
from sarcomakg.projection.memory import project

from ..conftest import ROOT

INDEXES = ("by_trial", "by_source", "by_family", "by_subject", "by_object", "links", "ancestors", "containing", "searches", "citations", "results")  # fmt: skip


@pytest.fixture(scope="module")
def memory() -> Projection:
    return project(build_snapshot(ROOT).records)


def test_the_kept_graph_is_on_disk(kg: KnowledgeGraph) -> None:
    assert kg.file is not None


@pytest.mark.parametrize("kind", ["entities", "statements", "concepts"])
def test_the_records_are_the_same_in_the_same_order(kg: KnowledgeGraph, memory: Projection, kind: str) -> None:
    there, here = getattr(kg.projection.records, kind), getattr(memory.records, kind)
    assert list(there.items()) == list(here.items())
    assert list(there) == list(here)
    assert len(there) == len(here)
    assert all(there[name] == record and name in there for name, record in here.items())
    assert "nothing:of-the-kind" not in there


@pytest.mark.parametrize("name", INDEXES)
def test_every_index_finds_the_same(kg: KnowledgeGraph, memory: Projection, name: str) -> None:
    there, here = getattr(kg.projection, name), getattr(memory, name)
    assert {key: there[key] for key in here} == here
    pairs = name in ("by_subject", "by_object")
    known = [(e, "studiedIn") if pairs else e for e in (*memory.records.entities, "nothing")]
    assert [key for key in known if (key in there) != (key in here)] == []
    assert there.get(known[-1], 7) == 7


def test_the_hierarchy_is_the_same(kg: KnowledgeGraph, memory: Projection) -> None:
    for name in memory.records.entities:
        assert name in kg.projection.hierarchy
        for way in ("predecessors", "successors"):
            there, here = (sorted(getattr(p.hierarchy, way)(name)) for p in (kg.projection, memory))
            assert there == here
    assert "nothing" not in kg.projection.hierarchy


def test_counts_and_date(kg: KnowledgeGraph, memory: Projection) -> None:
    assert len(kg.projection.citations) == len(memory.citations)
    assert len(kg.projection.results) == len(memory.results)
    assert kg.projection.modified == memory.modified


def test_names_and_index_are_the_same(kg: KnowledgeGraph, memory: Projection) -> None:
    from sarcomakg.ask import build_lexicon
    from sarcomakg.search import build_index

    assert kg.parser.lexicon == build_lexicon(memory)
    for text in ("aspsy sarcoma", "pazopanib", "tumor of the th", "zzz"):
        assert kg.index().search(text) == build_index(memory).search(text)


def test_a_card_reads_what_it_walks_and_no_more(tmp_path: Path) -> None:
    graph = sarcomakg.open(ROOT)
    read: list[str] = []
    file = graph.file
    assert file is not None
    row = file.row

    def counted(query: str, *values: object) -> object:
        read.append(query)
        return row(query, *values)

    file.row = counted  # type: ignore[method-assign, assignment]
    graph.answer("What is the follow-up of desmoid tumor?")
    statements = sum("FROM statement" in query for query in read)
    assert 0 < statements < len(graph.projection.records.statements) / 10
    before = len(read)
    graph.answer("What is the follow-up of desmoid tumor?")
    assert len(read) == before
