"""GraphQL types of the entities; a relation is a connection whose edges carry their Statements."""

from __future__ import annotations

from typing import Any

import strawberry

from sarcomakg import ask, select
from sarcomakg import vocabulary as v
from sarcomakg.cards.stable import content_at
from sarcomakg.graphql.connections import RelationConnection, StatementConnection, relation
from sarcomakg.graphql.connections import statements as holding
from sarcomakg.graphql.context import Request
from sarcomakg.graphql.cost import Cost, sized
from sarcomakg.graphql.enums import Audience, Design, EntityKind, OutcomeKind, Predicate, ReadExtent, WarningKind
from sarcomakg.graphql.scalars import Date
from sarcomakg.graphql.statements import Concept, Node, Statement, as_concept, as_statement
from sarcomakg.identifiers import to_iri, web_address
from sarcomakg.model import Concept as ConceptRecord
from sarcomakg.model import Entity as EntityRecord
from sarcomakg.reviews import lapse, read_review

Info = strawberry.Info[Request, None]


@strawberry.type(description="The identifier of the same thing elsewhere.")
class Identifier:
    id: strawberry.ID = strawberry.field(description="The identifier, a CURIE: mondo:0011649.")
    url: str = strawberry.field(description="Where it resolves.")


@strawberry.interface(description="A thing that Statements are about.")
class Entity(Node):
    record: strawberry.Private[EntityRecord]
    kind: EntityKind = strawberry.field(description="Its class.")
    label: str = strawberry.field(description="Its name, for clinicians.")
    plain_label: str = strawberry.field(description="Its name, for patients.")
    definition: str | None = strawberry.field(description="What it is.")
    plain_definition: str | None = strawberry.field(description="What it is, for patients.")
    synonyms: list[str] = strawberry.field(description="Other names and abbreviations.")

    @strawberry.field(description="Identifiers of the same thing elsewhere.", directives=sized(3))
    def identifiers(self) -> list[Identifier]:
        return [Identifier(id=strawberry.ID(curie), url=to_iri(curie)) for curie in self.record.exact_matches]

    @strawberry.field(
        description="The nearest broader entities, or the sites that a site is part of.", directives=sized(1)
    )
    def parents(self, info: Info) -> list[Entity]:
        return _entities(info, self.record.parents)

    @strawberry.field(description="The nearest narrower entities, or the parts of a site.", directives=sized(10))
    def children(self, info: Info) -> list[Entity]:
        hierarchy = info.context.graph.projection.hierarchy
        return _entities(info, sorted(hierarchy.predecessors(self.id)) if self.id in hierarchy else ())

    relations: RelationConnection = relation("Every Statement about it, as subject or as object.", to=True, of=True)
    statements: RelationConnection = relation(
        "Every Statement about it.",
        to=True,
        of=True,
        deprecation_reason="Renamed: use `relations`, which is the same list.",
    )


def _entities(info: Info, names: Any) -> list[Any]:
    projection = info.context.graph.projection
    return [as_entity(projection.entity(name)) for name in names]


def _property(info: Info, self: Entity, name: str) -> list[Any]:
    return _entities(info, self.record.properties.get(name, ()))


