"""GraphQL types of the card and of the refusal."""

from __future__ import annotations

from typing import Annotated

import strawberry

from sarcomakg import ask, cards
from sarcomakg.graphql.types import Statement, as_statement
from sarcomakg.projection import Projection

Audience = strawberry.enum(ask.Audience, description="Whom the words are for; the Statements are the same.")
Topic = strawberry.enum(ask.Topic, description="What a card is about.")
MatchKind = strawberry.enum(ask.MatchKind, description="How words of the question were found to be a name.")
RefusalKind = strawberry.enum(ask.RefusalKind, description="Why a question is not answered.")


@strawberry.type
class Mark:
    number: int
    locator: str
    source_id: strawberry.ID
    citation_id: strawberry.ID
    second_reading: str = strawberry.field(
        description="The day on which a second reader compared the citation with its source; empty before."
    )


@strawberry.type(description="A sentence with the Statements that it was made from and the places that carry them.")
class Sentence:
    text: str
    relation: str
    marks: list[Mark]
    statement_ids: list[strawberry.ID]
    about: str = strawberry.field(description="The label of what the sentence is about; a long section groups by it.")
    projection: strawberry.Private[Projection]

    @strawberry.field
    def statements(self) -> list[Statement]:
        return [as_statement(self.projection, self.projection.statement(s)) for s in self.statement_ids]


@strawberry.type(description="What was looked for in the graph and not found.")
class Gap:
    text: str
    looked_for: str


@strawberry.type(description="A field of an entity's own record: a name, an identifier, a class.")
class Fact:
    label: str
    value: str
    entity: strawberry.ID
    url: str = strawberry.field(description="Where an identifier resolves; empty where the value is a word.")


@strawberry.type
class Section:
    id: strawberry.ID
    title: str
    sentences: list[Sentence]
    gaps: list[Gap]
    facts: list[Fact]


@strawberry.type
class Reference:
    number: int
    source_id: strawberry.ID
    label: str
    title: str
    kind: str
    issued: str
    url: str
    read_as: str
    retracted: str = strawberry.field(description="The day of retraction; empty when the source stands.")
    superseded_by: str = strawberry.field(description="The label of a newer version; empty when there is none.")
    locators: list[str]


@strawberry.type
class Suggestion:
    question: str
    entity: strawberry.ID


@strawberry.type(description="A name found in the question, with its place in it, counted in characters.")
class Match:
    start: int
    end: int
    text: str = strawberry.field(description="The words as they were typed.")
    entity: strawberry.ID
    name: str = strawberry.field(description="The name as the graph has it, in the form that was compared.")
    kind: MatchKind


@strawberry.type(description="What the question became; identifiers are empty where nothing was asked.")
class Plan:
    topics: list[Topic]
    condition: str
    site: str
    stage: str
    line: str
    population: str
    drugs: list[strawberry.ID] = strawberry.field(description="Drugs or other treatments asked about.")
    comparator: str
    outcome: str
    trial: str
    since: str
    text: str
    readings: list[str]
    matches: list[Match]


@strawberry.type(description="An answer, assembled by walking the graph.")
class Card:
    title: str
    audience: Audience
    plan: Plan
    notes: list[str] = strawberry.field(
        description="How the question was understood, and whether the evidence is about the condition itself."
    )
    answer: list[Sentence]
    sections: list[Section]
    references: list[Reference]
    identity: str
    modified: str
    review_status: str
    disclaimer: str
    follow_up: list[Suggestion]
    sparql: str


@strawberry.type(description="Why there is no answer, and where to go on.")
class Refusal:
    kind: RefusalKind
    message: str
    term: str
    suggestions: list[Suggestion]
    matches: list[Match] = strawberry.field(description="Names that were found in the question all the same.")


Answer = Annotated[Card | Refusal, strawberry.union("Answer", description="A card, or a typed refusal.")]


def _sentence(projection: Projection, s: cards.Sentence) -> Sentence:
    marks = [
        Mark(
            number=m.number,
            locator=m.locator,
            source_id=strawberry.ID(m.source),
            citation_id=strawberry.ID(m.citation),
            second_reading=m.second_reading,
        )
        for m in s.marks
    ]
    return Sentence(
        text=s.text,
        relation=s.relation,
        marks=marks,
        statement_ids=[strawberry.ID(i) for i in s.statements],
        about=s.about,
        projection=projection,
    )


def _suggestions(found: tuple[ask.Suggestion, ...]) -> list[Suggestion]:
    return [Suggestion(question=s.question, entity=strawberry.ID(s.entity)) for s in found]


def _matches(found: tuple[ask.Match, ...]) -> list[Match]:
    return [
        Match(start=m.start, end=m.end, text=m.text, entity=strawberry.ID(m.entity), name=m.name, kind=m.kind)
        for m in found
    ]


def _plan(plan: ask.Plan) -> Plan:
    return Plan(
        topics=list(plan.topics), condition=plan.condition, site=plan.site, stage=plan.stage, line=plan.line, population=plan.population,
        drugs=[strawberry.ID(d) for d in plan.drugs], comparator=plan.comparator, outcome=plan.outcome, trial=plan.trial, since=plan.since,
        text=str(plan), readings=list(plan.readings), matches=_matches(plan.matches),
    )  # fmt: skip


def as_answer(projection: Projection, found: cards.Card | ask.Refusal) -> Card | Refusal:
    """Return the GraphQL object of a card or a refusal."""
    if isinstance(found, ask.Refusal):
        return Refusal(
            kind=found.kind,
            message=found.message,
            term=found.term,
            suggestions=_suggestions(found.suggestions),
            matches=_matches(found.matches),
        )
    sections = [
        Section(id=strawberry.ID(s.id), title=s.title, sentences=[_sentence(projection, x) for x in s.sentences],
                gaps=[Gap(text=g.text, looked_for=g.looked_for) for g in s.gaps],
                facts=[Fact(label=f.label, value=f.value, entity=strawberry.ID(f.entity), url=f.url) for f in s.facts])
        for s in found.sections
    ]  # fmt: skip
    references = [
        Reference(number=r.number, source_id=strawberry.ID(r.source), label=r.label, title=r.title, kind=r.kind, issued=r.issued,
                  url=r.url, read_as=r.read_as, retracted=r.retracted, superseded_by=r.superseded_by, locators=list(r.locators))
        for r in found.references
    ]  # fmt: skip
    return Card(
        title=found.title, audience=found.audience, notes=list(found.notes), answer=[_sentence(projection, s) for s in found.answer], sections=sections,
        plan=_plan(found.plan),
        references=references, identity=found.identity, modified=found.modified, review_status=found.review_status,
        disclaimer=found.disclaimer, follow_up=_suggestions(found.follow_up), sparql=found.sparql,
    )  # fmt: skip
