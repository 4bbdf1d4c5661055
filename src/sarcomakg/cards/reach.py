"""Which cards can show a Statement: the plans to look at, found from its ends without assembling a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sarcomakg.ask.plan import Plan, Topic
from sarcomakg.cards.proof import plans
from sarcomakg.cards.sections import SectionKind
from sarcomakg.cards.topics import SECTIONS, WALKED, sections_of
from sarcomakg.cards.walks import scope_of, walk
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import Edge, condition_of, lineage, narrower, treatments_of
from sarcomakg.vocabulary import Predicate

# What a drug brings along wherever it is named.
_BROUGHT = (Predicate.HAS_WARNING, Predicate.DOSED_AS, Predicate.APPROVED_FOR)
# What a comparison shows; its sections are made for each pair.
_COMPARED = {
    Predicate.APPROVED_FOR,
    Predicate.TREATED_WITH,
    Predicate.STUDIED_IN,
    Predicate.EVALUATED,
    Predicate.HAS_WARNING,
}
_NAMING = ("condition", "comparedWith", "combinedWith")


@dataclass
class _Around:
    """The entities whose cards can show some Statements."""

    conditions: set[str] = field(default_factory=set)
    drugs: set[str] = field(default_factory=set)
    trials: set[str] = field(default_factory=set)

    def holds(self, plan: Plan) -> bool:
        """Say whether a plan is about one of them."""
        return (
            plan.condition in self.conditions
            or plan.trial in self.trials
            or bool(self.drugs & {*plan.drugs, plan.comparator})
        )


@lru_cache
def topics_showing(predicate: Predicate) -> frozenset[Topic]:
    """Return the topics whose cards can show Statements of a predicate."""
    if predicate == Predicate.MANAGED_APART_FROM:
        # It decides on what is inherited.
        return frozenset(Topic)
    found = {topic for topic, kinds in SECTIONS.items() if any(predicate in kind.predicates for kind in kinds)}
    found |= {topic for topic, walked in WALKED.items() if predicate in walked}
    return frozenset(found | ({Topic.COMPARISON} if predicate in _COMPARED else set()))


def candidates(projection: Projection, statements: Iterable[Statement]) -> list[Plan]:
    """Return the plans of which a card can show one of the Statements, and perhaps more; each once, in a fixed order."""
    by_predicate: dict[Predicate, list[Statement]] = {}
    for statement in statements:
        by_predicate.setdefault(Predicate(statement.predicate), []).append(statement)
    around = {p: _around(projection, p, found) for p, found in by_predicate.items()}
    every = plans(projection) if around else ()
    return [
        plan
        for plan in every
        if any(area.holds(plan) and topics_showing(p) & set(plan.topics) for p, area in around.items())
    ]


def concerning(projection: Projection, names: Iterable[str]) -> Iterator[Plan]:
    """Yield every plan about entities, or about what is narrower than one of them, on whatever topic."""
    wanted = set(names)
    wanted |= {below for name in list(wanted) for below in narrower(projection, name)}
    for plan in plans(projection):
        if wanted & {plan.condition, plan.trial, plan.comparator, *plan.drugs}:
            yield plan


def _around(projection: Projection, predicate: Predicate, statements: Sequence[Statement]) -> _Around:
    found = _Around()
    ends: set[str] = set()
    for s in statements:
        found.trials |= {c.trial for c in s.citations if c.trial}
        ends |= {s.subject, s.object, *(v for name in _NAMING for v in s.qualifiers.get(name, ()))}
    known = {e for e in ends if e in projection.records.entities}
    found.trials |= {e for e in known if e.startswith("trial:")}
    treatments = {e for e in known if e.startswith(("drug:", "treatment:"))}
    found.drugs = treatments_of(projection, treatments) | {
        t for e in treatments for t in (*projection.containing.get(e, ()), e)
    }
    conditions = {e for e in known if e.startswith("condition:")}
    if predicate in _BROUGHT:
        conditions |= _naming(projection, found.drugs)
        # A card on approvals shows those for the kinds of its condition.
        found.conditions |= {broad for c in conditions for broad in lineage(projection, c)}
    found.conditions |= conditions | {below for c in conditions for below in narrower(projection, c)}
    return found


def _naming(projection: Projection, treatments: set[str]) -> set[str]:
    """Return the conditions of which a Statement names one of the treatments."""
    found = set()
    for s in projection.records.statements.values():
        condition = condition_of(s)
        if condition and condition not in found:
            named = (s.subject, s.object, *(v for name in _NAMING[1:] for v in s.qualifiers.get(name, ())))
            if any(name in treatments for name in named):
                found.add(condition)
    return found


def walked(projection: Projection, plan: Plan) -> list[Edge]:
    """Return the edges of a plan on all its topics, each Statement once."""
    edges = (e for topic in plan.topics for e in walk(projection, plan, topic))
    return list({e.statement.id: e for e in edges}.values())


def taken(
    projection: Projection, plan: Plan, edges: Sequence[Edge]
) -> Iterator[tuple[SectionKind, Edge, tuple[Citation, ...]]]:
    """Yield which of the edges that were walked the sections of a card show, with the Citations that they show of each."""
    for kind in sections_of(projection, plan):
        for edge, citations in kind.take(projection, edges, scope_of(plan)):
            yield kind, edge, citations
