"""Anchors: from where Statements are looked for. Each finds them in the projection, and says the same as SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sarcomakg.model import Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import CONDITION_IS_OBJECT, applicable, inheritance, lineage
from sarcomakg.vocabulary import Predicate


@dataclass(frozen=True, slots=True)
class Found:
    """A Statement as it was found: `end` is the entity at its far end, `about` the one that it was found at.

    `distance` counts the steps from the entity asked about up to `about`; `overrides` are broader Statements that
    this one puts aside.
    """

    statement: Statement
    end: str
    about: str = ""
    distance: int = 0
    overrides: tuple[Statement, ...] = ()


class Anchor(Protocol):
    """Where Statements are looked for."""

    def find(self, projection: Projection) -> Iterable[Found]:
        """Yield what stands there."""
        ...

    def pattern(self, projection: Projection) -> str:
        """Return the SPARQL graph pattern that binds ?statement, ?end, ?about and ?distance to the same."""
        ...


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Every Statement of the graph; its far end is its object."""

    def find(self, projection: Projection) -> Iterator[Found]:
        """Yield every Statement."""
        return (Found(s, s.object) for s in projection.records.statements.values())

    def pattern(self, projection: Projection) -> str:
        """Return the pattern of every Statement."""
        return "?statement a skg:Statement ; rdf:object ?end . BIND(0 AS ?distance) BIND(?end AS ?about)"


@dataclass(frozen=True, slots=True)
class At:
    """The Statements of an entity as subject, as object, or as either, of some predicates (all when empty)."""

    entity: str
    predicates: tuple[str, ...] = ()
    as_subject: bool = True
    as_object: bool = False

    def find(self, projection: Projection) -> Iterator[Found]:
        """Yield the Statements of the entity."""
        for predicate in self.predicates or tuple(Predicate):
            if self.as_subject:
                yield from (Found(s, s.object, self.entity) for s in projection.outgoing(self.entity, predicate))
            if self.as_object:
                yield from (Found(s, s.subject, self.entity) for s in projection.incoming(self.entity, predicate))

    def pattern(self, projection: Projection) -> str:
        """Return the pattern of the entity's Statements."""
        sides = [f"{{ ?statement rdf:subject {self.entity} ; rdf:object ?end . }}"] if self.as_subject else []
        sides += [f"{{ ?statement rdf:object {self.entity} ; rdf:subject ?end . }}"] if self.as_object else []
        return (
            f"{' UNION '.join(sides)} {_predicates(self.predicates)}BIND(0 AS ?distance) BIND({self.entity} AS ?about)"
        )


@dataclass(frozen=True, slots=True)
class Inherited:
    """The Statements of a condition and of broader ones whose guidance it inherits, the nearer overriding the farther."""

    condition: str
    predicate: Predicate

    def find(self, projection: Projection) -> Iterator[Found]:
        """Yield the Statements that hold for the condition."""
        for edge in applicable(projection, self.condition, self.predicate):
            s = edge.statement
            end = s.subject if self.predicate in CONDITION_IS_OBJECT else s.object
            yield Found(s, end, edge.condition, edge.distance, edge.overrides)

    def pattern(self, projection: Projection) -> str:
        """Return the pattern: the lineage as it was climbed, people whom a source excludes, and what is overridden."""
        near, far = ("object", "subject") if self.predicate in CONDITION_IS_OBJECT else ("subject", "object")
        climb = " ".join(f"({name} {distance})" for name, distance in inheritance(projection, self.condition).items())
        own = " ".join(lineage(projection, self.condition))
        aside = sorted({s.id for f in self.find(projection) for s in f.overrides})
        overridden = f" FILTER(?statement NOT IN ({', '.join(aside)}))" if aside else ""
        return (
            f"VALUES (?about ?distance) {{ {climb} }} "
            f"?statement rdf:{near} ?about ; rdf:{far} ?end ; rdf:predicate skg:{self.predicate} . "
            f"FILTER(?distance = 0 || EXISTS {{ ?statement skg:citation/skg:population ?people . "
            f"FILTER NOT EXISTS {{ VALUES ?kind {{ {own} }} ?people skg:excludesCondition ?kind }} }}){overridden}"
        )


@dataclass(frozen=True, slots=True)
class CitedBy:
    """The Statements that a source holds up; the far end is their subject."""

    source: str

    def find(self, projection: Projection) -> Iterator[Found]:
        """Yield the Statements that cite the source."""
        return (Found(s, s.subject, self.source) for s in projection.by_source.get(self.source, ()))

    def pattern(self, projection: Projection) -> str:
        """Return the pattern of the Statements that cite the source."""
        return _cited(f"skg:source {self.source}")


@dataclass(frozen=True, slots=True)
class FoundBy:
    """The Statements with a finding of a trial; the far end is their subject."""

    trial: str

    def find(self, projection: Projection) -> Iterator[Found]:
        """Yield the Statements whose Citations are about the trial."""
        return (Found(s, s.subject, self.trial) for s in projection.by_trial.get(self.trial, ()))

    def pattern(self, projection: Projection) -> str:
        """Return the pattern of the Statements with a Citation about the trial."""
        return _cited(f"skg:trial {self.trial}")


def _cited(condition: str) -> str:
    about = condition.partition(" ")[2]
    return (
        f"?statement rdf:subject ?end . FILTER EXISTS {{ ?statement skg:citation [ {condition} ] }} "
        f"BIND(0 AS ?distance) BIND({about} AS ?about)"
    )


def _predicates(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return f"VALUES ?p {{ {' '.join(f'skg:{name}' for name in names)} }} ?statement rdf:predicate ?p . "
