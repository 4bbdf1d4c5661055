"""Which Statements and entities two states of the graph do not share, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from sarcomakg.model import Citation, Entity, Result, Statement
from sarcomakg.projection import Projection
from sarcomakg.vocabulary import PLAIN

T = TypeVar("T")


class ChangeKind(StrEnum):
    """What happened to a Statement or an entity."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    # By its date alone: new or changed, which of the two no earlier state at hand tells.
    MODIFIED = "modified"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs: what it was and what it is, empty where there was or is nothing."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a Statement: as it was and as it is, None where it was or is not."""

    kind: ChangeKind
    was: Statement | None
    now: Statement | None
    differences: tuple[Difference, ...] = ()

    @property
    def statement(self) -> str:
        """The identifier of the Statement."""
        found = self.now or self.was
        assert found
        return found.id


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What happened to an entity's own record: its names, its place in the hierarchy, its fields."""

    kind: ChangeKind
    entity: str
    label: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two states, each list by identifier, what was added first."""

    statements: tuple[Change, ...]
    entities: tuple[EntityChange, ...]

    def count(self, kind: ChangeKind) -> int:
        """Return how many Statements were added, changed or withdrawn."""
        return sum(change.kind is kind for change in self.statements)


ORDER = (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.WITHDRAWN)


def compare(was: Projection, now: Projection) -> Comparison:
    """Return what differs between two states; a Statement is the same when the hash of its content is."""
    statements = [
        Change(kind, old, new, tuple(_of_statements(old, new)) if old and new else ())
        for kind, old, new in _pairs(was.records.statements, now.records.statements, lambda s: s.content)
    ]
    entities = [_entity(kind, old, new) for kind, old, new in _pairs(was.records.entities, now.records.entities, _own)]
    return Comparison(
        tuple(sorted(statements, key=lambda c: (ORDER.index(c.kind), c.statement))),
        tuple(sorted(entities, key=lambda c: (ORDER.index(c.kind), c.entity))),
    )


def _own(e: Entity) -> Entity:
    """Return an entity without what the build adds to it of Statements."""
    return replace(e, properties={name: values for name, values in e.properties.items() if name not in PLAIN})


def _pairs(
    was: Mapping[str, T], now: Mapping[str, T], content: Callable[[T], Any]
) -> Iterator[tuple[ChangeKind, T | None, T | None]]:
    """Yield what differs, with what was and what is."""
    old = dict(was.items())
    for name, record in now.items():
        before = old.pop(name, None)
        if before is None:
            yield ChangeKind.ADDED, None, record
        elif content(before) != content(record):
            yield ChangeKind.CHANGED, before, record
    for record in old.values():
        yield ChangeKind.WITHDRAWN, record, None


def _entity(kind: ChangeKind, was: Entity | None, now: Entity | None) -> EntityChange:
    found = now or was
    assert found
    differences: list[Difference] = []
    if was and now:
        was, now = _own(was), _own(now)
        differences += _of_fields(was, now, "", ("id", "properties"))
        differences += _of_values(was.properties, now.properties, "")
    return EntityChange(kind, found.id, found.label, tuple(differences))


def _of_statements(was: Statement, now: Statement) -> Iterator[Difference]:
    yield from _of_fields(was, now, "", ("id", "content", "citations", "qualifiers"))
    yield from _of_values(was.qualifiers, now.qualifiers, "")
    yield from _of_citations(was.citations, now.citations)


def _of_citations(was: Sequence[Citation], now: Sequence[Citation]) -> Iterator[Difference]:
    """Compare Citations of one source with each other, those of the same place first."""
    keys: tuple[Callable[[Citation], Hashable], ...] = (
        lambda c: c.id,
        lambda c: (c.source, c.locator, c.population, c.trial),
        lambda c: (c.source, c.locator),
        lambda c: c.source,
    )
    pairs, old, new = _matched(was, now, keys)
    for before, after in pairs:
        place = f"citation of {after.source}"
        yield from _of_fields(before, after, f"{place}, ", ("id", "results"))
        yield from _of_results(before.results, after.results, place)
    yield from (Difference("citation", f"{c.source}, {c.locator}", "") for c in old)
    yield from (Difference("citation", "", f"{c.source}, {c.locator}") for c in new)


def _of_results(was: Sequence[Result], now: Sequence[Result], place: str) -> Iterator[Difference]:
    keys: tuple[Callable[[Result], Hashable], ...] = (
        lambda r: r.id,
        lambda r: (r.endpoint, r.measure, r.arm, r.comparator, r.at_time, r.analysis, r.analysis_set),
        lambda r: (r.endpoint, r.measure, r.arm, r.at_time),
        lambda r: (r.endpoint, r.measure),
    )
    pairs, old, new = _matched(was, now, keys)
    for before, after in pairs:
        yield from _of_fields(before, after, f"{place}, {_measured(after)}, ", ("id",))
    yield from (Difference(f"{place}, figure", _figure(r), "") for r in old)
    yield from (Difference(f"{place}, figure", "", _figure(r)) for r in new)


def _measured(r: Result) -> str:
    return f"{r.endpoint} {r.measure}"


def _figure(r: Result) -> str:
    bounds = f" ({r.lower} to {r.upper})" if r.lower is not None or r.upper is not None else ""
    return f"{_measured(r)}: {r.estimate if r.estimate is not None else ''}{bounds} {r.unit}".replace(":  ", ": ")


def _matched(
    was: Iterable[T], now: Iterable[T], keys: Iterable[Callable[[T], Hashable]]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Pair what has the same key, by the first key, then the rest by the next; return also what has no pair."""
    old, new = list(was), list(now)
    pairs: list[tuple[T, T]] = []
    for key in keys:
        waiting: dict[Hashable, list[T]] = defaultdict(list)
        for item in old:
            waiting[key(item)].append(item)
        rest = []
        for item in new:
            if found := waiting.get(key(item)):
                pairs.append((found.pop(0), item))
            else:
                rest.append(item)
        old, new = [item for items in waiting.values() for item in items], rest
    return pairs, old, new


def _of_fields(was: Any, now: Any, place: str, left_out: Sequence[str]) -> Iterator[Difference]:
    for name in (f.name for f in fields(was) if f.name not in left_out):
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield Difference(place + name.replace("_", " "), _text(before), _text(after))


def _of_values(
    was: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]], place: str
) -> Iterator[Difference]:
    for name in sorted({*was, *now}):
        before, after = was.get(name, ()), now.get(name, ())
        if before != after:
            yield Difference(place + name, _text(before), _text(after))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
