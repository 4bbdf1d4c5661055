"""GraphQL types of the edge: Statement, Citation, Result, and the terms that qualify them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from sarcomakg import ask
from sarcomakg import vocabulary as v
from sarcomakg.cards.phrasing import Voice
from sarcomakg.graphql.context import Request
from sarcomakg.graphql.cost import sized
from sarcomakg.graphql.enums import (  # fmt: skip
    Audience,
    Design,
    Direction,
    Effect,
    IntervalKind,
    Measure,
    Modality,
    PopulationRelation,
    Predicate,
    Stance,
)
from sarcomakg.graphql.scalars import Date
from sarcomakg.identifiers import to_iri
from sarcomakg.model import Citation as CitationRecord
from sarcomakg.model import Concept as ConceptRecord
from sarcomakg.model import Result as ResultRecord
from sarcomakg.model import Statement as StatementRecord
from sarcomakg.projection import Projection
from sarcomakg.traverse import condition_of, design_of, population_relation

if TYPE_CHECKING:
    from sarcomakg.graphql.entities import Entity, Review, Source, Trial

_ENTITIES = "sarcomakg.graphql.entities"
Info = strawberry.Info[Request, None]
# Qualifiers that are fields of their own, and no limits.
_OWN_FIELDS = ("modality", "effect")


@strawberry.interface(description="Anything with an identifier of ours; `node(id)` finds it.")
class Node:
    id: strawberry.ID = strawberry.field(description="The identifier, a CURIE: condition:alveolar-soft-part-sarcoma.")

    @strawberry.field(description="The IRI, under which the graph's RDF and SPARQL know it.")
    def iri(self) -> str:
        return to_iri(self.id)


@strawberry.type(description="A term of a scheme of the ontology: a level of evidence, a grade, a line, a setting, an agency.")  # fmt: skip
class Concept(Node):
    label: str = strawberry.field(description="Its name.")
    plain_label: str = strawberry.field(description="Its name in plain words.")
    definition: str | None = strawberry.field(description="What it means.")
    notation: str | None = strawberry.field(description="The short sign that its scheme prints: A1, IV.")
    scheme: str = strawberry.field(description="The scheme that it belongs to (CURIE).")


@strawberry.type(description="A limit of a Statement: its stage, site, line, setting, outcome, comparator, age group...")  # fmt: skip
class Qualifier:
    name: str = strawberry.field(description="Local name of the qualifier's property in the ontology.")
    value: str = strawberry.field(description="Its value: an identifier, or a literal such as an age or a date.")
    label: str = strawberry.field(description="The name of the value; the value itself of a literal.")

    @strawberry.field(description="The entity or term that the value is; null of a literal.")
    def term(self, info: Info) -> Node | None:
        return as_term(info.context.graph.projection, self.value)


@strawberry.type(description="One figure of one analysis. Figures are in `unit`, a UCUM code; times in `timeUnit`.")
class Result(Node):
    record: strawberry.Private[ResultRecord]
    measure: Measure = strawberry.field(description="Which statistic the estimate is.")
    unit: str = strawberry.field(description="The unit (UCUM); 1 for ratios, counts and p values.")
    analysis: str = strawberry.field(description="Which analysis: assessor, model, method.")
    analysis_set: str | None = strawberry.field(description="Who was counted: all randomized, all treated...")
    estimate: Decimal | None = strawberry.field(description="The figure; null where only bounds are given.")
    lower: Decimal | None = strawberry.field(description="The lower bound.")
    upper: Decimal | None = strawberry.field(description="The upper bound.")
    interval_kind: IntervalKind | None = strawberry.field(description="What the bounds are; null without them.")
    interval_level: Decimal | None = strawberry.field(description="The level of a confidence interval, in percent.")
    p_value: str | None = strawberry.field(description="The p value as printed: 0.001, <0.001.")
    significant: bool | None = strawberry.field(description="Whether the source calls it significant; null when it does not say.")  # fmt: skip
    arm_size: int | None = strawberry.field(description="People in the group.")
    events: int | None = strawberry.field(description="Events, or people with one, in the group.")
    comparator_estimate: Decimal | None = strawberry.field(description="The same figure of the comparator.")
    comparator_lower: Decimal | None = strawberry.field(description="Its lower bound.")
    comparator_upper: Decimal | None = strawberry.field(description="Its upper bound.")
    comparator_events: int | None = strawberry.field(description="Events of the comparator.")
    comparator_size: int | None = strawberry.field(description="People in the comparator's group.")
    data_cut: str | None = strawberry.field(description="The day on which the data were closed.")
    at_time: Decimal | None = strawberry.field(description="The time at which a rate holds.")
    from_time: Decimal | None = strawberry.field(description="The time from which it holds.")
    until_time: Decimal | None = strawberry.field(description="The time until which it holds.")
    until_time_lower: Decimal | None = strawberry.field(description="The earlier end of a time given as a range.")
    time_unit: str | None = strawberry.field(description="The unit of the times (UCUM): a, mo, wk, d.")
    frequency: int | None = strawberry.field(description="How often in a period, of a dose.")
    period: Decimal | None = strawberry.field(description="The period of a dose.")
    period_unit: str | None = strawberry.field(description="The unit of the period (UCUM).")
    route: str | None = strawberry.field(description="How a dose is given.")

    @strawberry.field(description="What was measured.")
    def endpoint(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)]:
        return entity_of(info, self.record.endpoint)

    @strawberry.field(
        description="The group that the figure belongs to: a treatment, a stage, a factor; null of the whole."
    )
    def arm(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)] | None:
        return entity_of(info, self.record.arm) if self.record.arm else None

    @strawberry.field(description="The group that it is compared with.")
    def comparator(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)] | None:
        return entity_of(info, self.record.comparator) if self.record.comparator else None


@strawberry.type(description="The place in a source where a Statement stands, as that source gives it.")
class Citation(Node):
    record: strawberry.Private[CitationRecord]
    of: strawberry.Private[StatementRecord]
    asked: strawberry.Private[str]
    locator: str = strawberry.field(description="The place: headings from broad to narrow, a table, a page.")
    stance: Stance = strawberry.field(description="Whether the source supports or disputes the Statement.")
    sample_size: int | None = strawberry.field(description="People studied.")
    note: str | None = strawberry.field(description="What has to be known beside it.")
    second_reading: Date | None = strawberry.field(
        description="The day on which a second reader compared the citation with its source; null before."
    )

    @strawberry.field(description="The edge that it carries.")
    def statement(self) -> Statement:
        return as_statement(self.of)

    @strawberry.field(
        description="The Statement in words, as the source gives it here: with its people, its figures and the note."
    )
    def sentence(
        self,
        info: Info,
        audience: Annotated[
            Audience, strawberry.argument(description="Whom the words are for.")
        ] = ask.Audience.CLINICIAN,
    ) -> str:
        return Voice(info.context.graph.projection, audience, "").sentence(self.of, [self.record])

    @strawberry.field(description="The source.")
    def source(self, info: Info) -> Annotated[Source, strawberry.lazy(_ENTITIES)]:
        return entity_of(info, self.record.source)  # type: ignore[return-value]

    @strawberry.field(
        description="The papers that the source reports, where it is not itself the study.", directives=sized(1)
    )
    def reported_from(self, info: Info) -> list[Annotated[Source, strawberry.lazy(_ENTITIES)]]:
        return [entity_of(info, name) for name in self.record.reported_from]  # type: ignore[misc]

    @strawberry.field(description="The trial that it is about.")
    def trial(self, info: Info) -> Annotated[Trial, strawberry.lazy(_ENTITIES)] | None:
        return entity_of(info, self.record.trial) if self.record.trial else None  # type: ignore[return-value]

    @strawberry.field(description="The level of evidence, in the scheme that the source uses.")
    def level(self, info: Info) -> Concept | None:
        return _concept(info, self.record.level)

    @strawberry.field(description="The grade of recommendation, in the scheme that the source uses.")
    def grade(self, info: Info) -> Concept | None:
        return _concept(info, self.record.grade)

    @strawberry.field(description="The design of the study: of the citation, else of its source, else of its trial.")
    def design(self, info: Info) -> Design | None:
        found = design_of(info.context.graph.projection, self.record)
        return v.Design(found) if found else None

    @strawberry.field(description="Whom the source studied: a Population, or a Condition for everybody with it.")
    def population(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)]:
        return entity_of(info, self.record.population)

    @strawberry.field(
        description="How the people studied stand to a condition; null where the Statement is about none and none is given."
    )
    def population_relation(
        self,
        info: Info,
        condition: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="The condition; when left out, the one whose relations were asked for, else that of the Statement."
            ),
        ] = UNSET,
    ) -> PopulationRelation | None:
        projection = info.context.graph.projection
        asked = condition or self.asked or condition_of(self.of)
        if not asked:
            return None
        projection.entity(asked)
        return v.PopulationRelation(population_relation(projection, self.record, asked, self.of))

    @strawberry.field(description="The figures that stand there.", directives=sized(3))
    def results(self) -> list[Result]:
        return [as_result(r) for r in self.record.results]


@strawberry.type(description="An edge of the graph: what sources state of two entities. It has one Citation at least.")
class Statement(Node):
    record: strawberry.Private[StatementRecord]
    asked: strawberry.Private[str]
    predicate: Predicate = strawberry.field(description="What is said.")
    direction: Direction = strawberry.field(description="Whether it is said for, against or neutrally.")
    modality: Modality | None = strawberry.field(description="How strongly it is said.")
    effect: Effect | None = strawberry.field(description="What a prognostic factor does.")
    modified: Date = strawberry.field(description="The day of the last change.")
    content: str = strawberry.field(
        description="The hash of all that is stated of it, with its Citations and Results: 64 hexadecimal digits, as docs/proof.md describes them."
    )

    @strawberry.field(
        description="submitted, under review, or approved: what its latest review gave that still counts."
    )
    def review_status(self, info: Info) -> str:
        graph = info.context.graph
        return graph.projection.reviews.standing(self.id, self.content, graph.today()).status

    @strawberry.field(
        description="Its reviews, the latest first, those among them that do not count any more.", directives=sized(1)
    )
    def reviews(self, info: Info) -> list[Annotated[Review, strawberry.lazy(_ENTITIES)]]:
        return reviews_of(info, self.id)

    @strawberry.field(description="The day on which it ended, such as that of a withdrawal; null while it holds.")
    def ended(self) -> Date | None:
        day = self.record.qualifier("validUntil")
        return Date(day) if day else None

    @strawberry.field(description="Of what it is said.")
    def subject(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)]:
        return entity_of(info, self.record.subject)

    @strawberry.field(name="object", description="What is said of it.")
    def object_(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)]:
        return entity_of(info, self.record.object)

    @strawberry.field(description="The limits within which it is said.", directives=sized(3))
    def qualifiers(
        self,
        info: Info,
        name: Annotated[
            str | None, strawberry.argument(description="Only those of this name: stage, site, outcome...")
        ] = UNSET,
    ) -> list[Qualifier]:
        projection = info.context.graph.projection
        pairs = (
            (n, value) for n, values in self.record.qualifiers.items() if not name or n == name for value in values
        )
        return [Qualifier(name=n, value=value, label=projection.label(value)) for n, value in pairs]

    @strawberry.field(description="Where it stands; never empty.", directives=sized(2))
    def citations(self) -> list[Citation]:
        return [as_citation(c, self.record, self.asked) for c in self.record.citations]


def as_result(r: ResultRecord) -> Result:
    """Return the GraphQL object of a Result."""
    return Result(
        id=strawberry.ID(r.id), record=r, measure=v.Measure(r.measure), unit=r.unit, analysis=r.analysis, analysis_set=r.analysis_set or None,
        estimate=r.estimate, lower=r.lower, upper=r.upper, interval_kind=v.IntervalKind(r.interval_kind) if r.interval_kind else None,
        interval_level=r.interval_level, p_value=r.p_value or None, significant=r.significant, arm_size=r.arm_size, events=r.events,
        comparator_estimate=r.comparator_estimate, comparator_lower=r.comparator_lower, comparator_upper=r.comparator_upper,
        comparator_events=r.comparator_events, comparator_size=r.comparator_size, data_cut=r.data_cut or None, at_time=r.at_time,
        from_time=r.from_time, until_time=r.until_time, until_time_lower=r.until_time_lower, time_unit=r.time_unit or None,
        frequency=r.frequency, period=r.period, period_unit=r.period_unit or None, route=r.route or None,
    )  # fmt: skip


def as_citation(c: CitationRecord, statement: StatementRecord, asked: str = "") -> Citation:
    """Return the GraphQL object of a Citation; `asked` is the condition whose relations were asked for."""
    return Citation(
        id=strawberry.ID(c.id), record=c, of=statement, asked=asked, locator=c.locator, stance=v.Stance(c.stance), sample_size=c.sample_size,
        note=c.note or None, second_reading=Date(c.second_reading) if c.second_reading else None,
    )  # fmt: skip


def as_statement(s: StatementRecord, asked: str = "") -> Statement:
    """Return the GraphQL object of a Statement; `asked` is the condition whose relations were asked for."""
    modality, effect = s.qualifier("modality"), s.qualifier("effect")
    return Statement(
        id=strawberry.ID(s.id), record=s, asked=asked, predicate=v.Predicate(s.predicate), direction=v.Direction(s.direction), modified=Date(s.modified), content=s.content,
        modality=v.Modality(modality) if modality else None, effect=v.Effect(effect) if effect else None,
    )  # fmt: skip


def as_concept(c: ConceptRecord) -> Concept:
    """Return the GraphQL object of a term of a scheme."""
    return Concept(
        id=strawberry.ID(c.id), label=c.label, plain_label=c.plain_label, definition=c.definition or None, notation=c.notation or None, scheme=c.scheme
    )  # fmt: skip


def as_term(projection: Projection, name: str) -> Node | None:
    """Return the GraphQL object of an entity or a term; None of a literal."""
    from sarcomakg.graphql.entities import as_entity

    term = projection.term(name)
    if term is None:
        return None
    return as_concept(term) if isinstance(term, ConceptRecord) else as_entity(term)


def entity_of(info: Info, name: str) -> Entity:
    """Return an entity that a record names."""
    from sarcomakg.graphql.entities import as_entity

    return as_entity(info.context.graph.projection.entity(name))


def reviews_of(info: Info, target: str) -> list[Review]:
    """Return the reviews of a Statement or of a card."""
    return [entity_of(info, r.id) for r in info.context.graph.projection.reviews.by_target.get(target, ())]  # type: ignore[misc]


def _concept(info: Info, name: str) -> Concept | None:
    term = info.context.graph.projection.term(name) if name else None
    return as_concept(term) if isinstance(term, ConceptRecord) else None
