"""GraphQL types of what a source holds up."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

import strawberry
from strawberry import UNSET

from sarcomakg import select
from sarcomakg.ask.address import address_of
from sarcomakg.graphql import inputs
from sarcomakg.graphql.answers import Plan, as_plan, title_of
from sarcomakg.graphql.connections import PageInfo, page_info
from sarcomakg.graphql.context import Request, well_formed
from sarcomakg.graphql.cost import CONNECTION, sized
from sarcomakg.graphql.entities import Source, as_entity
from sarcomakg.graphql.statements import Citation, Statement, as_citation, as_statement
from sarcomakg.impact import Held, HeldCard
from sarcomakg.impact import Impact as Found

Info = strawberry.Info[Request, None]
T = TypeVar("T")
# Seconds that have to be left where cards may have to be looked through first.
_NEEDED = 0.5

Falling = Annotated[
    bool | None, strawberry.argument(description="Only those that would fall, or only those that would not.")
]


@strawberry.type(description="A Statement that rests on a source.")
class HeldStatement:
    record: strawberry.Private[Held]
    falls: bool = strawberry.field(description="Whether nothing else supports it.")

    @strawberry.field(description="The Statement.")
    def statement(self) -> Statement:
        return as_statement(self.record.statement)

    @strawberry.field(description="The Citations of the source.", directives=sized(1))
    def citations(self) -> list[Citation]:
        return [as_citation(c, self.record.statement) for c in self.record.citations]

    @strawberry.field(description="Citations of other sources that only report from it.", directives=sized(1))
    def reports(self) -> list[Citation]:
        return [as_citation(c, self.record.statement) for c in self.record.reports]

    @strawberry.field(description="The sources that support it otherwise; none where it falls.", directives=sized(2))
    def otherwise(self, info: Info) -> list[Source]:
        projection = info.context.graph.projection
        return [as_entity(projection.entity(name)) for name in self.record.others]  # type: ignore[misc]


@strawberry.type(name="HeldCard", description="A card with sentences that cite a source.")
class HeldCardType:
    record: strawberry.Private[HeldCard]
    falls: bool = strawberry.field(description="Whether none of its sentences would be left.")
    citing_count: int = strawberry.field(description="Sentences of its sections that cite the source.")
    falling_count: int = strawberry.field(description="Those of them that nothing else supports.")
    sentence_count: int = strawberry.field(description="Sentences of its sections.")

    @strawberry.field(description="What the card asks.")
    def title(self, info: Info) -> str:
        return title_of(info, self.record.plan)

    @strawberry.field(description="The plan of the card.")
    def plan(self) -> Plan:
        return as_plan(self.record.plan)

    @strawberry.field(description="Path and query of its article, on a server of pages.")
    def address(self) -> str:
        return address_of(self.record.plan)


@strawberry.type(name="HeldEdge", description="Something in a list of what a source holds up.")
class HeldEdge(Generic[T]):
    cursor: str = strawberry.field(description="Where it stands in the list.")
    node: T = strawberry.field(description="What it is.")


@strawberry.type(name="HeldConnection", description="A list of what a source holds up.")
class HeldConnection(Generic[T]):
    total_count: int = strawberry.field(description="How many there are in all.")
    edges: list[HeldEdge[T]] = strawberry.field(description="The edges of the page.")
    nodes: list[T] = strawberry.field(description="What stands on the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")


@strawberry.type(
    description="What a source holds up, and what would be left by nothing if it fell: retracted, superseded or wrong."
)
class Impact:
    record: strawberry.Private[Found]
    statement_count: int = strawberry.field(description="Statements that rest on it.")
    falling_statement_count: int = strawberry.field(description="Those that nothing else supports.")
    card_count: int = strawberry.field(description="Cards with sentences that cite it; one card for each condition, drug and trial on each topic.")  # fmt: skip
    falling_card_count: int = strawberry.field(description="Those of which no sentence would be left.")
    sentence_count: int = strawberry.field(description="Sentences of these cards that cite it.")
    whole: bool = strawberry.field(description="Whether every card was looked through; false where there are too many.")

    @strawberry.field(description="The source.")
    def source(self, info: Info) -> Source:
        return as_entity(info.context.graph.projection.entity(self.record.source))  # type: ignore[return-value]

    @strawberry.field(description="The Statements, those that would fall first.", directives=[CONNECTION])
    def statements(
        self, info: Info, falling: Falling = UNSET, first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> HeldConnection[HeldStatement]:  # fmt: skip
        found = [h for h in self.record.statements if falling in (UNSET, None, h.falls)]
        slice_ = select.cut(found, lambda h: h.statement.id, inputs.page(first, after, last, before))
        info.context.listed([h.statement.id for h in slice_.items])
        return _connection(slice_, [HeldStatement(record=h, falls=h.falls) for h in slice_.items])

    @strawberry.field(description="The cards, those that would lose most first.", directives=[CONNECTION])
    def cards(
        self, falling: Falling = UNSET, first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> HeldConnection[HeldCardType]:  # fmt: skip
        found = [c for c in self.record.cards if falling in (UNSET, None, c.falls)]
        slice_ = select.cut(found, lambda c: str(c.plan), inputs.page(first, after, last, before))
        return _connection(slice_, [_card(c) for c in slice_.items])


def _card(c: HeldCard) -> HeldCardType:
    return HeldCardType(
        record=c, falls=c.falls, citing_count=c.citing, falling_count=c.falling, sentence_count=c.sentences
    )


def _connection(slice_: select.Slice[Any], nodes: list[T]) -> HeldConnection[T]:
    edges = [HeldEdge(cursor=c, node=n) for n, c in zip(nodes, slice_.cursors, strict=True)]
    return HeldConnection(total_count=slice_.total, edges=edges, nodes=nodes, page_info=page_info(slice_))


def impact(info: Info, source: str) -> Impact:
    """Return what a source holds up; raise NotFoundError, or InputError on what is no source."""
    context = info.context
    name = well_formed(source if ":" in source else f"source:{source}")
    context.patience.need(_NEEDED)
    found = context.graph.impact(name)
    return Impact(
        record=found, statement_count=len(found.statements), falling_statement_count=sum(h.falls for h in found.statements),
        card_count=len(found.cards), falling_card_count=sum(c.falls for c in found.cards), sentence_count=found.sentences,
        whole=found.whole,
    )  # fmt: skip
