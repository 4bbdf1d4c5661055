"""GraphQL types of the card and of the refusal."""

from __future__ import annotations

from typing import Annotated

import strawberry

from sarcomakg import ask, cards
from sarcomakg.graphql.types import Statement, as_statement
from sarcomakg.projection import Projection

Audience = strawberry.enum(ask.Audience, description="Whom the words are for; the Statements are the same.")
Topic = strawberry.enum(ask.Topic, description="What a card is about.")
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


@strawberry.type
class Section:
    id: strawberry.ID
    title: str
    sentences: list[Sentence]
    gaps: list[Gap]


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


@strawberry.type
class Plan:
    topic: Topic
    condition: strawberry.ID
    site: str
    stage: str
    drug: str
    text: str
    readings: list[str]


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


def as_answer(projection: Projection, found: cards.Card | ask.Refusal) -> Card | Refusal:
    """Return the GraphQL object of a card or a refusal."""
    if isinstance(found, ask.Refusal):
        return Refusal(
            kind=found.kind,
            message=found.message,
            term=found.term,
            suggestions=_suggestions(found.suggestions),
        )
    plan = found.plan
    sections = [
        Section(id=strawberry.ID(s.id), title=s.title, sentences=[_sentence(projection, x) for x in s.sentences],
                gaps=[Gap(text=g.text, looked_for=g.looked_for) for g in s.gaps])
        for s in found.sections
    ]  # fmt: skip
    references = [
        Reference(number=r.number, source_id=strawberry.ID(r.source), label=r.label, title=r.title, kind=r.kind, issued=r.issued,
                  url=r.url, read_as=r.read_as, retracted=r.retracted, superseded_by=r.superseded_by, locators=list(r.locators))
        for r in found.references
    ]  # fmt: skip
    return Card(
        title=found.title, audience=found.audience, notes=list(found.notes), answer=[_sentence(projection, s) for s in found.answer], sections=sections,
        plan=Plan(topic=plan.topic, condition=strawberry.ID(plan.condition), site=plan.site, stage=plan.stage, drug=plan.drug,
                  text=str(plan), readings=list(plan.readings)),
        references=references, identity=found.identity, modified=found.modified, review_status=found.review_status,
        disclaimer=found.disclaimer, follow_up=_suggestions(found.follow_up), sparql=found.sparql,
    )  # fmt: skip