@strawberry.type(description="A disease.")
class Condition(Entity):
    treatments: RelationConnection = relation(
        "What guidelines, labels and trials state of its treatment.", v.Predicate.TREATED_WITH, inherits=True
    )
    approvals: RelationConnection = relation(
        "Drugs approved for it; against it: limitations of use.",
        v.Predicate.APPROVED_FOR,
        to=False,
        of=True,
        inherits=True,
    )
    studies: RelationConnection = relation(
        "What studies report of treatments in it.", v.Predicate.STUDIED_IN, to=False, of=True, inherits=False
    )
    prognostic_factors: RelationConnection = relation(
        "What goes with a better or worse outcome.", v.Predicate.HAS_PROGNOSTIC_FACTOR, inherits=True
    )
    outcomes: RelationConnection = relation("Survival, recurrence and spread in series of patients.", v.Predicate.HAS_OUTCOME, inherits=False)  # fmt: skip
    epidemiology: RelationConnection = relation(
        "Incidence, shares, age and sex.", v.Predicate.HAS_EPIDEMIOLOGY, inherits=False
    )
    sites: RelationConnection = relation("Where it arises.", v.Predicate.ARISES_IN, inherits=False)
    metastatic_sites: RelationConnection = relation("Where it spreads to.", v.Predicate.METASTASIZES_TO, inherits=False)
    biomarkers: RelationConnection = relation("Fusions, amplifications, mutations, markers.", v.Predicate.HAS_BIOMARKER, inherits=False)  # fmt: skip
    diagnosis: RelationConnection = relation("How it is diagnosed.", v.Predicate.DIAGNOSED_WITH, inherits=True)
    staging: RelationConnection = relation("How its extent is found.", v.Predicate.STAGED_WITH, inherits=True)
    follow_up: RelationConnection = relation("How people are followed up.", v.Predicate.FOLLOWED_UP_WITH, inherits=True)
    trials: RelationConnection = relation(
        "Trials that enrolled people with it by name.", v.Predicate.ENROLLED, to=False, of=True
    )
    not_to_be_confused_with: RelationConnection = relation(
        "Conditions whose names or abbreviations are like its own.",
        v.Predicate.NOT_TO_BE_CONFUSED_WITH,
        to=True,
        of=True,
    )
    managed_apart_from: RelationConnection = relation(
        "Broader conditions whose guidance does not hold for it.", v.Predicate.MANAGED_APART_FROM
    )

    @strawberry.field(description="What was looked for in named sources and not found.", directives=sized(1))
    def searches(self, info: Info) -> list[Search]:
        return [as_entity(s) for s in info.context.graph.projection.searches.get(self.id, ())]  # type: ignore[misc]


@strawberry.type(description="An operation, radiotherapy, a procedure, a regimen, or another treatment.")
class Treatment(Entity):
    conditions: RelationConnection = relation("What it is stated to treat, or not to.", v.Predicate.TREATED_WITH, to=False, of=True)  # fmt: skip
    studies: RelationConnection = relation("What studies report of it.", v.Predicate.STUDIED_IN)
    trials: RelationConnection = relation("Trials that evaluated it.", v.Predicate.EVALUATED, to=False, of=True)

    @strawberry.field(description="What a regimen is made of.", directives=sized(2))
    def components(self, info: Info) -> list[Entity]:
        return _property(info, self, "component")


@strawberry.type(description="A drug.")
class Drug(Entity):
    conditions: RelationConnection = relation("What it is stated to treat, or not to.", v.Predicate.TREATED_WITH, to=False, of=True)  # fmt: skip
    approvals: RelationConnection = relation(
        "What regulators approved it for, with agency and dates; against: limitations of use.", v.Predicate.APPROVED_FOR
    )
    studies: RelationConnection = relation("What studies report of it.", v.Predicate.STUDIED_IN)
    trials: RelationConnection = relation("Trials that evaluated it.", v.Predicate.EVALUATED, to=False, of=True)
    warnings: RelationConnection = relation("Boxed warnings, limitations, precautions, adverse reactions.", v.Predicate.HAS_WARNING)  # fmt: skip
    doses: RelationConnection = relation("Doses and schedules.", v.Predicate.DOSED_AS)

    @strawberry.field(description="Names under which it is sold.")
    def brand_names(self) -> list[str]:
        return list(self.record.properties.get("brandName", ()))

    @strawberry.field(description="The class of drugs that it belongs to.")
    def drug_class(self) -> str | None:
        return self.record.first("drugClass") or None

    @strawberry.field(description="How it works.")
    def mechanism(self) -> str | None:
        return self.record.first("mechanism") or None

    @strawberry.field(description="Treatments that are a kind of it or contain it.", directives=sized(5))
    def regimens(self, info: Info) -> list[Treatment]:
        return _entities(info, info.context.graph.projection.containing.get(self.id, ()))


@strawberry.type(description="A clinical trial.")
class Trial(Entity):
    enrolled: RelationConnection = relation("Whom it enrolled; against: whom it excluded.", v.Predicate.ENROLLED)
    evaluated: RelationConnection = relation("What it evaluated.", v.Predicate.EVALUATED)
    primary_endpoints: RelationConnection = relation("What it set out to measure.", v.Predicate.HAS_PRIMARY_ENDPOINT)
    findings: StatementConnection = holding("Statements with a finding of it.", select.FoundBy)

    @strawberry.field(description="The phase, as printed: 2, 3, 1/2.")
    def phase(self) -> str | None:
        return self.record.first("phase") or None

    @strawberry.field(description="The design.")
    def design(self) -> Design | None:
        return _design(self)


@strawberry.type(description="What goes with a better or worse outcome.")
class PrognosticFactor(Entity):
    conditions: RelationConnection = relation("In which conditions, for which outcome.", v.Predicate.HAS_PROGNOSTIC_FACTOR, to=False, of=True)  # fmt: skip


