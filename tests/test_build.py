from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyoxigraph as ox

from sarcomakg.build import build_snapshot, build_to
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.rdf.canonical import identity, skolem_names, skolemize
from sarcomakg.snapshot import open_snapshot

from .conftest import ROOT


def test_same_data_same_identity_in_memory_and_on_disk(kg: KnowledgeGraph, tmp_path: Path) -> None:
    assert build_snapshot(ROOT).identity == kg.snapshot.identity
    assert build_to(ROOT, tmp_path / "store").identity == kg.snapshot.identity
    opened = open_snapshot(tmp_path / "store")
    assert opened.identity == kg.snapshot.identity
    assert identity(opened.store.triples()) == opened.identity


def test_identity_does_not_depend_on_the_order_of_files(kg: KnowledgeGraph, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    files = sorted((ROOT / "data").rglob("*.ttl"))
    random.Random(1).shuffle(files)
    for number, path in enumerate(files):
        target = tmp_path / "data" / f"{number:04d}.ttl"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert build_snapshot(tmp_path).identity == kg.snapshot.identity


def test_a_permutation_of_triples_gives_the_same_names() -> None:
    text = "<x:s> <x:p> [ <x:q> [ <x:r> 1 ] ; <x:q> [ <x:r> 2 ] ] ."
    triples = [q.triple for q in ox.parse(input=text, format=ox.RdfFormat.TURTLE)]
    expected = identity(skolemize(triples, skolem_names(triples)).values())
    for seed in range(10):
        random.Random(seed).shuffle(triples)
        assert identity(skolemize(triples, skolem_names(triples)).values()) == expected


def test_plain_triples_follow_the_direction(kg: KnowledgeGraph) -> None:
    assert kg.sparql("ASK { drug:atezolizumab skg:approvedFor condition:alveolar-soft-part-sarcoma }") is True
    assert kg.sparql("ASK { drug:pazopanib skg:approvedFor condition:liposarcoma }") is False
    assert kg.sparql("ASK { drug:pazopanib skg:notIndicatedFor condition:liposarcoma }") is True
