"""Files read together give the same triples and places as files read apart; numbers are kept by value."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sarcomakg.errors import DataError
from sarcomakg.rdf import dataset
from sarcomakg.rdf.canonical import identity
from sarcomakg.rdf.dataset import fingerprint, read_dataset, read_parts
from sarcomakg.stores.embedded import EmbeddedStore

from ..conftest import ROOT


@pytest.fixture
def small(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    shutil.copytree(ROOT / "data" / "drugs", tmp_path / "data" / "drugs")
    return tmp_path


def test_together_is_the_same_as_apart(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = read_dataset(small)
    monkeypatch.setattr(dataset, "_OWN_SCOPE", ("skg:",))  # now every file is read on its own
    apart = read_dataset(small)
    assert together.triples == apart.triples
    assert together.places == apart.places


def test_a_store_gives_back_what_the_identity_was_made_of(small: Path) -> None:
    triples = read_dataset(small).triples
    store = EmbeddedStore()
    store.load(triples)
    assert identity(store.triples()) == identity(triples)


def test_a_prefix_of_one_file_does_not_reach_into_the_next(small: Path) -> None:
    (small / "data" / "drugs" / "a.ttl").write_text("@prefix skos: <https://example.org/> .\n", encoding="utf-8")
    (small / "data" / "drugs" / "b.ttl").write_text('drug:b a skg:Drug ; skos:prefLabel "b"@en .\n', encoding="utf-8")
    labels = [t for t in read_dataset(small).triples if t.subject.value.endswith("drug/b")]  # type: ignore[union-attr]
    assert not any("example.org" in t.predicate.value for t in labels)


def test_every_broken_file_is_named(small: Path) -> None:
    for name in ("x", "y"):
        (small / "data" / "drugs" / f"{name}.ttl").write_text(
            "drug:a a skg:Drug ;\n  skos:prefLabel }", encoding="utf-8"
        )
    with pytest.raises(DataError) as caught:
        read_dataset(small)
    assert [(v.file, v.line) for v in caught.value.violations] == [("data/drugs/x.ttl", 2), ("data/drugs/y.ttl", 2)]


def test_the_data_carries_the_identity_of_what_was_checked() -> None:
    carried = (ROOT / dataset.STAMP).read_text(encoding="ascii").strip()
    assert carried == fingerprint(ROOT), "the data has changed: run make stamp"


def test_parts_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_dataset(ROOT)
    monkeypatch.setattr("sarcomakg.rdf.dataset._PART", 100_000)
    parts = list(read_parts(ROOT))
    assert len(parts) > 20
    assert sorted({text for part in parts for text in part}) == list(whole.texts)