@strawberry.type(description="A part of the body.")
class AnatomicalSite(Entity):
    conditions: RelationConnection = relation("What arises in it.", v.Predicate.ARISES_IN, to=False, of=True)
    metastases: RelationConnection = relation("What spreads to it.", v.Predicate.METASTASIZES_TO, to=False, of=True)


@strawberry.type(description="How far a disease has gone.")
class Stage(Entity):
    pass


@strawberry.type(description="A change or a product of a tumor that can be tested for.")
class Biomarker(Entity):
    conditions: RelationConnection = relation(
        "In which conditions, how often.", v.Predicate.HAS_BIOMARKER, to=False, of=True
    )

    @strawberry.field(description="The genes (HGNC).", directives=sized(2))
    def genes(self) -> list[Identifier]:
        found = self.record.properties.get("gene", ())
        return [Identifier(id=strawberry.ID(curie), url=to_iri(curie)) for curie in found]


@strawberry.type(description="What is measured of people: survival, response, recurrence, an age, a rate.")
class Outcome(Entity):
    conditions: RelationConnection = relation("In which conditions, how often.", (v.Predicate.HAS_OUTCOME, v.Predicate.HAS_EPIDEMIOLOGY), to=False, of=True)  # fmt: skip

    @strawberry.field(description="What more of it means for a patient.")
    def outcome_kind(self) -> OutcomeKind | None:
        kind = self.record.first("outcomeKind")
        return v.OutcomeKind(kind) if kind else None


@strawberry.type(description="People whom a source studied.")
class Population(Entity):
    trials: RelationConnection = relation("Trials that enrolled them.", v.Predicate.ENROLLED, to=False, of=True)

    @strawberry.field(description="The conditions that they have.", directives=sized(2))
    def conditions(self, info: Info) -> list[Condition]:
        return _property(info, self, "ofCondition")

    @strawberry.field(description="The conditions that were left out.", directives=sized(1))
    def excluded_conditions(self, info: Info) -> list[Condition]:
        return _property(info, self, "excludesCondition")

    @strawberry.field(description="Stages, lines and age groups to which they were limited.", directives=sized(2))
    def restricted_to(self, info: Info) -> list[Node]:
        from sarcomakg.graphql.statements import as_term

        projection = info.context.graph.projection
        found = (as_term(projection, name) for name in self.record.properties.get("restrictedTo", ()))
        return [term for term in found if term is not None]


@strawberry.type(description="What a label warns of, or where it limits the use.", name="Warning")
class DrugWarning(Entity):
    drugs: RelationConnection = relation("Drugs that carry it.", v.Predicate.HAS_WARNING, to=False, of=True)

    @strawberry.field(description="What part of a label it stands in.")
    def warning_kind(self) -> WarningKind:
        return v.WarningKind(self.record.first("warningKind"))


@strawberry.type(description="A way of following people up.")
class Surveillance(Entity):
    conditions: RelationConnection = relation("For which conditions.", v.Predicate.FOLLOWED_UP_WITH, to=False, of=True)


@strawberry.type(description="A search of named sources that found nothing: what is not known, and since when.")
class Search(Entity):
    @strawberry.field(description="The conditions that it was about.", directives=sized(1))
    def conditions(self, info: Info) -> list[Condition]:
        return _property(info, self, "ofCondition")

    @strawberry.field(description="What was looked for.", directives=sized(1))
    def looked_for(self) -> list[Predicate]:
        return [v.Predicate(name) for name in self.record.properties.get("lookedFor", ())]

    @strawberry.field(description="Where.", directives=sized(2))
    def searched(self, info: Info) -> list[Source]:
        return _property(info, self, "searched")

    @strawberry.field(description="When.")
    def searched_on(self) -> Date:
        return Date(self.record.first("searchedOn"))

    @strawberry.field(description="What has to be known beside it.")
    def note(self) -> str | None:
        return self.record.first("note") or None


