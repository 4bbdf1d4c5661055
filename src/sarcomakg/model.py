"""The frozen records of the graph: entities, Statements, Citations, Results.

Identifiers are CURIEs (`condition:alveolar-soft-part-sarcoma`); `identifiers.to_iri` gives the IRI.
Enumerated terms are local names of the ontology (`For`, `Recommended`, `HazardRatio`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Concept:
    """A term of a SKOS scheme of the ontology: a level, a grade, a setting, a line, a modality."""

    id: str
    label: str
    plain_label: str
    definition: str
    notation: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """Anything that a Statement can be about.

    `kind` is the ontology's class (`Condition`, `Surgery`, `Article`); `parents` are the nearest broader
    entities, or the sites that a site is part of; `properties` holds what only some kinds have
    (`brandName`, `phase`, `issued`), each a tuple of strings in sorted order.
    """

    id: str
    kind: str
    label: str
    plain_label: str = ""
    definition: str = ""
    plain_definition: str = ""
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    exact_matches: tuple[str, ...] = ()
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The folder and prefix of the entity: `condition`, `drug`, `source`..."""
        return self.id.partition(":")[0]

    def first(self, name: str) -> str:
        """Return the first value of a property, or the empty string."""
        values = self.properties.get(name, ())
        return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class Result:
    """One figure of one analysis. Figures are decimals in `unit` (UCUM); times are in `time_unit`."""

    id: str
    endpoint: str
    measure: str
    unit: str
    analysis: str
    estimate: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    interval_kind: str = ""
    interval_level: Decimal | None = None
    p_value: str = ""
    significant: bool | None = None
    arm: str = ""
    arm_size: int | None = None
    events: int | None = None
    comparator: str = ""
    comparator_estimate: Decimal | None = None
    comparator_size: int | None = None
    comparator_events: int | None = None
    comparator_lower: Decimal | None = None
    comparator_upper: Decimal | None = None
    analysis_set: str = ""
    data_cut: str = ""
    at_time: Decimal | None = None
    from_time: Decimal | None = None
    until_time: Decimal | None = None
    until_time_lower: Decimal | None = None
    time_unit: str = ""
    frequency: int | None = None
    period: Decimal | None = None
    period_unit: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in a source where a Statement stands, as that source gives it."""

    id: str
    source: str
    locator: str
    population: str
    stance: str = "Supports"
    level: str = ""
    grade: str = ""
    design: str = ""
    trial: str = ""
    reported_from: tuple[str, ...] = ()
    stated_by: str = ""
    note: str = ""
    second_reading: str = ""
    sample_size: int | None = None
    results: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """An edge: subject, predicate, object, qualifiers, direction, and at least one Citation.

    `content` is the hash of all that is stated of it, as `rdf.content` describes it. `qualifiers` maps the local name of a qualifier property (`stage`, `setting`, `anyFeature`) to the
    identifiers or literals it has, sorted. Raises ValueError when there is no citation.
    """

    id: str
    subject: str
    predicate: str
    object: str
    direction: str
    modified: str
    citations: tuple[Citation, ...]
    content: str = ""
    qualifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"{self.id} has no citation; an edge without one is not built")

    def qualifier(self, name: str) -> str:
        """Return the first value of a qualifier, or the empty string."""
        values = self.qualifiers.get(name, ())
        return values[0] if values else ""

    @property
    def results(self) -> tuple[Result, ...]:
        """Every Result of every Citation, in order."""
        return tuple(result for citation in self.citations for result in citation.results)


@dataclass(frozen=True, slots=True)
class Records:
    """The whole graph as records, keyed by CURIE and sorted by it."""

    entities: Mapping[str, Entity]
    statements: Mapping[str, Statement]
    concepts: Mapping[str, Concept]
