"""GraphQL types: entities, Statements with their Citations and Results, and Relay connections over them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import strawberry

from sarcomakg.errors import InputError
from sarcomakg.identifiers import to_iri
from sarcomakg.model import Citation as CitationRecord
from sarcomakg.model import Entity as EntityRecord
from sarcomakg.model import Result as ResultRecord
from sarcomakg.model import Statement as StatementRecord
from sarcomakg.projection import Projection
from sarcomakg.traverse import applicable, population_relation
from sarcomakg.vocabulary import SOURCE_KINDS, TREATMENT_KINDS, Predicate

MAX_PAGE = 100


@strawberry.type(description="One figure of one analysis; figures are decimals as printed, units are UCUM codes.")
class Result:
    id: strawberry.ID
    endpoint: str
    measure: str
    unit: str
    analysis: str
    analysis_set: str
    estimate: str | None
    lower: str | None
    upper: str | None
    interval_kind: str
    interval_level: str | None
    p_value: str
    significant: bool | None
    arm: str
    arm_size: int | None
    events: int | None
    comparator: str
    comparator_estimate: str | None
    comparator_events: int | None
    comparator_size: int | None
    at_time: str | None
    time_unit: str


def _result(projection: Projection, r: ResultRecord) -> Result:
    def text(value: Any) -> str | None:
        return None if value is None else str(value)

    return Result(
        id=strawberry.ID(r.id), endpoint=projection.label(r.endpoint), measure=r.measure, unit=r.unit, analysis=r.analysis,
        analysis_set=r.analysis_set, estimate=text(r.estimate), lower=text(r.lower), upper=text(r.upper), interval_kind=r.interval_kind,
        interval_level=text(r.interval_level), p_value=r.p_value, significant=r.significant, arm=projection.label(r.arm) if r.arm else "",
        arm_size=r.arm_size, events=r.events, comparator=projection.label(r.comparator) if r.comparator else "",
        comparator_estimate=text(r.comparator_estimate), comparator_events=r.comparator_events, comparator_size=r.comparator_size,
        at_time=text(r.at_time), time_unit=r.time_unit,
    )  # fmt: skip


@strawberry.interface(description="Anything with an identifier of ours.")
class Node:
    id: strawberry.ID


@strawberry.type
class Qualifier:
    name: str
    value: str
    label: str


@strawberry.type(description="The place in a source where a Statement stands.")
class Citation:
    id: strawberry.ID
    locator: str
    stance: str
    level: str
    grade: str
    design: str
    sample_size: int | None
    note: str
    second_reading: str = strawberry.field(
        description="The day on which a second reader compared the citation with its source; empty before."
    )
    population_label: str
    record: strawberry.Private[CitationRecord]
    projection: strawberry.Private[Projection]
    statement: strawberry.Private[StatementRecord]

    @strawberry.field
    def source(self) -> Source:
        found = as_entity(self.projection, self.projection.entity(self.record.source))
        assert isinstance(found, Source)
        return found

    @strawberry.field
    def results(self) -> list[Result]:
        return [_result(self.projection, r) for r in self.record.results]

    @strawberry.field(
        description="exact, broader, narrower or overlapping: the population studied beside the condition (CURIE)."
    )
    def population_relation(self, condition: str) -> str:
        self.projection.entity(condition)
        return population_relation(self.projection, self.record, condition, self.statement)


@strawberry.type(description="An edge of the graph.")
class Statement(Node):
    predicate: str
    direction: str
    modified: str
    record: strawberry.Private[StatementRecord]
    projection: strawberry.Private[Projection]

    @strawberry.field
    def iri(self) -> str:
        return to_iri(self.id)

    @strawberry.field
    def subject(self) -> Entity:
        return as_entity(self.projection, self.projection.entity(self.record.subject))

    @strawberry.field(name="object")
    def object_(self) -> Entity:
        return as_entity(self.projection, self.projection.entity(self.record.object))

    @strawberry.field
    def qualifiers(self) -> list[Qualifier]:
        pairs = ((name, value) for name, values in self.record.qualifiers.items() for value in values)
        return [Qualifier(name=n, value=v, label=self.projection.label(v)) for n, v in pairs]

    @strawberry.field
    def citations(self) -> list[Citation]:
        return [as_citation(self.projection, c, self.record) for c in self.record.citations]


def as_citation(projection: Projection, c: CitationRecord, statement: StatementRecord) -> Citation:
    """Return the GraphQL object of a Citation."""
    return Citation(
        id=strawberry.ID(c.id), locator=c.locator, stance=c.stance, level=projection.label(c.level) if c.level else "",
        grade=projection.label(c.grade) if c.grade else "", design=c.design, sample_size=c.sample_size, note=c.note, second_reading=c.second_reading,
        population_label=projection.label(c.population), record=c, projection=projection, statement=statement,
    )  # fmt: skip


def as_statement(projection: Projection, s: StatementRecord) -> Statement:
    """Return the GraphQL object of a Statement."""
    return Statement(
        id=strawberry.ID(s.id),
        predicate=s.predicate,
        direction=s.direction,
        modified=s.modified,
        record=s,
        projection=projection,
    )


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="An edge of a connection carries the Statement that it is, with its citations.")
class StatementEdge:
    cursor: str
    node: Entity
    statement: Statement
    distance: int = strawberry.field(
        description="Steps up the hierarchy to the condition that the Statement is about; 0 is its own."
    )


@strawberry.type
class StatementConnection:
    edges: list[StatementEdge]
    page_info: PageInfo
    total_count: int


def connect(
    projection: Projection, found: Sequence[tuple[StatementRecord, str, int]], first: int, after: str | None
) -> StatementConnection:
    """Return one page of (Statement, the entity at its other end, distance); raise InputError on a bad page."""
    if not 1 <= first <= MAX_PAGE:
        raise InputError(f"first is {first}; choose 1 to {MAX_PAGE} and page on with after")
    cursors = [base64.urlsafe_b64encode(s.id.encode()).decode() for s, _, _ in found]
    start = 0
    if after is not None:
        try:
            base64.urlsafe_b64decode(after.encode())
            start = cursors.index(after) + 1
        except (ValueError, binascii.Error):
            raise InputError(f"unknown cursor {after[:40]!r}; use the endCursor of the page before") from None
    page = list(zip(found, cursors, strict=True))[start : start + first]
    edges = [
        StatementEdge(
            cursor=c,
            node=as_entity(projection, projection.entity(end)),
            statement=as_statement(projection, s),
            distance=d,
        )
        for (s, end, d), c in page
    ]
    info = PageInfo(has_next_page=start + first < len(found), has_previous_page=start > 0,
                    start_cursor=page[0][1] if page else None, end_cursor=page[-1][1] if page else None)  # fmt: skip
    return StatementConnection(edges=edges, page_info=info, total_count=len(found))


@strawberry.interface(description="A thing that Statements are about.")
class Entity(Node):
    kind: str
    label: str
    plain_label: str
    definition: str
    synonyms: list[str]
    exact_matches: list[str]
    record: strawberry.Private[EntityRecord]
    projection: strawberry.Private[Projection]

    @strawberry.field
    def iri(self) -> str:
        return to_iri(self.id)

    @strawberry.field(description="The nearest broader entities, or the sites that a site is part of.")
    def parents(self) -> list[Entity]:
        return [as_entity(self.projection, self.projection.entity(p)) for p in self.record.parents]

    @strawberry.field(description="Every Statement about the entity, as subject or object, filtered by predicate.")
    def statements(
        self, predicate: str | None = None, first: int = 20, after: str | None = None
    ) -> StatementConnection:
        if predicate is not None and predicate not in set(Predicate):
            raise InputError(f"unknown predicate {predicate[:60]!r}; choose one of: {', '.join(Predicate)}")
        chosen = [Predicate(predicate)] if predicate else list(Predicate)
        p = self.projection
        found = [(s, s.object, 0) for k in chosen for s in p.outgoing(self.id, k)] + [
            (s, s.subject, 0) for k in chosen for s in p.incoming(self.id, k)
        ]
        return connect(p, found, first, after)


def _walk(
    of: Any, predicate: Predicate, incoming: bool, inherited: bool, first: int, after: str | None
) -> StatementConnection:
    edges = [e for e in applicable(of.projection, of.id, predicate) if inherited or not e.distance]
    found = [(e.statement, e.statement.subject if incoming else e.statement.object, e.distance) for e in edges]
    return connect(of.projection, found, first, after)


@strawberry.type
class Condition(Entity):
    @strawberry.field(
        description="What guidelines, labels and trials state for the condition and, when inherited, for broader ones."
    )
    def treatments(self, inherited: bool = True, first: int = 20, after: str | None = None) -> StatementConnection:
        return _walk(self, Predicate.TREATED_WITH, False, inherited, first, after)

    @strawberry.field(description="What studies report in the condition.")
    def studies(self, inherited: bool = False, first: int = 20, after: str | None = None) -> StatementConnection:
        return _walk(self, Predicate.STUDIED_IN, True, inherited, first, after)

    @strawberry.field(description="Approvals for the condition and broader ones.")
    def approvals(self, inherited: bool = True, first: int = 20, after: str | None = None) -> StatementConnection:
        return _walk(self, Predicate.APPROVED_FOR, True, inherited, first, after)

    @strawberry.field
    def prognostic_factors(
        self, inherited: bool = True, first: int = 20, after: str | None = None
    ) -> StatementConnection:
        return _walk(self, Predicate.HAS_PROGNOSTIC_FACTOR, False, inherited, first, after)

    @strawberry.field
    def metastatic_sites(
        self, inherited: bool = False, first: int = 20, after: str | None = None
    ) -> StatementConnection:
        return _walk(self, Predicate.METASTASIZES_TO, False, inherited, first, after)

    @strawberry.field
    def biomarkers(self, inherited: bool = False, first: int = 20, after: str | None = None) -> StatementConnection:
        return _walk(self, Predicate.HAS_BIOMARKER, False, inherited, first, after)


@strawberry.type
class Treatment(Entity):
    pass


@strawberry.type
class Drug(Entity):
    @strawberry.field
    def brand_names(self) -> list[str]:
        return list(self.record.properties.get("brandName", ()))

    @strawberry.field
    def drug_class(self) -> str:
        return self.record.first("drugClass")

    @strawberry.field
    def approvals(self, first: int = 20, after: str | None = None) -> StatementConnection:
        found = [(s, s.object, 0) for s in self.projection.outgoing(self.id, Predicate.APPROVED_FOR)]
        return connect(self.projection, found, first, after)

    @strawberry.field
    def warnings(self, first: int = 20, after: str | None = None) -> StatementConnection:
        found = [(s, s.object, 0) for s in self.projection.outgoing(self.id, Predicate.HAS_WARNING)]
        return connect(self.projection, found, first, after)


@strawberry.type
class Trial(Entity):
    @strawberry.field
    def phase(self) -> str:
        return self.record.first("phase")

    @strawberry.field
    def design(self) -> str:
        return self.record.first("design")

    @strawberry.field(description="The Statements that cite findings of the trial.")
    def findings(self, first: int = 20, after: str | None = None) -> StatementConnection:
        every = self.projection.records.statements.values()
        found = [(s, s.subject, 0) for s in every if any(c.trial == self.id for c in s.citations)]
        return connect(self.projection, found, first, after)


@strawberry.type
class Source(Entity):
    @strawberry.field
    def title(self) -> str:
        return self.record.first("title")

    @strawberry.field
    def issued(self) -> str:
        return self.record.first("issued")

    @strawberry.field
    def url(self) -> str:
        return self.record.first("url")

    @strawberry.field(description="How much of the source a curator has read: FullText, Abstract or Excerpt.")
    def read_as(self) -> str:
        return self.record.first("readAs")

    @strawberry.field(description="Every Statement that the source holds up.")
    def cited_in(self, first: int = 20, after: str | None = None) -> StatementConnection:
        every = self.projection.records.statements.values()
        found = [(s, s.subject, 0) for s in every if any(c.source == self.id for c in s.citations)]
        return connect(self.projection, found, first, after)


@strawberry.type(description="A site, stage, outcome, population, factor, biomarker, warning or surveillance.")
class Term(Entity):
    pass


_CLASSES: dict[str, type[Entity]] = {"Condition": Condition, "Drug": Drug, "Trial": Trial}
_CLASSES |= dict.fromkeys(TREATMENT_KINDS, Treatment) | dict.fromkeys(SOURCE_KINDS, Source)


def as_entity(projection: Projection, e: EntityRecord) -> Entity:
    """Return the GraphQL object of an entity."""
    cls = _CLASSES.get(e.kind, Term)
    return cls(id=strawberry.ID(e.id), kind=e.kind, label=e.label, plain_label=e.plain_label, definition=e.definition,
               synonyms=list(e.synonyms), exact_matches=list(e.exact_matches), record=e, projection=projection)  # fmt: skip
