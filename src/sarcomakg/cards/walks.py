"""From plan to edges: what a card on each topic walks, and what a drug brings with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from sarcomakg.ask.plan import Plan, Topic
from sarcomakg.cards.topics import DESIGN_OF_TRIAL, NEEDED, WALKED, names
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import Edge, Scope, applicable, condition_of, lineage, narrower, within
from sarcomakg.vocabulary import Direction, Predicate, WarningKind

P = Predicate
# Approvals for a kind of the condition asked about come after those for the condition and the broader ones.
_FAR = 99
_DRUG_SAFETY = (P.HAS_WARNING, P.DOSED_AS, P.APPROVED_FOR)


def walk(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """Return the edges of a plan on one of its topics, each once, nearer ones first."""
    projection.fetch((*lineage(projection, plan.condition), *plan.drugs, plan.comparator, plan.trial))
    edges = _WALKS.get(topic, _condition)(projection, plan, topic)
    return list({e.statement.id: e for e in edges}.values())


def answerable(projection: Projection, plan: Plan) -> bool:
    """Say whether a card can be made of a plan of one topic."""
    return any(topic in (Topic.IDENTIFIERS, Topic.DRUG) or _answers(projection, plan, topic) for topic in plan.topics)


def _answers(projection: Projection, plan: Plan, topic: Topic) -> bool:
    """Say whether a walk finds enough; most find it with their first predicate, and the rest is not walked."""
    if topic not in _WALKS and plan.condition:
        projection.fetch(lineage(projection, plan.condition))
        if any(holds_enough(edges, topic) for edges in _stated(projection, plan, topic)):
            return True
    return holds_enough(walk(projection, plan, topic), topic)


def holds_enough(edges: Sequence[Edge], topic: Topic) -> bool:
    """Say whether edges are what a card on the topic cannot do without."""
    needed = NEEDED.get(topic)
    return any(not needed or e.statement.predicate in needed for e in edges)


def scope_of(plan: Plan) -> Scope:
    """Return what a plan is limited to."""
    return Scope(plan.site, plan.stage, plan.line, plan.population)


def _condition(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """Walk from the condition and what it inherits from; a plan without one has none."""
    if not plan.condition:
        return []
    found = [e for edges in _stated(projection, plan, topic) for e in edges]
    if topic in (Topic.TREATMENT, Topic.DIAGNOSIS, Topic.OVERVIEW):
        found += list(_apart(projection, plan, topic))
    if topic is Topic.TREATMENT:
        found += drug_edges(projection, plan, found)
    return found


def _stated(projection: Projection, plan: Plan, topic: Topic) -> Iterator[list[Edge]]:
    """Yield what holds for the condition, predicate by predicate."""
    return (applicable(projection, plan.condition, p, scope_of(plan)) for p in WALKED.get(topic, ()))


def _apart(projection: Projection, plan: Plan, topic: Topic) -> Iterator[Edge]:
    """A source that keeps the condition apart from another is evidence on the condition itself, never inherited."""
    for statement in projection.outgoing(plan.condition, P.MANAGED_APART_FROM):
        yield Edge(statement, plan.condition, 0)
    if topic is not Topic.TREATMENT:
        for statement in (*projection.outgoing(plan.condition, P.NOT_TO_BE_CONFUSED_WITH),
                          *projection.incoming(plan.condition, P.NOT_TO_BE_CONFUSED_WITH)):  # fmt: skip
            yield Edge(statement, plan.condition, 0)


def _efficacy(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """Walk from the condition to what is about one of the treatments, and to an outcome where one is asked for."""
    edges = [
        e for e in _condition(projection, plan, topic) if any(names(projection, e.statement, d) for d in plan.drugs)
    ]
    if plan.outcome:
        asked = [
            e for e in edges if e.statement.predicate != P.STUDIED_IN or _ends_in(projection, e.statement, plan.outcome)
        ]
        edges = asked if any(e.statement.predicate == P.STUDIED_IN for e in asked) else edges
    return edges + (drug_edges(projection, plan, edges) if edges else [])


def _ends_in(projection: Projection, statement: Statement, outcome: str) -> bool:
    return any(within(projection, o, outcome) for o in (statement.qualifier("outcome"), *(r.endpoint for r in statement.results)) if o)  # fmt: skip


def _comparison(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """Walk to both treatments: in the condition where there is one, wherever they stand otherwise."""
    pair = (plan.drugs[0], plan.comparator)
    if plan.condition:
        near = _condition(projection, plan, topic)
    else:
        near = [
            _own(s)
            for name in pair
            for s in _touching(projection, name, (P.APPROVED_FOR, P.STUDIED_IN, P.TREATED_WITH))
        ]
    edges = [e for e in near if any(names(projection, e.statement, t) or names(projection, e.statement, t, as_comparator=True) for t in pair)]  # fmt: skip
    brought = drug_edges(projection, plan, edges, pair) if edges else []
    return edges + [e for e in brought if e.condition in pair]


def _drug(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """Walk from the drugs: approvals, doses, warnings, guidance and trials, as the topic has sections for."""
    if not plan.drugs:
        approved = [e for e in applicable(projection, plan.condition, P.APPROVED_FOR, scope_of(plan)) if e.statement.direction == Direction.FOR]  # fmt: skip
        drugs = tuple(dict.fromkeys(e.statement.subject for e in approved))
        projection.fetch(drugs)
        return _drug(projection, replace(plan, drugs=drugs), topic) if drugs else []
    wanted = {Topic.DOSE: (P.DOSED_AS, P.HAS_WARNING, P.APPROVED_FOR), Topic.SAFETY: (P.HAS_WARNING, P.STUDIED_IN, P.APPROVED_FOR),
              Topic.DRUG: (P.APPROVED_FOR, P.DOSED_AS, P.HAS_WARNING, P.TREATED_WITH, P.EVALUATED),
              Topic.APPROVAL: (P.APPROVED_FOR, P.HAS_WARNING)}[topic]  # fmt: skip
    found = [s for drug in plan.drugs for s in _touching(projection, drug, wanted)]
    return [_own(s) for s in found if _belongs(projection, plan, s, topic)]


def _belongs(projection: Projection, plan: Plan, s: Statement, topic: Topic) -> bool:
    """Keep to the condition where one is asked about; boxed warnings and limits of use always come along."""
    if topic is Topic.SAFETY and s.predicate == P.STUDIED_IN:
        outcome = s.qualifier("outcome")
        if not outcome or projection.entity(outcome).first("outcomeKind") != "Toxicity":
            return False
    if topic in (Topic.DOSE, Topic.SAFETY) and s.predicate == P.APPROVED_FOR and s.direction == Direction.FOR:
        return bool(s.qualifier("validUntil"))
    if topic is Topic.APPROVAL and s.predicate == P.HAS_WARNING and not _always(projection, s):
        return False
    if not plan.condition or _always(projection, s):
        return True
    stated = s.qualifiers.get("condition", ()) or ((condition_of(s),) if condition_of(s) else ())
    return not stated or any(
        within(projection, plan.condition, c) or within(projection, c, plan.condition) for c in stated
    )


def _approval(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """Approvals of the drugs; without a drug, those for the condition with their limits."""
    if plan.drugs:
        found = _in_force_for(projection, plan, _drug(projection, plan, topic))
        own = [e for e in found if e.statement.predicate == P.APPROVED_FOR]
        return found if own else []
    edges = _condition(projection, plan, topic)
    # What is approved for a kind is approved for some with the disease.
    kinds = sorted(narrower(projection, plan.condition))
    projection.fetch(kinds)
    edges += [
        Edge(s, kind, _FAR)
        for kind in kinds
        for s in projection.incoming(kind, P.APPROVED_FOR)
        if s.direction == Direction.FOR
    ]
    return edges + (drug_edges(projection, plan, edges) if edges else [])


def _in_force_for(projection: Projection, plan: Plan, edges: Sequence[Edge]) -> list[Edge]:
    """Leave out approvals for broader conditions that do not hold for the one asked about.

    A limitation of use, or a source that keeps the condition apart, puts them aside as everywhere else.
    """
    if not plan.condition:
        return list(edges)
    hold = {e.statement.id: e for e in applicable(projection, plan.condition, P.APPROVED_FOR)}
    broader = lineage(projection, plan.condition)
    return [
        hold.get(e.statement.id, e) for e in edges
        if e.statement.predicate != P.APPROVED_FOR or e.statement.direction != Direction.FOR
        or e.statement.object not in broader or e.statement.id in hold
    ]  # fmt: skip


def _trial(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """Everything that a citation of the trial carries, with those citations alone."""
    own = [s for p in DESIGN_OF_TRIAL for s in projection.outgoing(plan.trial, p)]
    shown = [_cited(s, lambda c: c.trial == plan.trial) for s in projection.by_trial.get(plan.trial, ())]
    return [_own(s) for s in (*own, *(s for s in shown if s))]


def _news(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    """What was published, approved or withdrawn since a day, on the condition itself and its kinds or on the drugs."""
    if plan.condition:
        edges = _condition(projection, plan, topic)
        edges = [e for e in edges if not plan.drugs or any(names(projection, e.statement, d) for d in plan.drugs)]
    else:
        edges = [
            _own(s)
            for d in plan.drugs
            for s in _touching(projection, d, (P.APPROVED_FOR, P.TREATED_WITH, P.STUDIED_IN))
        ]
    found = []
    for edge in edges:
        s = edge.statement
        if s.predicate == P.APPROVED_FOR:
            kept: Statement | None = (
                s if max(s.qualifier("validFrom"), s.qualifier("validUntil")) >= plan.since else None
            )
        else:
            kept = _cited(s, lambda c: _since(projection.entity(c.source).first("issued"), plan.since))
        if kept:
            found.append(replace(edge, statement=kept))
    return found


def _nothing(projection: Projection, plan: Plan, topic: Topic) -> list[Edge]:
    return []


_WALKS: dict[Topic, Callable[[Projection, Plan, Topic], list[Edge]]] = {
    Topic.EFFICACY: _efficacy, Topic.COMPARISON: _comparison, Topic.DOSE: _drug, Topic.SAFETY: _drug, Topic.DRUG: _drug,
    Topic.APPROVAL: _approval, Topic.TRIAL: _trial, Topic.NEWS: _news, Topic.IDENTIFIERS: _nothing,
}  # fmt: skip


def _own(statement: Statement) -> Edge:
    return Edge(statement, condition_of(statement), 0)


def _cited(statement: Statement, keep: Callable[[Citation], bool]) -> Statement | None:
    kept = tuple(c for c in statement.citations if keep(c))
    return replace(statement, citations=kept) if kept else None


def _touching(projection: Projection, name: str, predicates: Iterable[Predicate]) -> list[Statement]:
    """Return the Statements at either end of a drug or treatment, and of the regimens and kinds that it is part of."""
    around = (name, *projection.containing.get(name, ()))
    projection.fetch(around)
    wanted = set(predicates)
    own = {P.HAS_WARNING, P.DOSED_AS}
    return [s for a in around for p in wanted if a == name or p not in own
            for s in (*projection.outgoing(a, p), *projection.incoming(a, p))]  # fmt: skip


def drug_edges(projection: Projection, plan: Plan, edges: Sequence[Edge], more: Iterable[str] = ()) -> list[Edge]:
    """Return what a drug brings with it: its boxed warnings and limits of use wherever it is named (design, rule 5).

    Doses and other warnings come along where the drug is advised or approved, not where it was only studied, and
    not when they are stated for another disease.
    """
    advised = _drugs(projection, [e for e in edges if e.statement.predicate != P.STUDIED_IN])
    shown = {e.statement.id for e in edges}
    drugs = sorted(_drugs(projection, edges) | {d for d in more if d.startswith("drug:")})
    projection.fetch(drugs)
    return [
        Edge(s, drug, 0)
        for drug in drugs
        for predicate in _DRUG_SAFETY
        for s in projection.outgoing(drug, predicate)
        if s.id not in shown and (_always(projection, s) or (drug in advised and _bears(projection, s, plan.condition)))
    ]


def _drugs(projection: Projection, edges: Sequence[Edge]) -> set[str]:
    ends = {end for e in edges for end in (e.statement.subject, e.statement.object)}
    ends |= {v for e in edges for q in ("combinedWith", "comparedWith") for v in e.statement.qualifiers.get(q, ())}
    ends |= {v for end in list(ends) for v in projection.entity(end).properties.get("component", ())}
    return {end for end in ends if end.startswith("drug:")}


def _always(projection: Projection, statement: Statement) -> bool:
    """Boxed warnings and limits of use are shown wherever the drug is named."""
    if statement.predicate == P.APPROVED_FOR:
        return statement.direction == Direction.AGAINST
    kind = projection.entity(statement.object).first("warningKind") if statement.predicate == P.HAS_WARNING else ""
    return kind in (WarningKind.BOXED_WARNING, WarningKind.LIMITATION_OF_USE)


def _bears(projection: Projection, statement: Statement, condition: str) -> bool:
    """Say whether a dose or warning is stated for the condition, a broader one, or for none in particular."""
    stated = statement.qualifiers.get("condition", ())
    return statement.predicate != P.APPROVED_FOR and (
        not stated or any(c in lineage(projection, condition) for c in stated)
    )


def _since(issued: str, day: str) -> bool:
    """Say whether a source may be of a day or later: of one that has only a year, or a month, no day is known."""
    return bool(issued) and issued >= day[: len(issued)]
