"""Scalars: a full date, and a figure as it is printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NewType

import strawberry

Date = NewType("Date", str)

SCALARS: dict[object, Any] = {
    Date: strawberry.scalar(
        name="Date",
        description="A day, as YYYY-MM-DD.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=str,
        parse_value=str,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="A figure with the decimal places that its source prints, as a string.",
        serialize=str,
        parse_value=Decimal,
    ),
}
