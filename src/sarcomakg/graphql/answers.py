"""GraphQL types of the card and of the refusal."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import UNSET

from sarcomakg import ask, cards
from sarcomakg.ask.address import address_of
from sarcomakg.cards.manifest import manifest_of
from sarcomakg.cards.review import review_of
from sarcomakg.graphql.context import Request
from sarcomakg.graphql.cost import sized
from sarcomakg.graphql.entities import Review, Source, as_entity
from sarcomakg.graphql.enums import Audience, EntityKind, MatchKind, PopulationRelation, ReadExtent, RefusalKind, Topic
from sarcomakg.graphql.scalars import Date, Manifest
from sarcomakg.graphql.statements import Citation, Statement, as_citation, as_statement, reviews_of
from sarcomakg.reviews import ROLES, STATUSES, card_target
from sarcomakg.vocabulary import EntityKind as Kind
from sarcomakg.vocabulary import PopulationRelation as Relation
from sarcomakg.vocabulary import ReadExtent as Extent

Info = strawberry.Info[Request, None]


@strawberry.type(description="A footnote of a sentence: a place in a source.")
class Mark:
    number: int = strawberry.field(description="The number of the source in the card's references.")
    locator: str = strawberry.field(description="The place in the source.")
    source_id: strawberry.ID = strawberry.field(description="The source.")
    citation_id: strawberry.ID = strawberry.field(description="The Citation.")
    second_reading: Date | None = strawberry.field(
        description="The day on which a second reader compared the citation with its source; null before."
    )

    retracted: Date | None = strawberry.field(description="The day of the source's retraction; null while it stands.")
    superseded_by: str | None = strawberry.field(
        description="The label of the source's newer version; null when there is none."
    )

    @strawberry.field(description="The Citation, with its population, level, design and Results.")
    def citation(self, info: Info) -> Citation:
        return as_citation(*info.context.graph.citations[self.citation_id])


@strawberry.type(description="A sentence with the Statements that it was made from and the places that carry them.")
class Sentence:
    text: str = strawberry.field(description="The sentence.")
    relation: PopulationRelation | None = strawberry.field(
        description="How the people studied stand to what the sentence says: to its condition, within its own limits (stage, line, age). "
        "EXACT may therefore be a narrower group than the question; null where it does not apply."
    )
    marks: list[Mark] = strawberry.field(description="Its footnotes, in order.", directives=sized(2))
    statement_ids: list[strawberry.ID] = strawberry.field(description="The Statements that it was made from; never empty.")  # fmt: skip
    about: str = strawberry.field(description="The label of what it is about; a long section groups by it.")

    @strawberry.field(description="The Statements that it was made from; never empty.", directives=sized(2))
    def statements(self, info: Info) -> list[Statement]:
        return [as_statement(info.context.graph.projection.statement(s)) for s in self.statement_ids]


@strawberry.type(description="What was looked for in the graph and not found.")
class Gap:
    text: str = strawberry.field(description="What is not known.")
    looked_for: str = strawberry.field(description="What was looked for.")


@strawberry.type(description="A field of an entity's own record: a name, an identifier, a class.")
class Fact:
    label: str = strawberry.field(description="What the field is.")
    value: str = strawberry.field(description="Its value.")
    entity: strawberry.ID = strawberry.field(description="The entity.")
    url: str | None = strawberry.field(description="Where an identifier resolves; null where the value is a word.")


@strawberry.type(description="A section of a card.")
class Section:
    key: str = strawberry.field(
        description="Which section it is: guidelines, label, trials, research... No identifier; every card has its own."
    )
    title: str = strawberry.field(description="Its heading.")
    sentences: list[Sentence] = strawberry.field(description="Its sentences.", directives=sized(10))
    gaps: list[Gap] = strawberry.field(description="What is not known.", directives=sized(3))
    facts: list[Fact] = strawberry.field(description="Fields of an entity's own record.", directives=sized(3))


@strawberry.type(description="A source of a card.")
class Reference:
    number: int = strawberry.field(description="Its number, in the order of reading.")
    source_id: strawberry.ID = strawberry.field(description="The source.")
    label: str = strawberry.field(description="How it is named in short.")
    title: str = strawberry.field(description="Its title.")
    kind: EntityKind = strawberry.field(description="Its class.")
    issued: str = strawberry.field(description="When it was issued: YYYY, YYYY-MM or YYYY-MM-DD.")
    url: str = strawberry.field(description="Where it is.")
    read_as: ReadExtent = strawberry.field(description="How much of it a curator has read.")
    retracted: Date | None = strawberry.field(description="The day of retraction; null while it stands.")
    superseded_by: str | None = strawberry.field(description="The label of a newer version; null when there is none.")
    locators: list[str] = strawberry.field(description="The places that the card cites.")

    @strawberry.field(description="The source, with its identifiers and everything that it holds up.")
    def source(self, info: Info) -> Source:
        found = as_entity(info.context.graph.projection.entity(self.source_id))
        assert isinstance(found, Source)
        return found


@strawberry.type(description="A question that has an answer.")
class Suggestion:
    question: str = strawberry.field(description="The question.")
    entity: strawberry.ID = strawberry.field(description="The entity that it is about.")


@strawberry.type(description="A name found in the question, with its place in it, counted in Unicode code points.")
class Match:
    start: int = strawberry.field(description="Where it starts.")
    end: int = strawberry.field(description="Where it ends.")
    text: str = strawberry.field(description="The words as they were typed.")
    entity: strawberry.ID = strawberry.field(description="The entity.")
    name: str = strawberry.field(description="The name as the graph has it, in the form that was compared.")
    kind: MatchKind = strawberry.field(description="How it was matched.")


@strawberry.type(description="What the question became; null where nothing was asked.")
class Plan:
    topics: list[Topic] = strawberry.field(description="What the card is about.")
    condition: strawberry.ID | None = strawberry.field(description="The condition.")
    site: strawberry.ID | None = strawberry.field(description="The site.")
    stage: strawberry.ID | None = strawberry.field(description="The stage.")
    line: strawberry.ID | None = strawberry.field(description="The line of treatment.")
    population: strawberry.ID | None = strawberry.field(description="The age group.")
    drugs: list[strawberry.ID] = strawberry.field(description="Drugs or other treatments asked about.")
    comparator: strawberry.ID | None = strawberry.field(description="What they are compared with.")
    outcome: strawberry.ID | None = strawberry.field(description="The outcome.")
    trial: strawberry.ID | None = strawberry.field(description="The trial.")
    since: Date | None = strawberry.field(description="The day since which news is asked for.")
    text: str = strawberry.field(description="The plan in one line.")
    readings: list[str] = strawberry.field(description="How names were understood where another reading exists.")
    matches: list[Match] = strawberry.field(description="Names found in the question.", directives=sized(3))


@strawberry.type(description="How far a card has come toward a review status.")
class ReviewStep:
    status: str = strawberry.field(description="submitted, under review, or approved.")
    reached: bool = strawberry.field(description="Whether the card has this status, or a higher one.")
    statement_count: int = strawberry.field(description="Statements of the card that have just this status.")
    given_on: Date | None = strawberry.field(
        description="The day of the review of the card that gave it; null where none did."
    )
    given_by: str | None = strawberry.field(description="The role in which it was given; null where none did.")
    roles: list[str] = strawberry.field(description="Roles for which it is the highest that they may give.")


@strawberry.type(description="A source that a card cites and that is to be looked at again.")
class Due:
    source_id: strawberry.ID = strawberry.field(description="The source.")
    label: str = strawberry.field(description="How it is named in short.")
    kind: EntityKind = strawberry.field(description="Its class, which decides on the rule.")
    since: str = strawberry.field(
        description="What is counted from: when it was issued, or last opened; YYYY, YYYY-MM or YYYY-MM-DD."
    )
    months: int = strawberry.field(description="After how many months it is stale.")
    reason: str = strawberry.field(description="Why after so many.")
    day: Date = strawberry.field(description="The day from which it is stale.")


@strawberry.type(description="How new the evidence of a card is, and when its sources were last looked at.")
class Freshness:
    record: strawberry.Private[cards.Freshness]
    newest: str | None = strawberry.field(
        description="When the newest source cited was issued: YYYY, YYYY-MM or YYYY-MM-DD; null without sources."
    )
    oldest: str | None = strawberry.field(description="When the oldest was.")
    opened_first: Date | None = strawberry.field(
        description="The day on which the one longest not looked at was opened."
    )
    opened_last: Date | None = strawberry.field(description="The last day on which a source cited was opened.")
    searched: Date | None = strawberry.field(
        description="The day of the last search about the condition that found nothing; null when there is none."
    )
    text: str = strawberry.field(description="These dates in words.")

    @strawberry.field(description="Sources that grow stale, the first first.", directives=sized(5))
    def dues(self) -> list[Due]:
        return [_due(d) for d in self.record.dues]

    @strawberry.field(description="A sentence for each kind of source of which some are stale.")
    def stale(
        self,
        info: Info,
        on: Annotated[
            Date | None,
            strawberry.argument(
                description="The day that is asked about: today's, where people read it; that of the newest Statement without one."
            ),
        ] = UNSET,
    ) -> list[str]:
        return list(self.record.stale(str(on or info.context.graph.modified)))


@strawberry.type(description="An answer, assembled by walking the graph.")
class Card:
    record: strawberry.Private[cards.Card]
    title: str = strawberry.field(description="The title.")
    audience: Audience = strawberry.field(description="Whom the words are for.")
    plan: Plan = strawberry.field(description="What the question became.")
    notes: list[str] = strawberry.field(
        description="How the question was understood, and whether the evidence is about the condition itself."
    )
    answer: list[Sentence] = strawberry.field(description="The answer in two or three sentences.", directives=sized(3))
    sections: list[Section] = strawberry.field(description="The sections.", directives=sized(8))
    references: list[Reference] = strawberry.field(description="The sources, by number.", directives=sized(20))
    identity: str = strawberry.field(description="The identity of the snapshot: 64 hexadecimal digits.")
    modified: Date = strawberry.field(description="The day of the newest Statement of the card.")
    review_status: str = strawberry.field(
        description="submitted, under review, or approved: the lowest of its Statements', and of its own review."
    )
    disclaimer: str = strawberry.field(description="What the card is not.")
    follow_up: list[Suggestion] = strawberry.field(description="Questions to go on with.", directives=sized(5))
    sparql: str = strawberry.field(description="A query that finds the edges about what the card is about.")
    release: str | None = strawberry.field(
        description="The earlier release from which it was made; null of the graph that is served."
    )
    freshness: Freshness = strawberry.field(
        description="How new its evidence is, and what is due to be looked at again."
    )

    @strawberry.field(description="Its stable address, by which a review names it.")
    def address(self) -> str:
        return address_of(self.record.plan)

    @strawberry.field(
        description="Reviews of the card itself, the latest first, those among them that do not count any more.",
        directives=sized(1),
    )
    def reviews(self, info: Info) -> list[Review]:
        return reviews_of(info, card_target(address_of(self.record.plan), self.record.audience))

    @strawberry.field(description="The steps of review, from the lowest.", directives=sized(3))
    def review_steps(self, info: Info) -> list[ReviewStep]:
        return _steps(info, self.record)

    @strawberry.field(description="What it was made from, with hashes, for `sarcomakg verify`.")
    def manifest(self, info: Info) -> Manifest:
        return Manifest(manifest_of(info.context.graph.projection, self.record))


@strawberry.type(description="Why there is no answer, and where to go on.")
class Refusal:
    kind: RefusalKind = strawberry.field(description="Why.")
    message: str = strawberry.field(description="Why, in a sentence.")
    term: str | None = strawberry.field(description="The words that it is about; null where it is about the whole.")
    suggestions: list[Suggestion] = strawberry.field(description="Questions that have an answer.", directives=sized(5))
    matches: list[Match] = strawberry.field(
        description="Names that were found in the question all the same.", directives=sized(3)
    )


Answer = Annotated[Card | Refusal, strawberry.union("Answer", description="A card, or a typed refusal.")]


def _sentence(s: cards.Sentence) -> Sentence:
    marks = [
        Mark(
            number=m.number, locator=m.locator, source_id=strawberry.ID(m.source), citation_id=strawberry.ID(m.citation),
            second_reading=Date(m.second_reading) if m.second_reading else None,
            retracted=Date(m.retracted) if m.retracted else None, superseded_by=m.superseded_by or None,
        )
        for m in s.marks
    ]  # fmt: skip
    return Sentence(
        text=s.text, relation=Relation(s.relation) if s.relation else None, marks=marks, about=s.about,
        statement_ids=[strawberry.ID(i) for i in s.statements],
    )  # fmt: skip


def _suggestions(found: tuple[ask.Suggestion, ...]) -> list[Suggestion]:
    return [Suggestion(question=s.question, entity=strawberry.ID(s.entity)) for s in found]


def _matches(found: tuple[ask.Match, ...]) -> list[Match]:
    return [
        Match(start=m.start, end=m.end, text=m.text, entity=strawberry.ID(m.entity), name=m.name, kind=m.kind)
        for m in found
    ]


def _steps(info: Info, card: cards.Card) -> list[ReviewStep]:
    graph = info.context.graph
    projection = graph.projection
    found = review_of(projection, card, graph.today())
    given = found.own.review
    return [
        ReviewStep(
            status=status, reached=STATUSES.index(status) <= STATUSES.index(found.status), statement_count=found.statements[status],
            given_on=Date(given.day) if given and given.status == status else None,
            given_by=projection.label(given.role) if given and given.status == status else None,
            roles=[projection.label(role) for role, highest in ROLES.items() if highest == status],
        )
        for status in STATUSES
    ]  # fmt: skip


def _id(name: str) -> strawberry.ID | None:
    return strawberry.ID(name) if name else None


def title_of(info: Info, plan: ask.Plan) -> str:
    """Return what the card of a plan asks."""
    return cards.title(info.context.graph.projection, plan)


def as_plan(plan: ask.Plan) -> Plan:
    """Return the GraphQL object of a plan."""
    return Plan(
        topics=list(plan.topics), condition=_id(plan.condition), site=_id(plan.site), stage=_id(plan.stage), line=_id(plan.line),
        population=_id(plan.population), drugs=[strawberry.ID(d) for d in plan.drugs], comparator=_id(plan.comparator),
        outcome=_id(plan.outcome), trial=_id(plan.trial), since=Date(plan.since) if plan.since else None, text=str(plan),
        readings=list(plan.readings), matches=_matches(plan.matches),
    )  # fmt: skip


def _due(d: cards.Due) -> Due:
    rule = cards.RULES[d.kind]
    return Due(source_id=strawberry.ID(d.source), label=d.label, kind=Kind(d.kind), since=d.since, months=rule.months,
               reason=rule.reason, day=Date(d.day))  # fmt: skip


def _freshness(f: cards.Freshness) -> Freshness:
    return Freshness(
        record=f, newest=f.newest or None, oldest=f.oldest or None, opened_first=Date(f.opened_first) if f.opened_first else None,
        opened_last=Date(f.opened_last) if f.opened_last else None, searched=Date(f.searched) if f.searched else None, text=f.text,
    )  # fmt: skip


def as_answer(request: Request, found: cards.Card | ask.Refusal) -> Card | Refusal:
    """Return the GraphQL object of a card or a refusal."""
    if isinstance(found, ask.Refusal):
        return Refusal(
            kind=found.kind, message=found.message, term=found.term or None, suggestions=_suggestions(found.suggestions), matches=_matches(found.matches)
        )  # fmt: skip
    sections = [
        Section(key=s.id, title=s.title, sentences=[_sentence(x) for x in s.sentences],
                gaps=[Gap(text=g.text, looked_for=g.looked_for) for g in s.gaps],
                facts=[Fact(label=f.label, value=f.value, entity=strawberry.ID(f.entity), url=f.url or None) for f in s.facts])
        for s in found.sections
    ]  # fmt: skip
    references = [
        Reference(number=r.number, source_id=strawberry.ID(r.source), label=r.label, title=r.title, kind=Kind(r.kind), issued=r.issued,
                  url=r.url, read_as=Extent(r.read_as), retracted=Date(r.retracted) if r.retracted else None,
                  superseded_by=r.superseded_by or None, locators=list(r.locators))
        for r in found.references
    ]  # fmt: skip
    request.listed(
        [i for part in (found.answer, *(s.sentences for s in found.sections)) for s in part for i in s.statements]
    )
    return Card(
        record=found, title=found.title, audience=found.audience, notes=list(found.notes), answer=[_sentence(s) for s in found.answer], sections=sections,
        plan=as_plan(found.plan), references=references, identity=found.identity, modified=Date(found.modified),
        review_status=found.review_status, disclaimer=found.disclaimer, follow_up=_suggestions(found.follow_up), sparql=found.sparql,
        freshness=_freshness(found.freshness), release=request.graph.version or None,
    )  # fmt: skip
