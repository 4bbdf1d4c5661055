"""The schema: what can be asked."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.directive import DirectiveLocation

from sarcomakg import ask, select
from sarcomakg.cards import assemble
from sarcomakg.errors import InputError, NotFoundError
from sarcomakg.graphql import finding, history, inputs, reach
from sarcomakg.graphql.answers import Answer, Card, Refusal, as_answer
from sarcomakg.graphql.connections import EntityConnection, StatementConnection, listed, stated
from sarcomakg.graphql.context import Request, well_formed
from sarcomakg.graphql.cost import CONNECTION, Cost, ListSize
from sarcomakg.graphql.entities import (
    TYPES,
    AnatomicalSite,
    Biomarker,
    Condition,
    Drug,
    Entity,
    Outcome,
    PrognosticFactor,
    Source,
    Treatment,
    Trial,
    as_entity,
)
from sarcomakg.graphql.enums import Audience, EntityKind, Predicate, Topic
from sarcomakg.graphql.scalars import SCALARS, Date
from sarcomakg.graphql.statements import (
    Citation,
    Concept,
    Node,
    Result,
    Statement,
    as_citation,
    as_concept,
    as_result,
    as_statement,
)
from sarcomakg.model import Concept as ConceptRecord

Info = strawberry.Info[Request, None]
MAX_IDS, MAX_DRUGS = 100, 20
Id = Annotated[strawberry.ID, strawberry.argument(description="The identifier (CURIE); the prefix may be left out.")]


def _said(description: str) -> Any:
    return strawberry.argument(description=description)


ReleaseArgument = Annotated[
    str | None,
    _said(
        "An earlier release that is kept, by version or identity. The whole operation is answered from it; without it, from the graph that is served."
    ),
]


def _named(info: Info, name: str, family: str) -> Any:
    projection = info.context.graph.projection
    curie = well_formed(name if ":" in name else f"{family}:{name}")
    if curie not in projection.records.entities:
        near = info.context.graph.index.nearest(curie.partition(":")[2].replace("-", " "), family)
        hint = f"; the nearest is {near[0]}" if near else ""
        raise NotFoundError(f"no {family} has the identifier {curie!r}{hint}")
    if not curie.startswith(f"{family}:"):
        raise InputError(f"{curie!r} is not a {family}; use node(id) for anything, whatever it is")
    return as_entity(projection.entity(curie))


def _node(info: Info, name: str) -> Node | None:
    graph = info.context.graph
    records = graph.projection.records
    if well_formed(name) in records.entities:
        return as_entity(records.entities[name])
    if name in records.statements:
        info.context.listed([name])
        return as_statement(records.statements[name])
    if name in graph.citations:
        return as_citation(*graph.citations[name])
    if name in graph.results:
        return as_result(graph.results[name][0])
    term = graph.projection.term(name)
    return as_concept(term) if isinstance(term, ConceptRecord) else None


def _one(family: str, description: str) -> Any:
    """Return a field: one entity of a family by its identifier."""

    def resolve(info: Info, id: Id) -> Any:
        return _named(info, id, family)

    return strawberry.field(resolver=resolve, description=description, directives=[Cost(weight="2")])


def _many(family: str, cls: Any, description: str) -> Any:
    """Return a field: the entities of a family."""

    def resolve(
        info: Info, filter_: inputs.EntityFilterArgument = UNSET, order_by: inputs.EntityOrderArgument = UNSET,
        first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> Any:  # fmt: skip
        wanted = inputs.entity_filter(info.context.graph.projection, filter_)
        selection = select.EntitySelection((family,) if family else (), wanted, inputs.orders(order_by))
        return listed(info, selection, inputs.page(first, after, last, before))

    return strawberry.field(
        resolver=resolve, graphql_type=EntityConnection[cls], description=description, directives=[CONNECTION, Cost(weight="5")]
    )  # fmt: skip


@strawberry.type(description="What can be asked of the graph. Everything is read only.")
class Query:
    @strawberry.field(description="Answer a question in words.", directives=[Cost(weight="100")])
    def answer(
        self,
        info: Info,
        question: Annotated[str, _said("The question, in English, 500 characters at most.")],
        audience: Annotated[Audience, _said("Whom the words are for.")] = ask.Audience.CLINICIAN,
        release: ReleaseArgument = UNSET,
    ) -> Answer:
        graph = info.context.at(release or None)
        plan = graph.parse(question)
        found = (
            plan
            if isinstance(plan, ask.Refusal)
            else assemble(graph.projection, plan, audience, graph.identity, graph.today())
        )
        return as_answer(info.context, found)

    @strawberry.field(description="The card of one topic or more by identifiers.", directives=[Cost(weight="100")])
    def card(
        self, info: Info,
        condition: Annotated[strawberry.ID | None, _said("The condition.")] = UNSET,
        topics: Annotated[list[Topic] | None, _said("What the card is about; treatment when left out.")] = UNSET,
        site: Annotated[strawberry.ID | None, _said("The site.")] = UNSET,
        stage: Annotated[strawberry.ID | None, _said("The stage.")] = UNSET,
        line: Annotated[strawberry.ID | None, _said("The line of treatment.")] = UNSET,
        population: Annotated[strawberry.ID | None, _said("The age group.")] = UNSET,
        drugs: Annotated[list[strawberry.ID] | None, _said("Drugs or other treatments.")] = UNSET,
        comparator: Annotated[strawberry.ID | None, _said("What they are compared with.")] = UNSET,
        outcome: Annotated[strawberry.ID | None, _said("The outcome.")] = UNSET,
        trial: Annotated[strawberry.ID | None, _said("The trial.")] = UNSET,
        since: Annotated[Date | None, _said("The day since which news is asked for.")] = UNSET,
        audience: Annotated[Audience, _said("Whom the words are for.")] = ask.Audience.CLINICIAN,
        release: ReleaseArgument = UNSET,
    ) -> Answer:  # fmt: skip
        graph = info.context.at(release or None)
        named = {"condition": condition, "site": site, "stage": stage, "line": line, "population": population, "comparator": comparator,
                 "outcome": outcome, "trial": trial, "since": since}  # fmt: skip
        asked = {key: str(value) for key, value in named.items() if value}
        named_drugs, several = list(dict.fromkeys(drugs or [])), list(dict.fromkeys(topics or [ask.Topic.TREATMENT]))
        if len(named_drugs) > MAX_DRUGS:
            raise InputError(f"{len(named_drugs)} drugs; {MAX_DRUGS} are the most")
        plan = ask.plan_for(graph.projection, several, drugs=named_drugs, **asked)
        return as_answer(info.context, assemble(graph.projection, plan, audience, graph.identity, graph.today()))

    @strawberry.field(
        description="Anything by its identifier: an entity, a Statement, a Citation, a Result, a term; null when there is none."
    )
    def node(
        self, info: Info, id: Annotated[strawberry.ID, _said("The identifier (CURIE), with its prefix.")]
    ) -> Node | None:
        return _node(info, id)

    @strawberry.field(description="Several by their identifiers, in their order; null where there is none.", directives=[ListSize(assumed_size=20, slicing_arguments=["ids"])])  # fmt: skip
    def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], _said(f"The identifiers, {MAX_IDS} at most.")]
    ) -> list[Node | None]:
        if len(ids) > MAX_IDS:
            raise InputError(f"{len(ids)} ids; {MAX_IDS} are the most")
        return [_node(info, name) for name in ids]

    condition: Condition | None = _one("condition", "A condition.")
    drug: Drug | None = _one("drug", "A drug.")
    treatment: Treatment | None = _one("treatment", "A treatment that is not a single drug.")
    trial: Trial | None = _one("trial", "A trial.")
    prognostic_factor: PrognosticFactor | None = _one("factor", "A prognostic factor.")
    biomarker: Biomarker | None = _one("biomarker", "A biomarker.")
    source: Source | None = _one("source", "A source.")

    @strawberry.field(description="A Statement.")
    def statement(self, info: Info, id: Id) -> Statement | None:
        name = well_formed(id if ":" in id else f"statement:{id}")
        found = info.context.graph.projection.statement(name)
        info.context.listed([name])
        return as_statement(found)

    conditions: EntityConnection[Condition] = _many("condition", Condition, "Conditions.")
    drugs: EntityConnection[Drug] = _many("drug", Drug, "Drugs.")
    treatments: EntityConnection[Treatment] = _many("treatment", Treatment, "Treatments that are not a single drug.")
    trials: EntityConnection[Trial] = _many("trial", Trial, "Trials.")
    prognostic_factors: EntityConnection[PrognosticFactor] = _many("factor", PrognosticFactor, "Prognostic factors.")
    biomarkers: EntityConnection[Biomarker] = _many("biomarker", Biomarker, "Biomarkers.")
    outcomes: EntityConnection[Outcome] = _many("outcome", Outcome, "Outcomes.")
    sites: EntityConnection[AnatomicalSite] = _many("site", AnatomicalSite, "Anatomical sites.")
    sources: EntityConnection[Source] = _many(
        "source", Source, "Sources, the papers that are only reported among them."
    )
    entities: EntityConnection[Entity] = _many("", Entity, "Entities of every class.")

    @strawberry.field(description="Statements of the whole graph.", directives=[CONNECTION, Cost(weight="50")])
    def statements(
        self, info: Info, filter_: inputs.StatementFilterArgument = UNSET, order_by: inputs.StatementOrderArgument = UNSET,
        first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> StatementConnection:  # fmt: skip
        wanted = inputs.statement_filter(info.context.graph.projection, filter_)
        selection = select.Selection(select.Anywhere(), wanted, inputs.orders(order_by))
        return stated(info, selection, inputs.page(first, after, last, before))

    @strawberry.field(
        description="Entities in whose names, titles, identifiers or definitions every word is found, the last one perhaps unfinished.",
        directives=[CONNECTION, Cost(weight="20")],
    )
    def search(
        self, info: Info,
        text: Annotated[str, _said("The words, 200 characters at most.")],
        kind: Annotated[list[EntityKind] | None, _said("Only entities of these classes.")] = UNSET,
        first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> finding.SearchConnection:  # fmt: skip
        return finding.found(info, text, kind or None, inputs.page(first, after, last, before))

    @strawberry.field(
        description="A shortest way between two entities along Statements; null when there is none of that length.",
        directives=[Cost(weight="50")],
    )
    def path(
        self, info: Info,
        from_: Annotated[strawberry.ID, strawberry.argument(name="from", description="Where it starts.")],
        to: Annotated[strawberry.ID, _said("Where it ends.")],
        predicates: Annotated[list[Predicate] | None, _said("Only along Statements of these predicates.")] = UNSET,
        max_length: Annotated[int, _said("The most steps that it may have, 1 to 12.")] = 6,
    ) -> finding.Path | None:  # fmt: skip
        return finding.path_between(info, from_, to, predicates or None, max_length)

    @strawberry.field(
        description="What happened to Statements, the newest first: by comparison of the releases that are kept, else by their dates.",
        directives=[CONNECTION, Cost(weight="50")],
    )
    def changes(
        self, info: Info,
        since: Annotated[Date | None, _said("The day since which.")] = UNSET,
        first: inputs.First = UNSET, after: inputs.After = UNSET, last: inputs.Last = UNSET, before: inputs.Before = UNSET,
    ) -> history.ChangeConnection:  # fmt: skip
        return history.changes(info, str(since or ""), inputs.page(first, after, last, before))

    @strawberry.field(
        description="What a source holds up, and what would be left by nothing if it were retracted, superseded or wrong.",
        directives=[Cost(weight="1000")],
    )
    def impact(self, info: Info, source: Annotated[strawberry.ID, _said("The source.")]) -> reach.Impact:
        return reach.impact(info, source)

    @strawberry.field(description="What is served: identity, date, counts.", directives=[Cost(weight="20")])
    def release(self, info: Info) -> finding.Release:
        return finding.release(info.context, version("sarcomakg"))


@strawberry.directive(
    locations=[DirectiveLocation.QUERY],
    description="Puts into `extensions.sparql` the SPARQL query that finds the same edges.",
)
def sparql() -> None:
    """Only its presence counts; `execution` looks for it."""


@lru_cache(maxsize=1)
def build_schema() -> strawberry.Schema:
    """Return the schema; its context is a `Request`."""
    return strawberry.Schema(
        query=Query, types=[*dict.fromkeys(TYPES.values()), Concept, Statement, Citation, Result, Card, Refusal],
        scalar_overrides=SCALARS, directives=[sparql],
    )  # fmt: skip


@lru_cache(maxsize=1)
def sdl() -> str:
    """Return the schema in the schema definition language, as `schema.graphql` holds it."""
    return build_schema().as_str() + "\n"


__all__ = ["build_schema", "sdl"]
