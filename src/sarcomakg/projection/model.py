"""The snapshot as a walk sees it: a node is an entity, an edge is one Statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from sarcomakg.errors import NotFoundError
from sarcomakg.model import Citation, Concept, Entity, Records, Result, Statement
from sarcomakg.reviews import FAMILY, Reviews, read_reviews


class Hierarchy(Protocol):
    """An edge from each entity to each nearest broader one, or to the site that it is part of."""

    def __contains__(self, name: object) -> bool:
        """Say whether there is such an entity."""

    def successors(self, name: str) -> Iterator[str]:
        """Yield the nearest broader entities."""

    def predecessors(self, name: str) -> Iterator[str]:
        """Yield the nearest narrower entities."""


class Link(NamedTuple):
    """A Statement that touches an entity, and the entity at its other end."""

    statement: str
    predicate: str
    other: str


def _nothing(names: Iterable[str]) -> None:
    """Fetch nothing: everything is there."""


@dataclass(frozen=True)
class Projection:
    """`by_trial` maps a trial to the Statements that one of its Citations is about, `by_source` a source to
    the Statements that cite it, `by_report` a source to those of which a Citation of another one reports from it,
    `by_family` a family (`drug`) to its entities, by identifier.
    `by_subject` and `by_object` map (entity, predicate) to the Statements there, by identifier; `links` an entity to
    the Statements that touch it, as subject or as object; `ancestors` an entity that has a broader one
    to itself and everything broader, each with its distance in steps; `containing` a drug or treatment to the treatments
    that are a kind of it or have it as a component; `searches` a condition to the searches about it. `citations` maps a Citation to itself and its Statement, `results` a
    Result to itself, its Citation and its Statement; `modified` is the date of the newest Statement.

    They are mappings of memory, or mappings that read from a file or from a store what they are asked for; `fetch`
    then reads what touches many entities at once.
    """

    hierarchy: Hierarchy
    records: Records
    by_trial: Mapping[str, tuple[Statement, ...]] = field(repr=False)
    by_source: Mapping[str, tuple[Statement, ...]] = field(repr=False)
    by_report: Mapping[str, tuple[Statement, ...]] = field(repr=False)
    by_family: Mapping[str, tuple[Entity, ...]] = field(repr=False)
    by_subject: Mapping[tuple[str, str], tuple[Statement, ...]] = field(repr=False)
    by_object: Mapping[tuple[str, str], tuple[Statement, ...]] = field(repr=False)
    links: Mapping[str, tuple[Link, ...]] = field(repr=False)
    ancestors: Mapping[str, Mapping[str, int]] = field(repr=False)
    containing: Mapping[str, tuple[str, ...]] = field(repr=False)
    searches: Mapping[str, tuple[Entity, ...]] = field(repr=False)
    citations: Mapping[str, tuple[Citation, Statement]] = field(repr=False)
    results: Mapping[str, tuple[Result, Citation, Statement]] = field(repr=False)
    modified: str = ""
    fetch: Callable[[Iterable[str]], None] = _nothing

    @cached_property
    def graph(self) -> Any:
        """The networkx MultiDiGraph, frozen; made when it is first asked for.

        A node is an entity (attributes `entity`, `kind`, `label`), an edge a Statement (key: its identifier;
        attributes `statement`, `predicate`, `direction`).
        """
        import networkx as nx

        graph: Any = nx.MultiDiGraph()
        for name, entity in self.records.entities.items():
            graph.add_node(name, entity=entity, kind=entity.kind, label=entity.label)
        for name, statement in sorted(self.records.statements.items()):
            graph.add_edge(statement.subject, statement.object, key=name, statement=statement,
                           predicate=statement.predicate, direction=statement.direction)  # fmt: skip
        return nx.freeze(graph)

    @cached_property
    def reviews(self) -> Reviews:
        """The reviews of Statements and cards, read when they are first asked for."""
        return read_reviews(self.by_family.get(FAMILY, ()))

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
