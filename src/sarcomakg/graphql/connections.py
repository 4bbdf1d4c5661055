"""Relay connections: of relations (edges that carry their Statement), of Statements, of entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import strawberry
from strawberry import UNSET

from sarcomakg import select
from sarcomakg import vocabulary as v
from sarcomakg.graphql import inputs
from sarcomakg.graphql.context import Request
from sarcomakg.graphql.cost import CONNECTION, Cost, sized
from sarcomakg.graphql.enums import Direction, EntityKind, Predicate
from sarcomakg.graphql.statements import Statement, as_statement, entity_of
from sarcomakg.model import Statement as StatementRecord

if TYPE_CHECKING:
    from sarcomakg.graphql.entities import Entity

_ENTITIES = "sarcomakg.graphql.entities"
Info = strawberry.Info[Request, None]
T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether something follows.")
    has_previous_page: bool = strawberry.field(description="Whether something goes before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last; null on an empty page.")


@strawberry.type(description="How many of a list are of one class.")
class KindCount:
    kind: EntityKind = strawberry.field(description="The class.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="How many of a list have one predicate.")
class PredicateCount:
    predicate: Predicate = strawberry.field(description="The predicate.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="How many of a list have one direction.")
class DirectionCount:
    direction: Direction = strawberry.field(description="The direction.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="An edge as it holds for the entity asked about; it carries the Statement that it is.")
class RelationEdge:
    found: strawberry.Private[select.Found]
    asked: strawberry.Private[str]

    @strawberry.field(description="Where it stands in the list.")
    def cursor(self) -> str:
        return select.cursor_of(self.found.statement.id)

    @strawberry.field(
        description="Steps up the hierarchy to the entity that the Statement is about; 0 is the entity's own."
    )
    def distance(self) -> int:
        return self.found.distance

    @strawberry.field(description="The entity at the far end.")
    def node(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)]:
        return entity_of(info, self.found.end)

    @strawberry.field(description="The Statement, with the Citations whose people may have the condition asked about.")
    def statement(self) -> Statement:
        return as_statement(self.found.statement, self.asked)

    @strawberry.field(description="The entity that the Statement is about: the one asked about, or a broader one.")
    def about(self, info: Info) -> Annotated[Entity, strawberry.lazy(_ENTITIES)]:
        return entity_of(info, self.found.about)

    @strawberry.field(
        description="Statements of broader conditions that this nearer one puts aside.", directives=sized(1)
    )
    def overrides(self) -> list[Statement]:
        return [as_statement(s) for s in self.found.overrides]


@strawberry.type(description="Relations of an entity.")
class RelationConnection:
    selection: strawberry.Private[select.Selection]
    found: strawberry.Private[list[select.Found]]
    slice: strawberry.Private[select.Slice[select.Found]]
    total_count: int = strawberry.field(description="How many there are in all.")

    @strawberry.field(description="The edges of the page.")
    def edges(self, info: Info) -> list[RelationEdge]:
        _note(info, self)
        asked = _asked(self.selection.anchor)
        return [RelationEdge(found=f, asked=asked) for f in self.slice.items]

    @strawberry.field(description="The entities at the far ends of the edges of the page.")
    def nodes(self, info: Info) -> list[Annotated[Entity, strawberry.lazy(_ENTITIES)]]:
        _note(info, self)
        return [entity_of(info, f.end) for f in self.slice.items]

    @strawberry.field(description="Where the page stands.")
    def page_info(self) -> PageInfo:
        return page_info(self.slice)

    @strawberry.field(description="Totals by the class of the entity at the far end.", directives=sized(5))
    def counts_by_kind(self, info: Info) -> list[KindCount]:
        return kind_counts(info, (f.end for f in self.found))

    @strawberry.field(description="Totals by predicate.", directives=sized(5))
    def counts_by_predicate(self) -> list[PredicateCount]:
        return _predicates(f.statement for f in self.found)

    @strawberry.field(description="Totals by direction.", directives=sized(3))
    def counts_by_direction(self) -> list[DirectionCount]:
        return _directions(f.statement for f in self.found)


@strawberry.type(description="A Statement in a list.")
class StatementEdge:
    cursor: str = strawberry.field(description="Where it stands in the list.")
    node: Statement = strawberry.field(description="The Statement.")


@strawberry.type(description="A list of Statements.")
class StatementConnection:
    selection: strawberry.Private[select.Selection]
    found: strawberry.Private[list[select.Found]]
    slice: strawberry.Private[select.Slice[select.Found]]
    total_count: int = strawberry.field(description="How many there are in all.")

    @strawberry.field(description="The edges of the page.")
    def edges(self, info: Info) -> list[StatementEdge]:
        _note(info, self)
        pairs = zip(self.slice.items, self.slice.cursors, strict=True)
        return [StatementEdge(cursor=c, node=as_statement(f.statement)) for f, c in pairs]

    @strawberry.field(description="The Statements of the page.")
    def nodes(self, info: Info) -> list[Statement]:
        _note(info, self)
        return [as_statement(f.statement) for f in self.slice.items]

    @strawberry.field(description="Where the page stands.")
    def page_info(self) -> PageInfo:
        return page_info(self.slice)

    @strawberry.field(description="Totals by the class of the object.", directives=sized(5))
    def counts_by_kind(self, info: Info) -> list[KindCount]:
        return kind_counts(info, (f.statement.object for f in self.found))

    @strawberry.field(description="Totals by predicate.", directives=sized(5))
    def counts_by_predicate(self) -> list[PredicateCount]:
        return _predicates(f.statement for f in self.found)

    @strawberry.field(description="Totals by direction.", directives=sized(3))
    def counts_by_direction(self) -> list[DirectionCount]:
        return _directions(f.statement for f in self.found)


@strawberry.type(name="Edge", description="An entity in a list.")
class EntityEdge(Generic[T]):
    cursor: str = strawberry.field(description="Where it stands in the list.")
    node: T = strawberry.field(description="The entity.")


@strawberry.type(name="Connection", description="A list of entities.")
class EntityConnection(Generic[T]):
    kinds: strawberry.Private[list[str]]
    edges: list[EntityEdge[T]] = strawberry.field(description="The edges of the page.")
    nodes: list[T] = strawberry.field(description="The entities of the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="How many there are in all.")

    @strawberry.field(description="Totals by class.", directives=sized(5))
    def counts_by_kind(self, info: Info) -> list[KindCount]:
        return kind_counts(info, self.kinds)


def related(info: Info, selection: select.Selection, page: select.Page) -> RelationConnection:
    """Return one page of the relations that a selection finds; raise InputError on a bad page."""
    found, slice_ = _paged(info, selection, page)
    return RelationConnection(selection=selection, found=found, slice=slice_, total_count=len(found))


def stated(info: Info, selection: select.Selection, page: select.Page) -> StatementConnection:
    """Return one page of the Statements that a selection finds; raise InputError on a bad page."""
    found, slice_ = _paged(info, selection, page)
    return StatementConnection(selection=selection, found=found, slice=slice_, total_count=len(found))


def listed(info: Info, selection: select.EntitySelection, page: select.Page) -> EntityConnection[Any]:
    """Return one page of the entities that a selection finds; raise InputError on a bad page."""
    from sarcomakg.graphql.entities import as_entity

    found = selection.find(info.context.graph.projection)
    slice_ = select.cut(found, lambda e: e.id, page)
    nodes = [as_entity(e) for e in slice_.items]
    edges = [EntityEdge(cursor=c, node=n) for n, c in zip(nodes, slice_.cursors, strict=True)]
    return EntityConnection(
        kinds=[e.id for e in found], edges=edges, nodes=nodes, page_info=page_info(slice_), total_count=len(found)
    )


def page_info(slice_: select.Slice[Any]) -> PageInfo:
    """Return where a page stands."""
    cursors = slice_.cursors
    return PageInfo(
        has_next_page=slice_.start + len(slice_.items) < slice_.total, has_previous_page=slice_.start > 0,
        start_cursor=cursors[0] if cursors else None, end_cursor=cursors[-1] if cursors else None,
    )  # fmt: skip


def relation(
    description: str,
    predicates: v.Predicate | tuple[v.Predicate, ...] = (),
    *,
    to: bool = True,
    of: bool = False,
    inherits: bool | None = None,
    deprecation_reason: str | None = None,
) -> Any:
    """Return a field: the relations of an entity with some predicates, as subject (`to`), as object (`of`), or as either.

    With `inherits`, those of a condition, whose argument `inherited` (its default is the value) adds what it inherits.
    """
    names = (predicates,) if isinstance(predicates, v.Predicate) else predicates

    def resolve(
        self: Any, info: Info, filter_: inputs.StatementFilterArgument = UNSET, order_by: inputs.StatementOrderArgument = UNSET,
        first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> RelationConnection:  # fmt: skip
        anchor = select.At(str(self.id), tuple(names), to, of)
        return related(info, _selection(info, anchor, filter_, order_by), inputs.page(first, after, last, before))

    def climb(
        self: Any, info: Info,
        inherited: Annotated[bool, strawberry.argument(description="Whether what is stated for broader conditions comes along. Nearer guidance and limits of use put aside the broader that they cover; "
                "see `overrides`.")] = bool(inherits),
        filter_: inputs.StatementFilterArgument = UNSET, order_by: inputs.StatementOrderArgument = UNSET,
        first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> RelationConnection:  # fmt: skip
        name = str(self.id)
        anchor = select.Inherited(name, names[0]) if inherited else select.At(name, tuple(names), to, of)
        return related(info, _selection(info, anchor, filter_, order_by), inputs.page(first, after, last, before))

    return strawberry.field(
        resolver=resolve if inherits is None else climb, description=description, directives=[CONNECTION, Cost(weight="2")],
        deprecation_reason=deprecation_reason,
    )  # fmt: skip


def statements(description: str, anchor: type[select.CitedBy] | type[select.FoundBy]) -> Any:
    """Return a field: the Statements that a source or a trial holds up."""

    def resolve(
        self: Any, info: Info, filter_: inputs.StatementFilterArgument = UNSET, order_by: inputs.StatementOrderArgument = UNSET,
        first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> StatementConnection:  # fmt: skip
        selection = _selection(info, anchor(str(self.id)), filter_, order_by)
        return stated(info, selection, inputs.page(first, after, last, before))

    return strawberry.field(resolver=resolve, description=description, directives=[CONNECTION, Cost(weight="2")])


def _selection(
    info: Info, anchor: select.Anchor, filter_: inputs.StatementFilter | None, order_by: list[inputs.StatementOrder] | None
) -> select.Selection:  # fmt: skip
    wanted = inputs.statement_filter(info.context.graph.projection, filter_)
    return select.Selection(anchor, wanted, inputs.orders(order_by))


def _paged(
    info: Info, selection: select.Selection, page: select.Page
) -> tuple[list[select.Found], select.Slice[select.Found]]:
    found = info.context.graph.find(selection)
    slice_ = select.cut(found, lambda f: f.statement.id, page)
    return found, slice_


def _asked(anchor: select.Anchor) -> str:
    """Return the condition whose relations are listed; the empty string of another entity."""
    name = (
        anchor.condition
        if isinstance(anchor, select.Inherited)
        else anchor.entity
        if isinstance(anchor, select.At)
        else ""
    )
    return name if name.startswith("condition:") else ""


def _note(info: Info, shown: RelationConnection | StatementConnection) -> None:
    """Note what finds the edges of a page, when they are shown and not only counted."""
    info.context.noted(shown.selection, len(shown.slice.items), shown.slice.start)


def kind_counts(info: Info, names: Iterable[str]) -> list[KindCount]:
    """Return how many entities there are of each class, by name of the class."""
    projection = info.context.graph.projection
    counts = Counter(projection.entity(name).kind for name in names)
    return [KindCount(kind=v.EntityKind(kind), count=n) for kind, n in sorted(counts.items())]


def _predicates(found: Iterable[StatementRecord]) -> list[PredicateCount]:
    return [
        PredicateCount(predicate=v.Predicate(p), count=n) for p, n in sorted(Counter(s.predicate for s in found).items())
    ]  # fmt: skip


def _directions(found: Iterable[StatementRecord]) -> list[DirectionCount]:
    return [
        DirectionCount(direction=v.Direction(d), count=n) for d, n in sorted(Counter(s.direction for s in found).items())
    ]  # fmt: skip
