"""The parts of a plan: functions from an object of ours to JSON, one for each field, list and object of a selection."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import Any, TypeAlias

from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT

from graphql import GraphQLEnumType, GraphQLLeafType
from sarcomakg.graphql.compiled.memo import KEYS, Memo
from sarcomakg.graphql.context import Request

# What gives JSON for a value, or for a field of an object.
Part: TypeAlias = "Callable[[Any, Run], Any]"
_SERIAL = count()
# Scalars of which any value of a type is one as it stands.
_OWN: Mapping[str, type] = {"Boolean": bool, "Manifest": dict} | dict.fromkeys(("String", "ID", "Date", "Decimal"), str)


class UncoveredError(Exception):
    """Something that no plan does; graphql-core does it."""


class AbsentError(Exception):
    """A null where the schema has none: an error of the answer, which graphql-core words."""


@dataclass(frozen=True, slots=True)
class Info:
    """What our resolvers use of strawberry's Info."""

    context: Request


@dataclass(slots=True)
class Run:
    """One run of a plan; `memo` is None where nothing may be left out that resolvers note down."""

    info: Info
    variables: VariableValues
    memo: Memo | None
    given: dict[Call, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call of a resolver; `arguments` are those of its field with the values of variables."""

    resolver: Callable[..., Any]
    takes_source: bool
    info: str
    arguments: Callable[[VariableValues], Mapping[str, Any]]

    def __call__(self, source: Any, run: Run) -> Any:
        """Return what the resolver returns; the arguments are worked out once in a run."""
        given = run.given.get(self)
        if given is None:
            given = run.given[self] = dict(self.arguments(run.variables))
            if self.info:
                given[self.info] = run.info
        return self.resolver(source, **given) if self.takes_source else self.resolver(**given)


class Thing:
    """An object with a selection of fields."""

    def __init__(self, cls: type, fields: tuple[tuple[str, Part], ...], *, fixed: bool) -> None:
        self._fields = fields
        # Without variables below, equal keys give equal answers.
        self._key: Callable[[Any], Hashable] | None = KEYS.get(cls) if fixed else None
        self._serial = next(_SERIAL)

    def __call__(self, source: Any, run: Run) -> Any:
        """Return the JSON of an object, from memory where it is known."""
        memo = run.memo
        if self._key is None or memo is None:
            return self.fresh(source, run)
        key = (self._serial, self._key(source))
        if (known := memo.young.get(key)) is not None:
            return known[0]
        found = memo.get(key)
        return memo.keep(key, self.fresh(source, run), source) if found is None else found

    def fresh(self, source: Any, run: Run) -> dict[str, Any]:
        """Return the JSON of an object, worked out."""
        run.info.context.patience.hold()
        return {name: part(source, run) for name, part in self._fields}


def constant(value: Any) -> Part:
    """Return the part that is always the same."""
    return lambda source, run: value


def attribute_of(name: str, leaf: Callable[[Any], Any] | None, done: Part, *, required: bool) -> Part:
    """Return the part of a field that is an attribute; `leaf` writes it when it is a scalar."""

    def plain(source: Any, run: Run) -> Any:
        value = getattr(source, name)
        if value is None:
            return absent(required)
        return leaf(value)  # type: ignore[misc]

    def deep(source: Any, run: Run) -> Any:
        return done(getattr(source, name), run)

    return plain if leaf else deep


def resolved_by(call: Part, done: Part) -> Part:
    """Return the part of a field that a resolver gives."""
    return lambda source, run: done(call(source, run), run)


def absent(required: bool) -> None:
    """Return null where there may be one; raise AbsentError."""
    if required:
        raise AbsentError


def written(leaf: Callable[[Any], Any], *, required: bool) -> Part:
    """Return the part of a scalar."""
    return lambda value, run: absent(required) if value is None else leaf(value)


def listed(item: Part, *, required: bool) -> Part:
    """Return the part of a list."""

    def part(value: Any, run: Run) -> Any:
        if value is None:
            return absent(required)
        if not isinstance(value, list | tuple):
            raise UncoveredError(f"a list is given as {type(value).__name__}")
        return [item(element, run) for element in value]

    return part


def chosen(thing_for: Callable[[type], Thing], *, required: bool) -> Part:
    """Return the part of an object, whose fields are those of its class; they are compiled when one is first seen."""
    things: dict[type, Thing] = {}

    def part(value: Any, run: Run) -> Any:
        thing = things.get(value.__class__)
        if thing is None:
            if value is None:
                return absent(required)
            thing = things[value.__class__] = thing_for(value.__class__)
        return thing(value, run)

    return part


def writer(kind: GraphQLLeafType) -> Callable[[Any], Any]:
    """Return what writes a scalar as graphql-core does; what is in its form already is taken as it is."""

    def coerced(value: Any) -> Any:
        found = kind.coerce_output_value(value)
        if found is None or found is Undefined:
            raise UncoveredError(f"{kind.name} cannot be {value!r}")
        return found

    if isinstance(kind, GraphQLEnumType):
        return _names(coerced)
    if kind.name == "Int":
        return lambda v: v if v.__class__ is int and GRAPHQL_MIN_INT <= v <= GRAPHQL_MAX_INT else coerced(v)
    own = _OWN.get(kind.name)
    if own is None:
        raise UncoveredError(f"no plan writes {kind.name}")
    return lambda v: v if v.__class__ is own else coerced(v)


def _names(coerced: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what writes the members of an enumeration."""
    names: dict[Enum, str] = {}

    def write(value: Any) -> Any:
        if not isinstance(value, Enum):
            return coerced(value)
        found = names.get(value)
        if found is None:
            found = names[value] = coerced(value)
        return found

    return write
