"""The snapshot as a frozen networkx MultiDiGraph: a node is an entity, an edge is one Statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from sarcomakg.errors import NotFoundError
from sarcomakg.model import Concept, Entity, Records, Statement


@dataclass(frozen=True, slots=True)
class Projection:
    """`graph` has entities as nodes (attribute `entity`) and Statements as edges (key: its id, attribute
    `statement`); `hierarchy` has an edge from each entity to each nearest broader one, or to the site that it
    is part of. `by_trial` maps a trial to the Statements that one of its Citations is about.
    """

    graph: Any
    hierarchy: Any
    records: Records
    by_trial: Mapping[str, tuple[Statement, ...]]

    def entity(self, name: str) -> Entity:
        """Return an entity by CURIE; raise NotFoundError."""
        try:
            return self.records.entities[name]
        except KeyError:
            raise NotFoundError(f"no entity has the identifier {name!r}") from None

    def statement(self, name: str) -> Statement:
        """Return a Statement by CURIE; raise NotFoundError."""
        try:
            return self.records.statements[name]
        except KeyError:
            raise NotFoundError(f"no Statement has the identifier {name!r}") from None

    def term(self, name: str) -> Entity | Concept | None:
        """Return the entity or concept of a qualifier's value (`stage:advanced`, `line:later`), None for a literal."""
        records = self.records
        return records.entities.get(name) or records.concepts.get(name) or records.concepts.get(f"skg:{name}")

    def label(self, name: str, *, plain: bool = False) -> str:
        """Return the label of an entity or concept, in plain words when asked; the name itself of a literal."""
        term = self.term(name)
        if term is None:
            return name
        return (term.plain_label if plain else "") or term.label

    def outgoing(self, name: str, predicate: str) -> list[Statement]:
        """Return the Statements about an entity with a predicate, by identifier."""
        edges = self.graph.out_edges(name, data="statement") if name in self.graph else ()
        return sorted((s for _, _, s in edges if s.predicate == predicate), key=lambda s: s.id)

    def incoming(self, name: str, predicate: str) -> list[Statement]:
        """Return the Statements whose object is the entity, by identifier."""
        edges = self.graph.in_edges(name, data="statement") if name in self.graph else ()
        return sorted((s for _, _, s in edges if s.predicate == predicate), key=lambda s: s.id)


def project(records: Records) -> Projection:
    """Return the projection of the records, frozen."""
    graph: Any = nx.MultiDiGraph()
    hierarchy: Any = nx.DiGraph()
    for name, entity in records.entities.items():
        graph.add_node(name, entity=entity, kind=entity.kind, label=entity.label)
        hierarchy.add_node(name)
        hierarchy.add_edges_from((name, parent) for parent in entity.parents)
    by_trial: dict[str, list[Statement]] = defaultdict(list)
    for name, statement in records.statements.items():
        for trial in sorted({c.trial for c in statement.citations if c.trial}):
            by_trial[trial].append(statement)
        graph.add_edge(statement.subject, statement.object, key=name, statement=statement,
                       predicate=statement.predicate, direction=statement.direction)  # fmt: skip
    return Projection(nx.freeze(graph), nx.freeze(hierarchy), records, {t: tuple(s) for t, s in by_trial.items()})
