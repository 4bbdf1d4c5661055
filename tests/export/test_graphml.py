"""GraphML, read by networkx."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import networkx as nx

from sarcomakg.export.graphml import SEPARATOR
from sarcomakg.knowledge import KnowledgeGraph


def test_networkx_reads_every_entity_and_statement(kg: KnowledgeGraph, folder: Path) -> None:
    graph = nx.read_graphml(folder / "sarcomakg.graphml", force_multigraph=True)
    records = kg.snapshot.records
    assert set(graph) == set(records.entities)
    assert {key for _, _, key in graph.edges(keys=True)} == set(records.statements)
    for subject, obj, key, attributes in graph.edges(keys=True, data=True):
        statement = records.statements[key]
        assert (subject, obj, attributes["predicate"]) == (statement.subject, statement.object, statement.predicate)
        assert attributes["citations"] == len(statement.citations)
    for name, attributes in graph.nodes(data=True):
        assert attributes["label"] == records.entities[name].label
        assert tuple(filter(None, attributes.get("synonyms", "").split(SEPARATOR))) == records.entities[name].synonyms
    assert {name: graph.graph[name] for name in kg.edition.release.items()} == kg.edition.release.items()


def test_it_is_graphml(folder: Path) -> None:
    root = ElementTree.parse(folder / "sarcomakg.graphml").getroot()
    assert root.tag == "{http://graphml.graphdrawing.org/xmlns}graphml"
