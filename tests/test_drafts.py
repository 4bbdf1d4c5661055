"""What waits for a second reader is well-formed, and none of it is in the graph."""

from __future__ import annotations

import re

from sarcomakg.identifiers import turtle_prologue
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.rdf.document import parse_document

from .conftest import ROOT

DRAFTS = sorted((ROOT / "drafts").rglob("*.ttl"))


def test_every_draft_parses() -> None:
    files = tuple((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in DRAFTS)
    assert files
    assert parse_document(files, turtle_prologue(ROOT)).triples


def test_no_draft_is_served(kg: KnowledgeGraph) -> None:
    served = {(s.id, c.source) for s in kg.projection.records.statements.values() for c in s.citations}
    for path in DRAFTS:
        for block in re.split(r"(?m)^(?=statement:)", path.read_text(encoding="utf-8")):
            name = block.partition(" ")[0]
            for source in re.findall(r"skg:source (source:[^\s;]+)", block):
                assert (name, source) not in served, f"{path.name}: {name} is served with {source}; delete the draft"
