"""The graph as GraphML: a node is an entity, an edge one Statement, an attribute one piece of text."""

from __future__ import annotations

from typing import Any, BinaryIO

import networkx as nx

from sarcomakg.export.release import Edition
from sarcomakg.model import Entity, Statement

# GraphML knows no lists; no name or identifier of the graph holds this.
SEPARATOR = " | "


def write(edition: Edition, file: BinaryIO) -> None:
    """Write every entity and every Statement; the release stands in the attributes of the graph."""
    graph: Any = nx.MultiDiGraph()
    graph.graph.update(edition.release.items())
    records = edition.snapshot.records
    for name, entity in records.entities.items():
        graph.add_node(name, **_present(_node(entity)))
    for name in sorted(records.statements):
        statement = records.statements[name]
        graph.add_edge(statement.subject, statement.object, key=name, **_present(_edge(statement)))
    nx.write_graphml_xml(graph, file, named_key_ids=True)


def _node(entity: Entity) -> dict[str, str]:
    return {
        "kind": entity.kind,
        "label": entity.label,
        "definition": entity.definition,
        "synonyms": SEPARATOR.join(entity.synonyms),
        "parents": SEPARATOR.join(entity.parents),
        "exact_matches": SEPARATOR.join(entity.exact_matches),
    }


def _edge(statement: Statement) -> dict[str, Any]:
    qualifiers = {name: SEPARATOR.join(values) for name, values in statement.qualifiers.items()}
    return {
        **qualifiers,
        "predicate": statement.predicate,
        "direction": statement.direction,
        "modified": statement.modified,
        "sources": SEPARATOR.join(sorted({c.source for c in statement.citations})),
        "citations": len(statement.citations),
        "results": len(statement.results),
    }


def _present(attributes: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, as an absent attribute says the same in less."""
    return {name: value for name, value in attributes.items() if value != ""}
