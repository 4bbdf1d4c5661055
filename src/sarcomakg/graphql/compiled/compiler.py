"""The compiler: an operation, with the values of the booleans in its directives, becomes a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import strawberry
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Undefined
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    Node,
    OperationDefinitionNode,
    VariableNode,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from sarcomakg.graphql.compiled.memo import Memo
from sarcomakg.graphql.compiled.parts import (
    Call,
    Info,
    Part,
    Run,
    Thing,
    UncoveredError,
    attribute_of,
    chosen,
    constant,
    listed,
    resolved_by,
    writer,
    written,
)
from sarcomakg.graphql.context import Request

# Plans of one operation that are kept; one that has more ways to be asked is left to graphql-core.
_MOST_PLANS = 16
# Sets of arguments of one field that are kept.
_MOST_ARGUMENTS, _LONGEST = 64, 200
_DEFINITION = "strawberry-definition"


class Plan:
    """A compiled operation."""

    def __init__(self, root: Thing) -> None:
        self._root = root

    def run(self, request: Request, variables: VariableValues, memo: Memo) -> dict[str, Any]:
        """Return the data of the answer; raise UncoveredError, AbsentError, or whatever a resolver raises."""
        return self._root.fresh(None, Run(Info(request), variables, None if request.note else memo))


class Plans:
    """The plans of an operation: one for each set of values of the booleans that its directives use.

    `quick` is whether the last run took but a moment; whoever runs a plan notes it.
    """

    quick: bool = False

    def __init__(self, schema: strawberry.Schema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema, self._document, self._operation = schema, document, operation
        self._asked = sorted({name for d in _directives(document) for name in _variables(d)})
        self._plans: dict[tuple[Any, ...], Plan | None] = {}

    def plan(self, variables: VariableValues) -> Plan | None:
        """Return the plan, compiled when it is first asked for; None where there is none."""
        key = tuple([variables.coerced.get(name) for name in self._asked])
        if key not in self._plans:
            if len(self._plans) >= _MOST_PLANS:
                return None
            self._plans[key] = self._compiled(variables)
        return self._plans[key]

    def give_up(self, variables: VariableValues) -> None:
        """Leave the operation to graphql-core from now on."""
        self._plans[tuple([variables.coerced.get(name) for name in self._asked])] = None

    def _compiled(self, variables: VariableValues) -> Plan | None:
        known = {name: variables.coerced[name] for name in self._asked if name in variables.coerced}
        sources = {name: variables.sources[name] for name in known}
        try:
            return Plan(_Compiler(self._schema, self._document, self._operation, VariableValues(sources, known)).root())
        except (UncoveredError, GraphQLError):
            return None


class _Compiler:
    """Compiles one operation; `choices` are the values of the variables in its directives."""

    def __init__(
        self, schema: strawberry.Schema, document: DocumentNode, operation: OperationDefinitionNode, choices: VariableValues
    ) -> None:  # fmt: skip
        self._converter, self._schema = schema.schema_converter, schema._schema
        self._operation, self._choices = operation, choices
        self._fragments = {
            d.name.value: FragmentDetails(d) for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }

    def root(self) -> Thing:
        """Return the part of the whole."""
        kind = self._schema.query_type
        assert kind
        found = collect_fields(self._schema, self._fragments, self._choices, kind, self._operation)
        return self._thing(kind, object, found.grouped_field_set, fixed=False)

    def _thing(
        self, kind: GraphQLObjectType, cls: type, grouped: Mapping[str, list[FieldDetails]], *, fixed: bool
    ) -> Thing:
        return Thing(cls, tuple((name, self._field(kind, found)) for name, found in grouped.items()), fixed=fixed)

    def _field(self, kind: GraphQLObjectType, found: list[FieldDetails]) -> Part:
        node = found[0].node
        if node.name.value == "__typename":
            return constant(kind.name)
        field = self._schema.get_field(kind, node.name.value)
        declared = field.extensions.get(_DEFINITION) if field else None
        if field is None or not isinstance(declared, StrawberryField) or declared.extensions or declared.is_async:
            raise UncoveredError(f"no plan has {kind.name}.{node.name.value}")
        done = self._completed(field.type, found)
        if not declared.base_resolver:
            inner = field.type.of_type if is_non_null_type(field.type) else field.type
            leaf = writer(inner) if is_leaf_type(inner) else None
            return attribute_of(declared.python_name, leaf, done, required=is_non_null_type(field.type))
        return resolved_by(self._call(field, declared, node), done)

    def _call(self, field: GraphQLField, declared: StrawberryField, node: FieldNode) -> Part:
        resolver = declared.base_resolver
        assert resolver
        function, takes_source = resolver.wrapped_func, bool(resolver.self_parameter)
        if resolver.parent_parameter or resolver.root_parameter or isinstance(function, staticmethod | classmethod):
            raise UncoveredError(f"no plan calls {declared.python_name}")
        info = resolver.info_parameter.name if resolver.info_parameter else ""
        if takes_source and not info and not field.args:
            return lambda source, run: function(source)
        return Call(function, takes_source, info, self._arguments(field, declared, node))

    def _arguments(
        self, field: GraphQLField, declared: StrawberryField, node: FieldNode
    ) -> Callable[[VariableValues], Mapping[str, Any]]:
        def given(variables: VariableValues) -> Mapping[str, Any]:
            coerced = get_argument_values(field, node, variables)
            converter = self._converter
            return convert_arguments(coerced, declared.arguments, converter.scalar_registry, converter.config)

        names = sorted({name for argument in node.arguments or () for name in _variables(argument)})
        known: dict[tuple[Any, ...], Mapping[str, Any]] = {}

        def given_once(variables: VariableValues) -> Mapping[str, Any]:
            key = tuple([variables.coerced.get(name, Undefined) for name in names])
            if not all(map(_short, key)):
                return given(variables)
            found = known.get(key)
            if found is None:
                if len(known) >= _MOST_ARGUMENTS:
                    known.clear()
                found = known[key] = given(variables)
            return found

        return given_once

    def _completed(self, kind: GraphQLOutputType, found: list[FieldDetails]) -> Part:
        required = is_non_null_type(kind)
        inner: Any = kind.of_type if is_non_null_type(kind) else kind
        if is_list_type(inner):
            return listed(self._completed(inner.of_type, found), required=required)
        if is_leaf_type(inner):
            return written(writer(inner), required=required)
        # A variable of a directive has one value in this plan.
        fixed = all(name in self._choices.coerced for detail in found for name in self._used(detail.node, set()))

        def thing_for(cls: type) -> Thing:
            runtime = self._runtime(inner, cls)
            below = collect_subfields(
                self._schema, self._fragments, self._choices, self._operation, runtime, found
            ).grouped_field_set
            return self._thing(runtime, cls, below, fixed=fixed)

        return chosen(thing_for, required=required)

    def _runtime(self, kind: Any, cls: type) -> GraphQLObjectType:
        """Return the type that an object of a class has where a type is expected."""
        declared: Any = getattr(cls, "__strawberry_definition__", None)
        if not is_abstract_type(kind):
            # graphql-core takes an object at its word where a type has no way to know its own.
            if kind.is_type_of is None or declared is kind.extensions.get(_DEFINITION):
                return kind  # type: ignore[no-any-return]
            raise UncoveredError(f"a {cls.__name__} is no {kind.name}")
        found = self._schema.type_map.get(declared.name) if declared else None
        if isinstance(found, GraphQLObjectType) and self._schema.is_sub_type(kind, found):
            return found
        raise UncoveredError(f"a {cls.__name__} is no {kind.name}")

    def _used(self, node: Node, seen: set[str]) -> Iterator[str]:
        """Yield the variables that a selection uses in arguments, in its fragments too."""
        for below in _nodes(node):
            if isinstance(below, VariableNode):
                yield below.name.value
            elif isinstance(below, FragmentSpreadNode) and below.name.value not in seen:
                seen.add(below.name.value)
                yield from self._used(self._fragments[below.name.value].definition, seen)


def _short(value: Any) -> bool:
    """Say whether a variable's value may be kept: an object or a list is no key, and a long text no small one."""
    return len(value) <= _LONGEST if isinstance(value, str) else not isinstance(value, dict | list)


def _nodes(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    for key in node.keys:
        value = getattr(node, key, None)
        for below in value if isinstance(value, list | tuple) else (value,):
            if isinstance(below, Node):
                yield from _nodes(below)


def _variables(node: Node) -> set[str]:
    return {below.name.value for below in _nodes(node) if isinstance(below, VariableNode)}


def _directives(document: DocumentNode) -> Iterator[Node]:
    for node in _nodes(document):
        yield from getattr(node, "directives", None) or ()
