from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from sarcomakg.export.files import write_dumps
from sarcomakg.export.formats import find
from sarcomakg.export.release import Edition, edition
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.rdf.canonical import n_triples
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.snapshot import memory_snapshot

ID = "<https://w3id.org/sarcomakg/id/"
CONDITION = f"{ID}condition/alveolar-soft-part-sarcoma>"
# What a record cannot do without; other links between entities are cut where they lead out.
NEEDED = ("core#broader>", "ontology#partOf>", "ontology#component>")


@pytest.fixture(scope="session")
def small(kg: KnowledgeGraph) -> Edition:
    """The ontology and what there is about one disease, for tools that are slow on the whole."""
    lines = [line.split(" ", 2) for line in kg.snapshot.n_triples().decode().splitlines(keepends=True)]
    said = {(s, p.rpartition("#")[2], o.removesuffix(" .\n")) for s, p, o in lines}
    kept = {
        s for s, p, o in said if p in ("subject>", "object>") and o == CONDITION and s.startswith(f"{ID}statement/")
    }
    fresh = set(kept)
    while fresh:
        needed = {o.removesuffix(" .\n") for s, p, o in lines if s in fresh and o.startswith(ID)
                  and (s.startswith((f"{ID}statement/", f"{ID}citation/", f"{ID}result/")) or p.endswith(NEEDED))}  # fmt: skip
        fresh = needed - kept
        kept |= fresh
    graph = "".join(
        f"{s} {p} {o}" for s, p, o in lines
        if (s in kept or not s.startswith(ID)) and (not o.startswith(ID) or o.removesuffix(" .\n") in kept)
    ).encode()  # fmt: skip
    snapshot = memory_snapshot(n_triples(q.triple for q in parse_n_triples(graph)))
    return edition(snapshot)


@pytest.fixture(scope="session")
def folder(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every dump of the whole graph."""
    found = tmp_path_factory.mktemp("dumps")
    write_dumps(kg.edition, found)
    return found


@pytest.fixture(scope="session")
def written() -> Callable[[Edition, str], bytes]:
    def write(edition: Edition, name: str) -> bytes:
        file = io.BytesIO()
        find(name).write(edition, file)
        return file.getvalue()

    return write
