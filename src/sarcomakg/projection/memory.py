"""The projection in memory, made from all records at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from sarcomakg.model import Entity, Records, Statement
from sarcomakg.projection.model import Link, Projection


@dataclass(frozen=True)
class Frame:
    """What the entities alone tell: their hierarchy, families, ancestors, components and searches."""

    hierarchy: Any
    by_family: Mapping[str, tuple[Entity, ...]]
    ancestors: Mapping[str, Mapping[str, int]]
    containing: Mapping[str, tuple[str, ...]]
    searches: Mapping[str, tuple[Entity, ...]]


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
    searches: dict[str, list[Entity]] = defaultdict(list)
    for search in by_family.get("search", ()):
        for condition in search.properties.get("ofCondition", ()):
            searches[condition].append(search)
    looked = {condition: tuple(found) for condition, found in searches.items()}
    return Frame(nx.freeze(hierarchy), families, ancestors, _containing(entities, ancestors), looked)


def project(records: Records) -> Projection:
    """Return the projection of the records, frozen."""
    by_trial, by_source, by_report, by_subject, by_object = (_Index() for _ in range(5))
    links: dict[str, list[Link]] = defaultdict(list)
    for name in sorted(records.statements):
        statement = records.statements[name]
        for trial in sorted({c.trial for c in statement.citations if c.trial}):
            by_trial[trial].append(statement)
        for source in sorted({c.source for c in statement.citations}):
            by_source[source].append(statement)
        for source in sorted({name for c in statement.citations for name in c.reported_from}):
            by_report[source].append(statement)
        by_subject[statement.subject, statement.predicate].append(statement)
        by_object[statement.object, statement.predicate].append(statement)
        links[statement.subject].append(Link(name, statement.predicate, statement.object))
        links[statement.object].append(Link(name, statement.predicate, statement.subject))
    own = frame(records.entities)
    return Projection(
        own.hierarchy, records, by_trial.frozen(), by_source.frozen(), by_report.frozen(), own.by_family,
        by_subject.frozen(), by_object.frozen(), {name: tuple(found) for name, found in links.items()}, own.ancestors, own.containing, own.searches,
        {c.id: (c, s) for s in records.statements.values() for c in s.citations},
        {r.id: (r, c, s) for s in records.statements.values() for c in s.citations for r in c.results},
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
