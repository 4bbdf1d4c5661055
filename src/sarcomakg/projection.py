"""The snapshot as a frozen networkx MultiDiGraph: a node is an entity, an edge is one Statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import networkx as nx

from sarcomakg.errors import NotFoundError
from sarcomakg.model import Citation, Concept, Entity, Records, Statement


def _nothing(names: Iterable[str]) -> None:
    """Fetch nothing: everything is there."""


@dataclass(frozen=True)
class Projection:
    """`graph` has entities as nodes (attribute `entity`) and Statements as edges (key: its id, attribute
    `statement`); `hierarchy` has an edge from each entity to each nearest broader one, or to the site that it
    is part of. `by_trial` maps a trial to the Statements that one of its Citations is about, `by_source` a source to
    the Statements that cite it, `by_family` a family (`drug`) to its entities, by identifier.
    `by_subject` and `by_object` map (entity, predicate) to the Statements there, by identifier; `ancestors` an entity
    to everything broader, each with its distance in steps; `containing` a drug or treatment to the treatments that
    are a kind of it or have it as a component. They are worked out once: a walk asks for them at every step.
    `citations` maps a Citation to itself and its Statement; `modified` is the date of the newest Statement.
    Where Statements are read from a store as they are asked for, `fetch` reads those of many entities at once.
    """

    hierarchy: Any
    records: Records
    by_trial: Mapping[str, tuple[Statement, ...]]
    by_source: Mapping[str, tuple[Statement, ...]] = field(repr=False)
    by_family: Mapping[str, tuple[Entity, ...]] = field(repr=False)
    by_subject: Mapping[tuple[str, str], tuple[Statement, ...]] = field(repr=False)
    by_object: Mapping[tuple[str, str], tuple[Statement, ...]] = field(repr=False)
    ancestors: Mapping[str, Mapping[str, int]] = field(repr=False)
    containing: Mapping[str, tuple[str, ...]] = field(repr=False)
    citations: Mapping[str, tuple[Citation, Statement]] = field(repr=False)
    modified: str = ""
    fetch: Callable[[Iterable[str]], None] = _nothing

    @cached_property
    def graph(self) -> Any:
        """The networkx MultiDiGraph, frozen; made when it is first asked for."""
        graph: Any = nx.MultiDiGraph()
        for name, entity in self.records.entities.items():
            graph.add_node(name, entity=entity, kind=entity.kind, label=entity.label)
        for name, statement in sorted(self.records.statements.items()):
            graph.add_edge(statement.subject, statement.object, key=name, statement=statement,
                           predicate=statement.predicate, direction=statement.direction)  # fmt: skip
        return nx.freeze(graph)

    @property
    def phases(self) -> tuple[str, ...]:
        """Return the phases that trials have, as their records print them."""
        return tuple(sorted({t.first("phase") for t in self.by_family.get("trial", ()) if t.first("phase")}))

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

    def outgoing(self, name: str, predicate: str) -> tuple[Statement, ...]:
        """Return the Statements about an entity with a predicate, by identifier."""
        return self.by_subject.get((name, str(predicate)), ())

    def incoming(self, name: str, predicate: str) -> tuple[Statement, ...]:
        """Return the Statements whose object is the entity, by identifier."""
        return self.by_object.get((name, str(predicate)), ())


@dataclass(frozen=True)
class Frame:
    """What the entities alone tell: their hierarchy, families, ancestors and components."""

    hierarchy: Any
    by_family: Mapping[str, tuple[Entity, ...]]
    ancestors: Mapping[str, Mapping[str, int]]
    containing: Mapping[str, tuple[str, ...]]


def frame(entities: Mapping[str, Entity]) -> Frame:
    """Return what the entities tell without any Statement."""
    hierarchy: Any = nx.DiGraph()
    by_family: dict[str, list[Entity]] = defaultdict(list)
    for name, entity in entities.items():
        hierarchy.add_node(name)
        hierarchy.add_edges_from((name, parent) for parent in entity.parents)
        by_family[entity.family].append(entity)
    ancestors = {name: _ancestors(hierarchy, name) for name, entity in entities.items() if entity.parents}
    families = {family: tuple(found) for family, found in by_family.items()}
    return Frame(nx.freeze(hierarchy), families, ancestors, _containing(entities, ancestors))


def project(records: Records) -> Projection:
    """Return the projection of the records, frozen."""
    by_trial, by_source, by_subject, by_object = (_Index() for _ in range(4))
    for name in sorted(records.statements):
        statement = records.statements[name]
        for trial in sorted({c.trial for c in statement.citations if c.trial}):
            by_trial[trial].append(statement)
        for source in sorted({c.source for c in statement.citations}):
            by_source[source].append(statement)
        by_subject[statement.subject, statement.predicate].append(statement)
        by_object[statement.object, statement.predicate].append(statement)
    own = frame(records.entities)
    return Projection(
        own.hierarchy, records, by_trial.frozen(), by_source.frozen(), own.by_family, by_subject.frozen(),
        by_object.frozen(), own.ancestors, own.containing,
        {c.id: (c, s) for s in records.statements.values() for c in s.citations},
        max((s.modified for s in records.statements.values()), default=""),
    )  # fmt: skip


class _Index(defaultdict[Any, list[Statement]]):
    """Statements under a key, in the order in which they come."""

    def __init__(self) -> None:
        super().__init__(list)

    def frozen(self) -> dict[Any, tuple[Statement, ...]]:
        return {key: tuple(found) for key, found in self.items()}


def _ancestors(hierarchy: Any, name: str) -> dict[str, int]:
    """Return the entity and everything broader, nearest first."""
    found = nx.single_source_shortest_path_length(hierarchy, name)
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def _containing(
    entities: Mapping[str, Entity], ancestors: Mapping[str, Mapping[str, int]]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, entity in entities.items():
        if entity.family == "treatment":
            broader = ancestors.get(name, {name: 0})
            parts = {p for b in broader if b in entities for p in entities[b].properties.get("component", ())}
            for inside in (broader.keys() | parts) - {name}:
                found[inside].append(name)
    return {inside: tuple(sorted(names)) for inside, names in found.items()}
