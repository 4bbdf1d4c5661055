"""What a document may ask. Each fragment is measured once, however often it is spread.

The estimated cost follows the GraphQL cost directives specification: a field costs its `@cost` weight, else 1 when it
is an object and nothing when it is a scalar; what stands below a list counts as often as the list is taken to be long
(`@listSize`: the value of a slicing argument, else the assumed size).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)
from sarcomakg.errors import LimitError
from sarcomakg.graphql.cost import Cost, ListSize
from sarcomakg.select import MAX_PAGE

_ASSUMED = 5
_EDGES = ("edges", "nodes")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may have; `seconds` is the time that it may take."""

    characters: int = 32 * 1024
    tokens: int = 2000
    depth: int = 20
    aliases: int = 100
    fields: int = 2000
    cost: int = 50_000
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Measure:
    """What a selection asks: levels, aliases and fields with fragments written out, cost; `per_edge` is what each
    edge of the connection that it stands in adds.
    """

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    cost: int = 0
    per_edge: int = 0

    def __add__(self, other: Measure) -> Measure:
        return Measure(
            max(self.depth, other.depth), self.aliases + other.aliases, self.fields + other.fields, self.cost + other.cost,
            self.per_edge + other.per_edge,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Weight:
    own: int
    size: ListSize | None
    many: bool
    below: str


Weights = Mapping[str, Mapping[str, _Weight]]


def weights(schema: strawberry.Schema) -> Weights:
    """Return what each field of each type costs, as its directives declare it."""
    found: dict[str, dict[str, _Weight]] = {}
    for name, kind in schema._schema.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            found[name] = {label: _weight(field) for label, field in kind.fields.items()}
    return found


def _weight(field: Any) -> _Weight:
    declared: StrawberryField | None = field.extensions.get("strawberry-definition")
    directives = declared.directives if declared else ()
    size = next((d for d in directives if isinstance(d, ListSize)), None)
    cost = next((int(d.weight) for d in directives if isinstance(d, Cost)), None)
    named = get_named_type(field.type)
    composite = is_composite_type(named)
    many = is_list_type(get_nullable_type(field.type))
    own = cost if cost is not None else int(composite and not many and not named.name.startswith("__"))
    return _Weight(own, size, many, named.name if composite else "")


class Meter:
    """Measures one operation of a document with the values of its variables.

    `whole` measures what `@include` and `@skip` leave out too, as those have to who validate the document.
    """

    def __init__(
        self, table: Weights, document: DocumentNode, variables: Mapping[str, Any], *, whole: bool = False
    ) -> None:
        self._table, self._variables, self._whole = table, variables, whole
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._measured: dict[str, Measure] = {}
        self._defaults: dict[str, bool] = {}

    def operation(self, node: OperationDefinitionNode) -> Measure:
        """Return what the operation asks; what `@include` and `@skip` leave out is not asked."""
        self._defaults = {
            d.variable.name.value: d.default_value.value
            for d in node.variable_definitions or ()
            if isinstance(d.default_value, BooleanValueNode)
        }
        return self._selections(node.selection_set, node.operation.value.title())

    def _selections(self, node: SelectionSetNode | None, kind: str) -> Measure:
        parts = (node.selections or ()) if node else ()
        return reduce(Measure.__add__, (self._selection(part, kind) for part in parts), Measure())

    def _selection(self, node: Any, kind: str) -> Measure:
        if not self._whole and any(self._leaves_out(directive) for directive in node.directives or ()):
            return Measure()
        if isinstance(node, FieldNode):
            return self._field(node, kind)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)
        return self._selections(node.selection_set, node.type_condition.name.value if node.type_condition else kind)

    def _leaves_out(self, directive: DirectiveNode) -> bool:
        """Say whether a directive leaves its field or fragment out; one whose condition is not known does not."""
        out = {"include": False, "skip": True}.get(directive.name.value)
        value: Any = next((a.value for a in directive.arguments or () if a.name.value == "if"), None)
        if isinstance(value, VariableNode):
            name = value.name.value
            return out is not None and self._variables.get(name, self._defaults.get(name)) is out
        return isinstance(value, BooleanValueNode) and value.value is out

    def _fragment(self, name: str) -> Measure:
        if name not in self._measured:
            self._measured[name] = Measure()  # A cycle ends here; validation refuses it.
            fragment = self._fragments.get(name)
            if fragment:
                self._measured[name] = self._selections(fragment.selection_set, fragment.type_condition.name.value)
        return self._measured[name]

    def _field(self, node: FieldNode, kind: str) -> Measure:
        weight = self._table.get(kind, {}).get(node.name.value, _NOTHING)
        below = self._selections(node.selection_set, weight.below)
        times = self._length(node, weight)
        if weight.size and weight.size.sized_fields:
            cost = weight.own + below.cost + times * below.per_edge
        else:
            cost = weight.own + times * (below.cost + (1 if weight.many and weight.below else 0))
        counted = Measure(1 + below.depth, below.aliases + (node.alias is not None), 1 + below.fields)
        if node.name.value in _EDGES and kind.endswith("Connection"):
            return Measure(counted.depth, counted.aliases, counted.fields, 0, 1 + below.cost)
        return Measure(counted.depth, counted.aliases, counted.fields, cost)

    def _length(self, node: FieldNode, weight: _Weight) -> int:
        if not weight.size:
            return _ASSUMED if weight.many and weight.below else 1
        sizes = []
        for argument in node.arguments or ():
            if argument.name.value in (weight.size.slicing_arguments or ()):
                value: Any = argument.value
                if isinstance(value, VariableNode):
                    value = self._variables.get(value.name.value)
                sizes.append(_size(value))
        known = [size for size in sizes if size is not None]
        return max(known) if known else weight.size.assumed_size


def _size(value: Any) -> int | None:
    """Return the size that a slicing argument asks for, None where it asks for none; whoever asks for too much is
    refused by the field itself.
    """
    if isinstance(value, ListValueNode):
        return min(len(value.values), MAX_PAGE)
    if isinstance(value, list):
        return min(len(value), MAX_PAGE)
    if isinstance(value, IntValueNode):
        return min(int(value.value[:6]), MAX_PAGE) if value.value.isdigit() else 0
    return max(0, min(value, MAX_PAGE)) if isinstance(value, int) else None


_NOTHING = _Weight(0, None, False, "")


def admit(measured: Measure, limits: Limits) -> None:
    """Raise LimitError that names the first limit that is passed, its value and what was measured."""
    for name, way_out in (
        ("depth", "nest less deeply"), ("aliases", "use fewer aliases"), ("fields", "ask for fewer fields"),
        ("cost", "ask for fewer fields, or for shorter pages with first"),
    ):  # fmt: skip
        found, most = getattr(measured, name), getattr(limits, name)
        if found > most:
            shown = found if found < 10**12 else "over 10^12"
            raise LimitError(f"the document's {name} is {shown}, over the limit of {most}; {way_out}")
