"""The schema: queries, limits, and errors with codes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, cast

import strawberry
from strawberry.extensions import MaxAliasesLimiter, MaxTokensLimiter, QueryDepthLimiter, SchemaExtension

from graphql import GraphQLError
from sarcomakg import ask
from sarcomakg.cards import assemble
from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.graphql.answers import Answer, Audience, Topic, as_answer
from sarcomakg.graphql.types import (
    Condition,
    Drug,
    Entity,
    Node,
    Source,
    Statement,
    Term,
    Treatment,
    Trial,
    as_entity,
    as_statement,
)
from sarcomakg.projection import Projection

MAX_DEPTH, MAX_TOKENS, MAX_ALIASES = 14, 2000, 30


@dataclasses.dataclass(frozen=True)
class Context:
    """What resolvers read: all of it in memory, none of it changes."""

    projection: Projection
    parse: Callable[[str], ask.Plan | ask.Refusal]
    identity: str


def _named(info: strawberry.Info, name: str, family: str) -> Any:
    projection = info.context["graph"].projection
    curie = name if ":" in name else f"{family}:{name}"
    entity = projection.entity(curie)
    if entity.family != family:
        raise InputError(f"{curie!r} is not a {family}")
    return as_entity(projection, entity)


@strawberry.type
class Query:
    @strawberry.field(description="Answer a question in words.")
    def answer(self, info: strawberry.Info, question: str, audience: Audience = ask.Audience.CLINICIAN) -> Answer:
        graph: Context = info.context["graph"]
        plan = graph.parse(question)
        found = plan if isinstance(plan, ask.Refusal) else assemble(graph.projection, plan, audience, graph.identity)
        return as_answer(graph.projection, found)

    @strawberry.field(description="The card of one topic or more by identifiers (CURIE).")
    def card(
        self, info: strawberry.Info, condition: str = "", topics: list[Topic] | None = None, site: str = "", stage: str = "", line: str = "",
        population: str = "", drugs: list[strawberry.ID] | None = None, comparator: str = "", outcome: str = "", trial: str = "", since: str = "",
        audience: Audience = ask.Audience.CLINICIAN,
    ) -> Answer:  # fmt: skip
        graph: Context = info.context["graph"]
        plan = ask.plan_for(
            graph.projection, topics or [ask.Topic.TREATMENT], drugs=drugs or [], line=line, since=since, condition=condition, site=site,
            stage=stage, population=population, comparator=comparator, outcome=outcome, trial=trial,
        )  # fmt: skip
        return as_answer(graph.projection, assemble(graph.projection, plan, audience, graph.identity))

    @strawberry.field(description="Anything by its identifier (CURIE).")
    def node(self, info: strawberry.Info, id: strawberry.ID) -> Node | None:
        projection = info.context["graph"].projection
        if id in projection.records.statements:
            return as_statement(projection, projection.statement(id))
        return as_entity(projection, projection.entity(id)) if id in projection.records.entities else None

    @strawberry.field
    def condition(self, info: strawberry.Info, id: str) -> Condition:
        return cast(Condition, _named(info, id, "condition"))

    @strawberry.field
    def drug(self, info: strawberry.Info, id: str) -> Drug:
        return cast(Drug, _named(info, id, "drug"))

    @strawberry.field
    def trial(self, info: strawberry.Info, id: str) -> Trial:
        return cast(Trial, _named(info, id, "trial"))

    @strawberry.field
    def source(self, info: strawberry.Info, id: str) -> Source:
        return cast(Source, _named(info, id, "source"))

    @strawberry.field
    def statement(self, info: strawberry.Info, id: str) -> Statement:
        projection = info.context["graph"].projection
        return as_statement(projection, projection.statement(id if ":" in id else f"statement:{id}"))


class _Codes(SchemaExtension):
    """Give each error a code, and keep what is inside the program inside."""

    def on_operation(self) -> Any:
        yield
        result = self.execution_context.result
        if result is not None and result.errors:
            result.errors = [_coded(error) for error in result.errors]


def _coded(error: GraphQLError) -> GraphQLError:
    cause = error.original_error
    if isinstance(cause, SarcomakgError):
        code, message = cause.code, error.message
    elif cause is not None:
        code, message = "INTERNAL", "something went wrong inside the server"
    else:
        limited = any(word in error.message.lower() for word in ("depth", "tokens", "aliases"))
        code, message = "TOO_COMPLEX" if limited else "INVALID_DOCUMENT", error.message
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, None, {"code": code})


class _Schema(strawberry.Schema):
    """A refusal is an answer, not an incident: only what nobody foresaw is logged."""

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Log the errors that are not ours."""
        foreign = [
            e for e in errors if e.original_error is not None and not isinstance(e.original_error, SarcomakgError)
        ]
        if foreign:
            super().process_errors(foreign, execution_context)


def build_schema() -> strawberry.Schema:
    """Return the schema; its context is `{"graph": Context}`."""
    limits: list[Callable[[], SchemaExtension]] = [
        lambda: MaxTokensLimiter(MAX_TOKENS), lambda: MaxAliasesLimiter(MAX_ALIASES), lambda: QueryDepthLimiter(MAX_DEPTH), _Codes,
    ]  # fmt: skip
    return _Schema(
        query=Query,
        types=[Condition, Treatment, Drug, Trial, Source, Term, Entity],
        extensions=cast(Any, limits),
    )


def sdl() -> str:
    """Return the schema in the schema definition language, as `schema.graphql` holds it."""
    return build_schema().as_str() + "\n"


__all__ = ["Context", "build_schema", "sdl"]
