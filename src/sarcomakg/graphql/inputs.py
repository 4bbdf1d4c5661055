"""Arguments: pages, filters and orders, and what they become."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry import UNSET

from sarcomakg import select
from sarcomakg.errors import InputError
from sarcomakg.graphql.enums import (
    Design,
    Direction,
    EntityKind,
    EntityOrderField,
    Modality,
    Predicate,
    SourceKind,
    StatementOrderField,
)
from sarcomakg.projection import Projection

T = TypeVar("T")
MAX_LIST = 50

First = Annotated[
    int | None, strawberry.argument(description="How many from the start, or after a cursor: 1 to 100, 20 unless told.")
]
After = Annotated[str | None, strawberry.argument(description="The cursor after which the page starts.")]
Last = Annotated[
    int | None, strawberry.argument(description="How many from the end, or before a cursor: 1 to 100; not with first.")
]
Before = Annotated[str | None, strawberry.argument(description="The cursor before which the page ends.")]


def page(first: int | None, after: str | None, last: int | None, before: str | None) -> select.Page:
    """Return the page asked for."""
    return select.Page(
        first=None if first is UNSET else first, after=None if after is UNSET else after,
        last=None if last is UNSET else last, before=None if before is UNSET else before,
    )  # fmt: skip


@strawberry.enum(description="Which way an order runs.")
class OrderDirection(Enum):
    ASC = "asc"
    DESC = "desc"


def _field(description: str) -> Any:
    return strawberry.field(default=UNSET, description=description)


@strawberry.input(description="Years of issue, both included.")
class YearRange:
    first: int | None = _field("The first year; any when left out.")
    last: int | None = _field("The last year; any when left out.")


@strawberry.input(
    description="Which Statements are wanted; everything that is given must hold. What is given of sources (level, design, "
    "source kind, source, year, phase) must hold of one Citation together."
)
class StatementFilter:
    predicate: list[Predicate] | None = _field("One of these predicates.")
    kind: list[EntityKind] | None = _field("The entity at the far end is of one of these classes.")
    direction: list[Direction] | None = _field("One of these directions.")
    modality: list[Modality] | None = _field("One of these modalities; Statements without one are left out.")
    stage: strawberry.ID | None = _field(
        "The stage, or a kind of it, as qualifier or as one of the ends; Statements that name none are left out."
    )
    site: strawberry.ID | None = _field(
        "The site, or a part of it, as qualifier or as one of the ends: of the tumor, or of its spread (see `predicate`); Statements that name none are left out."
    )
    line: strawberry.ID | None = _field("The line of treatment (line:first, line:later).")
    outcome: strawberry.ID | None = _field("The outcome, or a kind of it, as qualifier or as one of the ends.")
    level: list[strawberry.ID] | None = _field(
        "One of these levels or grades, in the scheme of the source (level:pdq-A1)."
    )
    design: list[Design] | None = _field("The design of the study is one of these.")
    source_kind: list[SourceKind] | None = _field("A source of one of these classes.")
    source: strawberry.ID | None = _field("This source.")
    year: YearRange | None = _field("A source issued in these years.")
    phase: list[str] | None = _field("The trial cited has one of these phases, as printed (2, 3, 1/2).")
    text: str | None = _field("Each word stands in the label of one of the two ends.")
    subject: strawberry.ID | None = _field("Of this entity it is said.")
    object: strawberry.ID | None = _field("This entity is said of it.")
    comparator: strawberry.ID | None = _field("It compares with this treatment.")
    agency: strawberry.ID | None = _field("By this regulator (agency:fda).")
    ended: bool | None = _field("Whether it holds no longer: true for approvals that have ended, false for what holds.")


@strawberry.input(description="Which entities are wanted; everything that is given must hold.")
class EntityFilter:
    kind: list[EntityKind] | None = _field("One of these classes.")
    within: strawberry.ID | None = _field("The entity itself, a kind of it or a part of it.")
    text: str | None = _field("Every word stands in one of its names: its label, a synonym or a brand name.")
    has: list[Predicate] | None = _field("It has a Statement of each of these predicates, as subject or as object.")
    phase: list[str] | None = _field("A trial of one of these phases, as printed (2, 3, 1/2).")
    design: list[Design] | None = _field("A trial or source of one of these designs.")
    year: YearRange | None = _field("A source issued in these years.")


@strawberry.input(description="One key of an order of Statements; several are taken in turn.")
class StatementOrder:
    field: StatementOrderField = strawberry.field(description="What is ordered by.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Which way.")


@strawberry.input(description="One key of an order of entities; several are taken in turn.")
class EntityOrder:
    field: EntityOrderField = strawberry.field(description="What is ordered by.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Which way.")


StatementFilterArgument = Annotated[
    StatementFilter | None, strawberry.argument(name="filter", description="Which of them; all when left out.")
]
StatementOrderArgument = Annotated[
    list[StatementOrder] | None, strawberry.argument(name="orderBy", description="In which order; the nearer and then by identifier when left out.")
]  # fmt: skip
EntityFilterArgument = Annotated[
    EntityFilter | None, strawberry.argument(name="filter", description="Which of them; all when left out.")
]
EntityOrderArgument = Annotated[
    list[EntityOrder] | None, strawberry.argument(name="orderBy", description="In which order; by identifier when left out.")
]  # fmt: skip


def statement_filter(projection: Projection, given: StatementFilter | None) -> select.StatementFilter:
    """Return the filter; raise InputError where it names what the graph does not have."""
    if not given:
        return select.EVERYTHING
    first, last = _years(given.year)
    wanted = select.StatementFilter(
        predicates=_values(given.predicate), kinds=_values(given.kind), directions=_values(given.direction), modalities=_values(given.modality),
        stage=given.stage or "", site=given.site or "", line=given.line or "", outcome=given.outcome or "", levels=_values(given.level),
        designs=_values(given.design), source_kinds=_values(given.source_kind), source=given.source or "", from_year=first, to_year=last,
        phases=_values(given.phase), text=given.text or "", subject=given.subject or "", object=given.object or "",
        comparator=given.comparator or "", agency=given.agency or "", ended=None if given.ended is UNSET else given.ended,
    )  # fmt: skip
    select.checked(projection, wanted)
    return wanted


def entity_filter(projection: Projection, given: EntityFilter | None) -> select.EntityFilter:
    """Return the filter; raise InputError where it names what the graph does not have."""
    if not given:
        return select.EntityFilter()
    first, last = _years(given.year)
    wanted = select.EntityFilter(
        kinds=_values(given.kind), within=given.within or "", text=given.text or "", stated=_values(given.has), phases=_values(given.phase),
        designs=_values(given.design), from_year=first, to_year=last,
    )  # fmt: skip
    select.checked(projection, wanted)
    return wanted


def orders(given: Sequence[StatementOrder | EntityOrder] | None) -> tuple[select.Order, ...]:
    """Return the keys of an order."""
    return tuple(select.Order(str(key.field), key.direction is OrderDirection.DESC) for key in _bounded(given))


def _bounded(given: Sequence[T] | None) -> Sequence[T]:
    if given and len(given) > MAX_LIST:
        raise InputError(f"a list of {len(given)} values; {MAX_LIST} are the most")
    return given or ()


def _values(given: Sequence[Any] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in _bounded(given)))


def _years(given: YearRange | None) -> tuple[int | None, int | None]:
    if not given:
        return None, None
    first, last = (None if year is UNSET else year for year in (given.first, given.last))
    if first is not None and last is not None and first > last:
        raise InputError(f"the years go from {first} back to {last}; first is the earlier one")
    return first, last
