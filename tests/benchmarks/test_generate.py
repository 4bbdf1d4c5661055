from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.generate import MANIFEST, write

from sarcomakg.errors import InputError
from sarcomakg.knowledge import KnowledgeGraph, open_graph
from sarcomakg.validate import check

from ..conftest import ROOT


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    found = {size: tmp_path_factory.mktemp(f"graph{size}") for size in (600, 2000)}
    for size, folder in found.items():
        write(ROOT, folder, size)
    return found


@pytest.fixture(scope="module")
def graphs(folders: dict[int, Path]) -> dict[int, KnowledgeGraph]:
    return {size: open_graph(folder) for size, folder in folders.items()}


def test_the_same_arguments_write_the_same_bytes(folders: dict[int, Path], tmp_path: Path) -> None:
    write(ROOT, tmp_path / "again", 600)
    write(ROOT, tmp_path / "other", 600, seed=1)
    assert digest(tmp_path / "again") == digest(folders[600]) != digest(tmp_path / "other")


def test_it_keeps_every_rule(folders: dict[int, Path]) -> None:
    report = check(folders[600])
    assert report.violations == ()
    assert report.counts["Statements"] == 600


def test_it_has_hubs_and_a_tail(graphs: dict[int, KnowledgeGraph]) -> None:
    statements = graphs[2000].snapshot.records.statements.values()
    for seen in (Counter(s.subject for s in statements), Counter(c.source for s in statements for c in s.citations)):
        assert max(seen.values()) > 50
        assert sorted(seen.values())[len(seen) // 2] <= 4


def test_it_has_the_shapes_of_the_data(graphs: dict[int, KnowledgeGraph], kg: KnowledgeGraph) -> None:
    def shares(graph: KnowledgeGraph) -> dict[str, float]:
        found = graph.snapshot.records.statements.values()
        return {p: n / len(found) for p, n in Counter(s.predicate for s in found).items()}

    real, made = shares(kg), shares(graphs[2000])
    assert real.keys() == made.keys()
    assert all(abs(share - made[predicate]) < 0.04 for predicate, share in real.items())


def test_the_core_stays_and_hubs_grow(folders: dict[int, Path], graphs: dict[int, KnowledgeGraph]) -> None:
    told = {size: json.loads((folder / MANIFEST).read_text()) for size, folder in folders.items()}
    assert told[600]["core"] == told[2000]["core"]
    assert told[600]["hub"] == told[2000]["hub"]

    def around(size: int, name: str) -> set[str]:
        projection = graphs[size].projection
        lineage = projection.ancestors.get(name, {name: 0})
        found = graphs[size].snapshot.records.statements.values()
        return {s.id for s in found if s.subject in lineage or s.object in lineage}

    for condition in told[600]["core"]:
        assert around(600, condition) == around(2000, condition)
        assert len(around(600, condition)) > 50
    assert len(around(2000, told[600]["hub"])) > len(around(600, told[600]["hub"]))


def test_a_graph_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="core alone"):
        write(ROOT, tmp_path, 10)
    (tmp_path / "mine" / "data").mkdir(parents=True)
    with pytest.raises(InputError, match="not generated"):
        write(ROOT, tmp_path / "mine", 600)
