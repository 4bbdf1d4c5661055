"""Documents: parsed, measured, validated and compiled once, and kept."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import strawberry
from graphql.execution.values import VariableValues, get_variable_values
from graphql.validation.validate import ValidationAbortedError

from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from sarcomakg.errors import LimitError
from sarcomakg.graphql.compiled import Plans
from sarcomakg.graphql.kept import Kept
from sarcomakg.graphql.limits import Limits, Measure, Meter, admit, weights

# Of all documents that are kept; a token of one that is parsed and compiled takes about a kilobyte.
_KEPT_BYTES, _TOKEN_BYTES = 64 * 1024 * 1024, 1200
# Measures of one operation that are kept.
_MOST_MEASURES = 64
# What graphql-core says when a document repeats its fields so often that comparing them would take too long.
_ABORTED = "Validation aborted."
_DIGITS = 300
_LONG_NUMBER = re.compile(rf"\d{{{_DIGITS + 1}}}")


class DocumentError(Exception):
    """A document that is not executed; `errors` say why, `code` which kind of error it is."""

    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code, self.errors = code, errors


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation that may be executed: its values are coerced, and it is within the limits."""

    document: DocumentNode
    operation: OperationDefinitionNode
    measure: Measure
    variables: VariableValues
    plans: Plans


class _Operation:
    """An operation with what was worked out of it."""

    def __init__(self, schema: strawberry.Schema, document: DocumentNode, node: OperationDefinitionNode) -> None:
        self.node, self.plans = node, Plans(schema, document, node)
        self._measures: dict[tuple[int | None, ...], Measure] = {}

    def measured(self, variables: Mapping[str, Any], work: Callable[[], Measure]) -> Measure:
        """Return what the operation asks, worked out once for all variables of the same sizes."""
        key = tuple([_sizing(value) for value in variables.values()])
        found = self._measures.get(key)
        if found is None:
            if len(self._measures) >= _MOST_MEASURES:
                self._measures.clear()
            found = self._measures[key] = work()
        return found


def _sizing(value: Any) -> int | None:
    """Return all of a variable's value that a measure may depend on: a size, a condition, the length of a list."""
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class _Document:
    parsed: DocumentNode
    bytes: int
    operations: dict[str | None, _Operation] = field(default_factory=dict)


@lru_cache(maxsize=4)
def documents_of(schema: strawberry.Schema, limits: Limits, introspection: bool) -> Documents:
    """Return the documents of a schema, which outlive a snapshot: whoever swaps one in need not validate again."""
    return Documents(schema, limits, introspection=introspection)


class Documents:
    """Prepares documents against a schema; what is parsed and valid is kept, the least recently used goes first."""

    def __init__(self, schema: strawberry.Schema, limits: Limits, *, introspection: bool = True) -> None:
        self._schema, self.limits, self._introspection = schema, limits, introspection
        self._weights = weights(schema)
        self._kept: Kept[bytes, _Document] = Kept(_KEPT_BYTES, lambda kept: kept.bytes)

    def prepare(self, text: str, operation_name: str | None, variables: Mapping[str, Any]) -> Prepared:
        """Return the operation of a document; raise DocumentError or LimitError."""
        name = hashlib.sha256(text.encode()).digest()
        try:
            document = self._kept.get(name)
            operation = document.operations.get(operation_name) if document else None
            if document is None or operation is None:
                document, operation = self._opened(document, text, operation_name)
                self._kept.keep(name, document)
                document.operations[operation_name] = operation
            return self._measured(document.parsed, operation, variables)
        except RecursionError:
            raise LimitError("the document is nested too deeply; nest less deeply") from None

    def plans(self, text: str, operation_name: str | None) -> Plans | None:
        """Return the plans of an operation that was prepared before."""
        document = self._kept.get(hashlib.sha256(text.encode()).digest())
        operation = document.operations.get(operation_name) if document else None
        return operation.plans if operation else None

    def _opened(self, kept: _Document | None, text: str, operation_name: str | None) -> tuple[_Document, _Operation]:
        parsed = kept.parsed if kept else self._parse(text)
        node = get_operation_ast(parsed, operation_name)
        if node is None:
            raise _unknown_operation(parsed, operation_name)
        if not kept:
            self._check(parsed)
        size = sys.getsizeof(text) + _TOKEN_BYTES * (parsed.token_count or 1)
        return kept or _Document(parsed, size), _Operation(self._schema, parsed, node)

    def _check(self, document: DocumentNode) -> None:
        # Measured before it is validated: the work of validation grows with the square of what a document repeats.
        meter = Meter(self._weights, document, {}, whole=True)
        for operation in document.definitions:
            if isinstance(operation, OperationDefinitionNode):
                admit(replace(meter.operation(operation), cost=0), self.limits)
        self._validate(document)

    def _measured(self, document: DocumentNode, operation: _Operation, variables: Mapping[str, Any]) -> Prepared:
        node = operation.node
        coerced = get_variable_values(
            self._schema._schema, node.variable_definitions or (), dict(variables), max_errors=20
        )
        if isinstance(coerced, list):
            raise DocumentError("BAD_REQUEST", coerced)
        values = coerced.coerced
        measured = operation.measured(values, lambda: Meter(self._weights, document, values).operation(node))
        admit(measured, self.limits)
        return Prepared(document, node, measured, coerced, operation.plans)

    def _parse(self, text: str) -> DocumentNode:
        if len(text) > self.limits.characters:
            raise LimitError(f"the document has {len(text)} characters, over the limit of {self.limits.characters}")
        if _LONG_NUMBER.search(text):
            raise LimitError(f"the document has a number of over {_DIGITS} digits; no field takes one")
        try:
            return parse(text, max_tokens=self.limits.tokens)
        except GraphQLError as error:
            if "nested too deeply" in error.message:
                raise LimitError("the document is nested too deeply; nest less deeply") from None
            if "contains more than" in error.message:
                raise LimitError(f"the document has over {self.limits.tokens} tokens; make it shorter") from None
            raise DocumentError("GRAPHQL_PARSE_FAILED", [error]) from None
        except RecursionError:
            raise LimitError("the document is nested too deeply; nest less deeply") from None

    def _validate(self, document: DocumentNode) -> None:
        rules = specified_rules if self._introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        errors = validate(self._schema._schema, document, rules, max_errors=20)
        if any(isinstance(error, ValidationAbortedError) and error.message == _ABORTED for error in errors):
            raise LimitError("the document repeats its fields too often to be compared; ask for each field once")
        if errors:
            raise DocumentError("GRAPHQL_VALIDATION_FAILED", errors)


def _unknown_operation(document: DocumentNode, name: str | None) -> DocumentError:
    names = [d.name.value for d in document.definitions if isinstance(d, OperationDefinitionNode) and d.name]
    if name:
        said = f"the document has no operation {name[:80]!r}; it has: {', '.join(names[:20]) or 'none with a name'}"
    elif names:
        said = f"the document has several operations; choose one with operationName: {', '.join(names[:20])}"
    else:
        said = "the document has no operation"
    return DocumentError("BAD_REQUEST", [GraphQLError(said)])