@strawberry.type(
    description="A reading of a Statement or of a card in a role, which gave it a status. It counts while what was read is what there is, and until it expires."
)
class Review(Entity):
    @strawberry.field(description="The Statement that was read; null of a review of a card.")
    def statement(self, info: Info) -> Statement | None:
        name = self.record.first("reviewed")
        return as_statement(info.context.graph.projection.statement(name)) if name else None

    @strawberry.field(description="The stable address of the card that was read; null of a review of a Statement.")
    def card(self) -> str | None:
        return self.record.first("reviewedCard") or None

    @strawberry.field(description="Whom the card was written for; null of a review of a Statement.")
    def audience(self) -> Audience | None:
        name = self.record.first("reviewedFor")
        return ask.Audience(name) if name else None

    @strawberry.field(description="The hash of what was read.")
    def content(self) -> str:
        return self.record.first("contentHash")

    @strawberry.field(description="The status that it gave: submitted, under review, or approved.")
    def status(self) -> str:
        return read_review(self.record).status

    @strawberry.field(description="In which role somebody read.")
    def role(self, info: Info) -> Concept:
        term = info.context.graph.projection.term(self.record.first("reviewerRole"))
        assert isinstance(term, ConceptRecord)
        return as_concept(term)

    @strawberry.field(description="The day on which it ended.")
    def reviewed_on(self) -> Date:
        return Date(self.record.first("reviewedOn"))

    @strawberry.field(description="The first day on which it does not count any more.")
    def expires_on(self) -> Date:
        return Date(self.record.first("expiresOn"))

    @strawberry.field(description="The interests that the reviewer declared.")
    def interests(self) -> str:
        return self.record.first("interests")

    @strawberry.field(description="What has to be known beside it.")
    def note(self) -> str | None:
        return self.record.first("note") or None

    @strawberry.field(
        description="Why it does not count any more; null while it counts. For a card, the card is made again.",
        directives=[Cost(weight="100")],
    )
    def lapsed(self, info: Info) -> str | None:
        review, graph = read_review(self.record), info.context.graph
        return lapse(review, content_at(graph.projection, review.target), graph.today()) or None


@strawberry.type(description="A guideline, label, article, trial record or regulator's notice.")
class Source(Entity):
    cited_in: StatementConnection = holding("Statements that it holds up.", select.CitedBy)

    @strawberry.field(description="Its title.")
    def title(self) -> str:
        return self.record.first("title")

    @strawberry.field(description="Its authors, as it prints them.")
    def creator(self) -> str | None:
        return self.record.first("creator") or None

    @strawberry.field(description="The journal or collection.")
    def venue(self) -> str | None:
        return self.record.first("venue") or None

    @strawberry.field(description="When it was issued, as far as known: YYYY, YYYY-MM or YYYY-MM-DD.")
    def issued(self) -> str:
        return self.record.first("issued")

    @strawberry.field(description="Where it is.")
    def url(self) -> str:
        return web_address(self.record.first("url"))

    @strawberry.field(description="What has to be known of it.")
    def note(self) -> str | None:
        return self.record.first("note") or None

    @strawberry.field(description="When it was last opened.")
    def accessed(self) -> Date:
        return Date(self.record.first("accessed"))

    @strawberry.field(description="How much of it a curator has read.")
    def read_as(self) -> ReadExtent:
        return v.ReadExtent(self.record.first("readAs"))

    @strawberry.field(description="The design of the study.")
    def design(self) -> Design | None:
        return _design(self)

    @strawberry.field(description="The day of its retraction; null while it stands.")
    def retracted_on(self) -> Date | None:
        day = self.record.first("retractedOn")
        return Date(day) if day else None

    @strawberry.field(description="The newer version; null when there is none.")
    def superseded_by(self, info: Info) -> Source | None:
        found = _property(info, self, "supersededBy")
        return found[0] if found else None


def _design(entity: Entity) -> v.Design | None:
    found = entity.record.first("design")
    return v.Design(found) if found else None


TYPES: dict[str, type[Entity]] = {
    "Condition": Condition, "Drug": Drug, "Trial": Trial, "PrognosticFactor": PrognosticFactor, "AnatomicalSite": AnatomicalSite, "Stage": Stage,
    "Biomarker": Biomarker, "Outcome": Outcome, "Population": Population, "Warning": DrugWarning, "Surveillance": Surveillance, "Search": Search,
    "Review": Review,
} | dict.fromkeys(v.TREATMENT_KINDS, Treatment) | dict.fromkeys(v.SOURCE_KINDS, Source)  # fmt: skip


def as_entity(e: EntityRecord) -> Entity:
    """Return the GraphQL object of an entity."""
    return TYPES[e.kind](
        id=strawberry.ID(e.id), record=e, kind=v.EntityKind(e.kind), label=e.label, plain_label=e.plain_label, definition=e.definition or None,
        plain_definition=e.plain_definition or None, synonyms=list(e.synonyms),
    )  # fmt: skip
