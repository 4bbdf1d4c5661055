"""Where to go on: questions beside the one asked that the graph can answer."""

from __future__ import annotations

from collections.abc import Iterator

from sarcomakg.ask.plan import Plan, Refusal, RefusalKind, Suggestion, Topic, missing
from sarcomakg.ask.refusals import suggest
from sarcomakg.cards.walks import answerable
from sarcomakg.projection import Projection
from sarcomakg.traverse import condition_of, lineage
from sarcomakg.vocabulary import Predicate

# Each topic in words that fit between "on the" and "of a disease or drug".
NAMED: dict[Topic, str] = {
    Topic.TREATMENT: "the treatment",
    Topic.EFFICACY: "the efficacy",
    Topic.TRIAL: "the results",
    Topic.PROGNOSIS: "the prognosis",
    Topic.FOLLOW_UP: "the follow-up",
    Topic.METASTASIS: "the metastatic sites",
    Topic.DIAGNOSIS: "the diagnosis",
    Topic.APPROVAL: "approvals",
    Topic.DOSE: "the dose",
    Topic.SAFETY: "the harms",
    Topic.COMPARISON: "a comparison",
    Topic.OVERVIEW: "the epidemiology",
    Topic.DRUG: "the use",
    Topic.IDENTIFIERS: "the identifiers",
    Topic.NEWS: "news",
}
_OF_CONDITION = (Topic.TREATMENT, Topic.PROGNOSIS, Topic.DIAGNOSIS, Topic.METASTASIS, Topic.FOLLOW_UP, Topic.APPROVAL, Topic.OVERVIEW)  # fmt: skip
_OF_DRUG = (Topic.APPROVAL, Topic.SAFETY, Topic.DOSE, Topic.DRUG)
_STAGES = ("stage:localized", "stage:metastatic")
# Follow-up questions on a card at most.
_MOST = 8


def follow_up(projection: Projection, plan: Plan) -> tuple[Suggestion, ...]:
    """Return questions that a reader of the card may go on with, only such as the graph answers."""
    beside = list(_beside(projection, plan))
    projection.fetch(name for p in beside for name in (*lineage(projection, p.condition), *p.drugs))
    found: dict[Suggestion, None] = {}
    for p in beside:
        if len(found) == _MOST:
            break
        if not missing(p.topics[0], p) and answerable(projection, p):
            found.setdefault(suggest(projection, p))
    return tuple(found)


def _beside(projection: Projection, plan: Plan) -> Iterator[Plan]:
    """The same subject on other topics, then other stages, then the nearest conditions on the same topic."""
    if plan.condition:
        for topic in _OF_CONDITION:
            if topic not in plan.topics:
                yield Plan((topic,), plan.condition)
        if Topic.TREATMENT in plan.topics:
            yield from (Plan((Topic.TREATMENT,), plan.condition, stage=s) for s in _STAGES
                        if s != plan.stage and s in projection.records.entities)  # fmt: skip
    for drug in plan.drugs:
        if drug.startswith("drug:"):
            yield from (Plan((topic,), drugs=(drug,)) for topic in _OF_DRUG if topic not in plan.topics)
    if plan.condition:
        around = [c for c, distance in lineage(projection, plan.condition).items() if distance == 1]
        around += sorted(projection.hierarchy.predecessors(plan.condition))
        yield from (
            Plan((plan.topics[0],), c, drugs=plan.drugs, comparator=plan.comparator, since=plan.since) for c in around
        )
    if plan.trial:
        conditions = {condition_of(s) for s in projection.by_trial.get(plan.trial, ())} - {""}
        yield from (Plan((Topic.TREATMENT,), c) for c in sorted(conditions))
        tested = {s.object for s in projection.outgoing(plan.trial, Predicate.EVALUATED)}
        yield from (Plan((Topic.DRUG,), drugs=(d,)) for d in sorted(tested) if d.startswith("drug:"))


def no_evidence(projection: Projection, plan: Plan) -> Refusal:
    """Return the refusal of a question on which the graph holds nothing: what was asked, and what is known nearby."""
    asked = " and ".join(NAMED[topic] for topic in plan.topics)
    about = [projection.label(name) for name in (*plan.drugs, plan.comparator, plan.condition or plan.trial) if name]
    message = f"the graph holds nothing on {asked} of {' in '.join(about)}"
    if limits := [projection.label(v) for v in (plan.stage, plan.site, plan.line, plan.population) if v]:
        message += f" ({', '.join(limits)})"
    elif plan.since:
        message += f" since {plan.since}"
    suggestions = follow_up(projection, plan)
    if plan.drugs and plan.condition and (elsewhere := _elsewhere(projection, plan)):
        message += f"; what it holds on {projection.label(plan.drugs[0])} is about {', '.join(elsewhere)}"
    elif suggestions:
        message += "; what it holds nearby is not passed off as such"
    return Refusal(RefusalKind.NO_EVIDENCE, message, about[-1] if about else "", suggestions, plan.matches)


def _elsewhere(projection: Projection, plan: Plan) -> list[str]:
    """Return the labels of the conditions in which the first drug is studied, advised or approved."""
    drug = plan.drugs[0]
    touching = [s for p in (Predicate.STUDIED_IN, Predicate.APPROVED_FOR) for s in projection.outgoing(drug, p)]
    touching += projection.incoming(drug, Predicate.TREATED_WITH)
    return sorted({projection.label(c) for s in touching if (c := condition_of(s))})
