"""States of the graph for tests: a small part of the real one, and the same with a change that is known."""

from __future__ import annotations

from collections.abc import Callable

from sarcomakg.identifiers import to_iri
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.model import Statement
from sarcomakg.snapshot import Snapshot, memory_snapshot

_OWNED = tuple(f"<https://w3id.org/sarcomakg/id/{family}/" for family in ("statement", "citation", "result"))


def part(kg: KnowledgeGraph, keep: Callable[[Statement], bool]) -> list[str]:
    """Return the lines of the graph with those Statements alone, and every entity."""
    names: set[str] = set()
    for s in kg.projection.records.statements.values():
        if keep(s):
            names |= {s.id, *(c.id for c in s.citations), *(r.id for r in s.results)}
    kept = {f"<{to_iri(name)}>" for name in names}
    lines = kg.snapshot.n_triples().decode().splitlines(keepends=True)
    return [line for line in lines if not line.startswith(_OWNED) or line.partition(" ")[0] in kept]


def without(lines: list[str], statement: str) -> list[str]:
    """Return the lines without a Statement."""
    return [line for line in lines if not line.startswith(f"<{to_iri(statement)}>")]


def replaced(lines: list[str], subject: str, old: str, new: str) -> list[str]:
    """Return the lines with one text for another in those about a subject; there has to be one."""
    about = f"<{to_iri(subject)}>"
    found = [line.replace(old, new) if line.startswith(about) else line for line in lines]
    assert found != lines
    return found


def state(lines: list[str]) -> Snapshot:
    """Return the snapshot of lines."""
    return memory_snapshot("".join(sorted(set(lines))).encode())


def about_asps(s: Statement) -> bool:
    return "condition:alveolar-soft-part-sarcoma" in (s.subject, s.object) or "drug:pazopanib" in (s.subject, s.object)
