"""GraphQL types of finding: search, path, and the release that is served."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import strawberry

from sarcomakg import select
from sarcomakg import vocabulary as v
from sarcomakg.errors import InputError
from sarcomakg.graphql.connections import KindCount, PageInfo, kind_counts, page_info
from sarcomakg.graphql.context import Request, well_formed
from sarcomakg.graphql.cost import sized
from sarcomakg.graphql.entities import Entity, as_entity
from sarcomakg.graphql.enums import EntityKind, Predicate
from sarcomakg.graphql.scalars import Date
from sarcomakg.graphql.statements import Statement, as_statement
from sarcomakg.reviews import STATUSES, SUBMITTED
from sarcomakg.search import Hit
from sarcomakg.traverse import between, shortest_path

Info = strawberry.Info[Request, None]
LONGEST_PATH = 12


@strawberry.type(description="Words found in a text, counted in characters.")
class Span:
    start: int = strawberry.field(description="Where they start.")
    end: int = strawberry.field(description="Where they end.")


@strawberry.type(description="A text in which words of a search were found.")
class Highlight:
    field: str = strawberry.field(description="label, plainLabel, synonyms, brandNames, identifiers, title or definition.")  # fmt: skip
    text: str = strawberry.field(description="The text.")
    spans: list[Span] = strawberry.field(description="Where the words are in it.", directives=sized(2))


@strawberry.type(description="An entity that was found.")
class SearchEdge:
    hit: strawberry.Private[Hit]
    cursor: str = strawberry.field(description="Where it stands in the list.")

    @strawberry.field(description="The entity.")
    def node(self, info: Info) -> Entity:
        return as_entity(info.context.graph.projection.entity(self.hit.entity))

    @strawberry.field(description="Where the words were found in it.", directives=sized(3))
    def highlights(self) -> list[Highlight]:
        return [
            Highlight(field=h.field, text=h.text, spans=[Span(start=start, end=end) for start, end in h.spans])
            for h in self.hit.highlights
        ]


@strawberry.type(description="What a search found, best first.")
class SearchConnection:
    slice: strawberry.Private[select.Slice[Hit]]
    found: strawberry.Private[tuple[Hit, ...]]
    total_count: int = strawberry.field(description="How many were found in all.")
    searched_for: str = strawberry.field(
        description="What was searched for: the text, or its correction when the text as typed finds nothing."
    )

    @strawberry.field(description="The hits of the page.")
    def edges(self) -> list[SearchEdge]:
        return [SearchEdge(hit=h, cursor=c) for h, c in zip(self.slice.items, self.slice.cursors, strict=True)]

    @strawberry.field(description="The entities of the page.")
    def nodes(self, info: Info) -> list[Entity]:
        return [as_entity(info.context.graph.projection.entity(h.entity)) for h in self.slice.items]

    @strawberry.field(description="Where the page stands.")
    def page_info(self) -> PageInfo:
        return page_info(self.slice)

    @strawberry.field(description="Totals by class.", directives=sized(5))
    def counts_by_kind(self, info: Info) -> list[KindCount]:
        return kind_counts(info, (h.entity for h in self.found))


@strawberry.type(description="One step of a path: two entities and every Statement that joins them.")
class PathStep:
    start: strawberry.Private[str]
    end: strawberry.Private[str]
    predicates: strawberry.Private[tuple[str, ...]]

    @strawberry.field(name="from", description="Where the step starts.")
    def from_(self, info: Info) -> Entity:
        return as_entity(info.context.graph.projection.entity(self.start))

    @strawberry.field(description="Where it ends.")
    def to(self, info: Info) -> Entity:
        return as_entity(info.context.graph.projection.entity(self.end))

    @strawberry.field(description="The Statements between the two, whichever way they run.", directives=sized(5))
    def statements(self, info: Info) -> list[Statement]:
        found = between(info.context.graph.projection, self.start, self.end, self.predicates)
        info.context.listed([s.id for s in found])
        return [as_statement(s) for s in found]


@strawberry.type(description="A shortest way between two entities along Statements.")
class Path:
    length: int = strawberry.field(description="How many steps.")
    steps: list[PathStep] = strawberry.field(description="The steps.", directives=sized(4))


@strawberry.type(description="How many Statements have a review status.")
class ReviewCount:
    status: str = strawberry.field(description="submitted, under review, or approved.")
    count: int = strawberry.field(description="Statements that have it today.")


@strawberry.type(description="An earlier release from which `answer` and `card` can be asked.")
class KeptRelease:
    version: str = strawberry.field(description="Its name.")
    date: Date = strawberry.field(description="The day on which it was made.")
    identity: str = strawberry.field(description="The identity of its snapshot.")


@strawberry.type(description="What is served: one snapshot of the graph.")
class Release:
    identity: str = strawberry.field(description="The identity: the SHA-256 of the canonical N-Triples.")
    modified: Date = strawberry.field(description="The day of the newest Statement.")
    version: str = strawberry.field(description="The version of the program.")
    licence: str = strawberry.field(description="The licence of ontology and data.")
    counts: list[KindCount] = strawberry.field(description="Entities by class.", directives=sized(20))
    entity_count: int = strawberry.field(description="Entities.")
    statement_count: int = strawberry.field(description="Statements.")
    citation_count: int = strawberry.field(description="Citations.")
    result_count: int = strawberry.field(description="Results.")

    @strawberry.field(description="Statements by review status, from the lowest.", directives=sized(3))
    def review_counts(self, info: Info) -> list[ReviewCount]:
        graph = info.context.graph
        found = graph.projection.reviews
        names = [name for name in found.by_target if name in graph.projection.records.statements] if found else []
        higher = Counter(
            found.standing(name, graph.projection.statement(name).content, graph.today()).status for name in names
        )
        higher[SUBMITTED] += self.statement_count - len(names)
        return [ReviewCount(status=status, count=higher[status]) for status in STATUSES]

    @strawberry.field(description="Earlier releases that are kept, the oldest first.", directives=sized(5))
    def kept(self, info: Info) -> list[KeptRelease]:
        found = info.context.graph.releases.listed()
        return [KeptRelease(version=r.version, date=Date(r.date), identity=r.identity) for r in found]


def found(info: Info, text: str, kinds: list[EntityKind] | None, page: select.Page) -> SearchConnection:
    """Return one page of what a search finds; raise InputError on a text without words, or too long."""
    hits = info.context.graph.index.search(text, tuple(str(kind) for kind in kinds or ()))
    slice_ = select.cut(hits.hits, lambda h: h.entity, page)
    return SearchConnection(slice=slice_, found=hits.hits, total_count=len(hits.hits), searched_for=hits.searched)


def path_between(info: Info, start: str, end: str, predicates: list[Predicate] | None, longest: int) -> Path | None:
    """Return a shortest path; raise InputError or NotFoundError where an end is no entity, InputError on a bad length."""
    if not 1 <= longest <= LONGEST_PATH:
        raise InputError(f"maxLength is {longest}; choose 1 to {LONGEST_PATH}")
    wanted = tuple(str(p) for p in predicates or ())
    names = shortest_path(info.context.graph.projection, well_formed(start), well_formed(end), wanted)
    if names is None or len(names) - 1 > longest:
        return None
    steps = [PathStep(start=a, end=b, predicates=wanted) for a, b in pairwise(names)]
    return Path(length=len(steps), steps=steps)


def release(request: Request, version: str) -> Release:
    """Return what is served."""
    graph = request.graph
    records = graph.projection.records
    kinds = sorted({e.kind for e in records.entities.values()})
    counts = [KindCount(kind=v.EntityKind(k), count=sum(e.kind == k for e in records.entities.values())) for k in kinds]
    return Release(
        identity=graph.identity, modified=Date(graph.modified), version=version, licence="CC BY 4.0", counts=counts,
        entity_count=len(records.entities), statement_count=len(records.statements), citation_count=len(graph.citations),
        result_count=len(graph.results),
    )  # fmt: skip
