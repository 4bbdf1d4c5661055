"""GraphQL types of what happened to Statements, and when."""

from __future__ import annotations

import strawberry

from sarcomakg import select
from sarcomakg.ask import Audience
from sarcomakg.cards.phrasing import Voice
from sarcomakg.comparison import ChangeKind
from sarcomakg.comparison.history import Event
from sarcomakg.graphql.connections import PageInfo, page_info
from sarcomakg.graphql.context import Request
from sarcomakg.graphql.cost import sized
from sarcomakg.graphql.scalars import Date
from sarcomakg.graphql.statements import Statement, as_statement

Info = strawberry.Info[Request, None]
# Seconds that have to be left where states may have to be compared first.
_NEEDED = 0.5

Happened = strawberry.enum(ChangeKind, name="ChangeKind", description="What happened to a Statement.")
_MEANINGS = {
    ChangeKind.ADDED: "An earlier release does not have it.",
    ChangeKind.CHANGED: "An earlier release has it with another content.",
    ChangeKind.WITHDRAWN: "An earlier release has it, this one does not.",
    ChangeKind.MODIFIED: "Added or changed: no earlier release is kept that tells which.",
}
for _value in Happened.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = _MEANINGS[_value.value]


@strawberry.type(description="A field of a Statement that changed.")
class Difference:
    field: str = strawberry.field(description="The field: of the Statement, of one of its Citations, of a figure.")
    was: str | None = strawberry.field(description="What it was; null where there was nothing.")
    now: str | None = strawberry.field(description="What it is; null where there is nothing.")


@strawberry.type(description="What happened to a Statement.")
class Change:
    event: strawberry.Private[Event]
    statement_id: strawberry.ID = strawberry.field(description="The Statement.")
    kind: Happened = strawberry.field(description="What happened.")
    on: Date = strawberry.field(
        description="When: the day of the Statement; of one withdrawn, that of the newest Statement of the release without it."
    )
    release: str | None = strawberry.field(
        description="The release in which it happened; null of what happened since the last one, or only has a date."
    )

    @strawberry.field(description="The Statement as it is served; null where it is withdrawn.")
    def statement(self, info: Info) -> Statement | None:
        found = info.context.graph.projection.records.statements.get(self.statement_id)
        return as_statement(found) if found else None

    @strawberry.field(description="In words, as it was before; null where it was not, or where that is not known.")
    def was(self) -> str | None:
        return self.event.was or None

    @strawberry.field(description="In words, as it was then; null where it was withdrawn.")
    def now(self, info: Info) -> str | None:
        if self.event.now or self.event.kind is ChangeKind.WITHDRAWN:
            return self.event.now or None
        projection = info.context.graph.projection
        found = projection.statement(self.statement_id)
        return Voice(projection, Audience.CLINICIAN, "").sentence(found, found.citations)

    @strawberry.field(description="The fields that changed.", directives=sized(2))
    def differences(self) -> list[Difference]:
        return [Difference(field=d.field, was=d.was or None, now=d.now or None) for d in self.event.differences]


@strawberry.type(description="A change in a list.")
class ChangeEdge:
    cursor: str = strawberry.field(description="Where it stands in the list.")
    node: Change = strawberry.field(description="The change.")


@strawberry.type(description="What happened, the newest first.")
class ChangeConnection:
    slice: strawberry.Private[select.Slice[Event]]
    total_count: int = strawberry.field(description="How many there are in all.")

    @strawberry.field(description="The changes of the page, with their cursors.")
    def edges(self, info: Info) -> list[ChangeEdge]:
        self._note(info)
        pairs = zip(self.slice.items, self.slice.cursors, strict=True)
        return [ChangeEdge(cursor=c, node=_change(e)) for e, c in pairs]

    @strawberry.field(description="The changes of the page.")
    def nodes(self, info: Info) -> list[Change]:
        self._note(info)
        return [_change(e) for e in self.slice.items]

    def _note(self, info: Info) -> None:
        statements = info.context.graph.projection.records.statements
        info.context.listed([e.statement for e in self.slice.items if e.statement in statements])

    @strawberry.field(description="Where the page stands.")
    def page_info(self) -> PageInfo:
        return page_info(self.slice)


def _change(e: Event) -> Change:
    return Change(
        event=e, statement_id=strawberry.ID(e.statement), kind=e.kind, on=Date(e.on), release=e.release or None
    )


def changes(info: Info, since: str, page: select.Page) -> ChangeConnection:
    """Return one page of what happened since a day; raise InputError on a bad page."""
    info.context.patience.need(_NEEDED)
    found = [e for e in info.context.graph.events if e.on >= since]
    slice_ = select.cut(found, lambda e: e.key, page)
    return ChangeConnection(slice=slice_, total_count=len(found))
