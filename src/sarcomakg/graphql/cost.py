"""What a field costs, declared in the schema: the directives of the GraphQL cost directives specification (IBM, 2021)."""

from __future__ import annotations

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], name="cost", description="What one use of the field costs; 1 for an object and 0 for a scalar without it."
)  # fmt: skip
class Cost:
    weight: str = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="How long a list is taken to be: the value of a slicing argument, else the assumed size. "
    "Sized fields are the lists of a connection to which the size applies.",
)
class ListSize:
    assumed_size: int = strawberry.directive_field(name="assumedSize")
    slicing_arguments: list[str] | None = strawberry.directive_field(name="slicingArguments", default=strawberry.UNSET)
    sized_fields: list[str] | None = strawberry.directive_field(name="sizedFields", default=strawberry.UNSET)


CONNECTION = ListSize(assumed_size=20, slicing_arguments=["first", "last"], sized_fields=["edges", "nodes"])


def sized(size: int) -> list[object]:
    """Return the directive of a plain list that is about this long."""
    return [ListSize(assumed_size=size)]
