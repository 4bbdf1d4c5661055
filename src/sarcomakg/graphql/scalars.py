"""Scalars: a full date, and a figure as it is printed."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry

from graphql import GraphQLError

Date = NewType("Date", str)
# Taken whole or not at all, for its hash is over the whole: JSON, not a type with fields.
Manifest = NewType("Manifest", Mapping[str, Any])


def _day(value: object) -> str:
    if isinstance(value, str) and len(value) == 10:
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(value).isoformat()
    raise GraphQLError(f"{str(value)[:40]!r} is not a day; write it as YYYY-MM-DD")


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value)[:60])
    except InvalidOperation:
        raise GraphQLError(f"{str(value)[:40]!r} is not a number") from None


SCALARS: dict[object, Any] = {
    Date: strawberry.scalar(
        name="Date",
        description="A day, as YYYY-MM-DD.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=str,
        parse_value=_day,
    ),
    Manifest: strawberry.scalar(
        name="Manifest",
        description="What a card was made from, sentence by sentence, with hashes: JSON, as docs/proof.md describes it.",
        serialize=dict,
        parse_value=dict,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="A figure with the decimal places that its source prints, as a string.",
        serialize=str,
        parse_value=_number,
    ),
}
