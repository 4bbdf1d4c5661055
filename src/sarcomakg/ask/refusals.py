"""Refusals: why there is no answer, and questions that have one."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from sarcomakg.ask.lexicon import Lexicon
from sarcomakg.ask.plan import Plan, Refusal, RefusalKind, Suggestion, Topic
from sarcomakg.projection import Projection
from sarcomakg.traverse import guided
from sarcomakg.vocabulary import Predicate

_NEAR = 55
# How many questions an out-of-scope refusal offers: those on which guidance says most.
_EXAMPLES = 5
# The most readings that an ambiguous name is given; beyond, the refusal says how many more there are.
READINGS = 8


def question_for(projection: Projection, plan: Plan) -> str:
    """Return a plan of one topic as a question that is read as that plan."""
    name = projection.label
    condition, drug = (name(plan.condition) if plan.condition else ""), (name(plan.drugs[0]) if plan.drugs else "")
    where = "".join(f" with {name(s)}" for s in (plan.stage,) if s) + "".join(
        f" of the {name(s)}" for s in (plan.site,) if s
    )
    topic = plan.topics[0]
    of = condition or drug or (name(plan.trial) if plan.trial else "")
    questions = {
        Topic.TREATMENT: f"What is the treatment for {condition}{where}?",
        Topic.EFFICACY: f"How well does {drug} work in {condition}?",
        Topic.TRIAL: f"What did the trial {of} show?",
        Topic.PROGNOSIS: f"What is the prognosis of {condition}{where}?",
        Topic.FOLLOW_UP: f"What is the follow-up after treatment of {condition}?",
        Topic.METASTASIS: f"Where does {condition} metastasize?",
        Topic.DIAGNOSIS: f"How is {condition} diagnosed?",
        Topic.APPROVAL: f"Which approvals does {drug} have for {condition}?" if drug and condition
        else f"What is {drug} approved for?" if drug else f"Which drugs are approved for {condition}?",
        Topic.DOSE: f"What is the dose of {drug}?" if drug else f"What are the drug doses for {condition}?",
        Topic.SAFETY: f"What are the side effects of {drug}?" if drug else f"What are the side effects of drugs for {condition}?",
        Topic.COMPARISON: f"{drug} versus {name(plan.comparator) if plan.comparator else ''}" + (f" in {condition}?" if condition else "?"),
        Topic.OVERVIEW: f"What is {condition}?",
        Topic.DRUG: f"What is {drug}?",
        Topic.IDENTIFIERS: f"What are the identifiers of {'the trial ' if plan.trial and not condition + drug else ''}{of}?",
        Topic.NEWS: f"What is new on {of} since {plan.since[:4] or '2020'}?",
    }  # fmt: skip
    return questions[topic]


def suggest(projection: Projection, plan: Plan) -> Suggestion:
    """Return a plan of one topic as a suggestion."""
    return Suggestion(question_for(projection, plan), plan.condition or plan.trial or "".join(plan.drugs[:1]))


def _treatment(projection: Projection, condition: str) -> Suggestion:
    return suggest(projection, Plan((Topic.TREATMENT,), condition))


def empty(message: str) -> Refusal:
    """Return the refusal of what holds no question."""
    return Refusal(RefusalKind.OUT_OF_SCOPE, message)


def out_of_scope(projection: Projection, term: str, message: str = "") -> Refusal:
    """Return the refusal of a question about something else, with the questions on which guidance says most."""
    message = message or "the question names no sarcoma that the graph holds; the graph is about sarcomas only"
    conditions = (c.id for c in projection.by_family.get("condition", ()))
    held = sorted(conditions, key=lambda c: (-len(projection.outgoing(c, Predicate.TREATED_WITH)), c))[:_EXAMPLES]
    return Refusal(RefusalKind.OUT_OF_SCOPE, message, term, tuple(_treatment(projection, c) for c in held))


def ambiguous(projection: Projection, term: str, plans: Sequence[Plan]) -> Refusal:
    """Return the readings of a question, each with its own question."""
    shown = plans[:READINGS]
    names = " or ".join(projection.label(plan.condition) for plan in shown)
    more = f" or one of {len(plans) - len(shown)} more" if len(plans) > len(shown) else ""
    readings = tuple(suggest(projection, plan) for plan in shown)
    return Refusal(RefusalKind.AMBIGUOUS, f"the question can be read as {names}{more}; choose one", term, readings)


def unknown(projection: Projection, lexicon: Lexicon, term: str) -> Refusal:
    """Return the refusal of a name that the graph does not know, with the nearest that it does."""
    entities = nearest(lexicon, term)
    near = ", ".join(projection.label(e) for e in entities)
    message = f"the graph does not know “{term}”" + (f"; the nearest names are: {near}" if near else "")
    conditions = [e for e in entities if e.startswith("condition:") and guided(projection, e)]
    return Refusal(RefusalKind.UNKNOWN_TERM, message, term, tuple(_treatment(projection, c) for c in conditions))


def nearest(lexicon: Lexicon, term: str) -> list[str]:
    """Return the entities whose names are most like a term."""
    size = len(term.split())
    names = [" ".join(key) for key in lexicon.by_letter.get(term[:1], ()) if abs(len(key) - size) <= 1]
    near = process.extract(term, names, scorer=fuzz.ratio, limit=3, score_cutoff=_NEAR)
    return list(dict.fromkeys(e for name, *_ in near for e in lexicon.names[tuple(name.split())][:1]))


def personal(projection: Projection, plan: Plan) -> Refusal:
    """Return the refusal of a decision about the asker's own care, with what the graph holds on the subject."""
    message = ("a decision about someone's own care belongs to them and their treatment team, ideally at a sarcoma "
               "center; the graph can show what is published on the subject")  # fmt: skip
    offered = [Plan((topic,), plan.condition, drugs=plan.drugs, comparator=plan.comparator) for topic in plan.topics]
    if plan.condition and Topic.TREATMENT not in plan.topics:
        offered.append(Plan((Topic.TREATMENT,), plan.condition))
    return Refusal(RefusalKind.PERSONAL_ADVICE, message, suggestions=tuple(suggest(projection, p) for p in offered))
