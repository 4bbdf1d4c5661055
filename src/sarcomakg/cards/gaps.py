"""What is not known: what the walk looked for and did not find, and searches that ended without a finding.

A gap is made from the absence of edges, so it is no Sentence and has no Statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sarcomakg.ask.plan import Plan, Topic
from sarcomakg.cards.model import Gap
from sarcomakg.cards.phrasing import Voice
from sarcomakg.cards.sections import as_asked
from sarcomakg.cards.templates import RATIOS
from sarcomakg.cards.topics import WALKED, head_to_head
from sarcomakg.model import Entity
from sarcomakg.traverse import Edge, Scope, design_of, inheritance, related, within
from sarcomakg.vocabulary import Direction, Measure, Predicate

# Outcomes that tell how long people live.
_SURVIVAL = tuple(f"outcome:{name}" for name in (
    "overall-survival", "survival", "disease-specific-survival", "relative-survival", "post-relapse-survival",
    "alive-without-disease", "mortality", "late-mortality", "death", "cure",
))  # fmt: skip
# A ratio compares, and a p value tests.
_COMPARING = (*RATIOS, Measure.P_VALUE)


def gaps(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> tuple[Gap, ...]:
    """Return the gaps of a card on its topics, searches first."""
    found = [*_searches(voice, plan)]
    if Topic.TREATMENT in plan.topics:
        found += _trials(voice, plan, edges)
    if {Topic.TREATMENT, Topic.FOLLOW_UP} & set(plan.topics):
        found += _schedule(voice, plan, edges)
    if Topic.PROGNOSIS in plan.topics:
        found += _survival(voice, plan, edges)
    if Topic.EFFICACY in plan.topics:
        found += _efficacy(voice, plan, edges)
    if Topic.DOSE in plan.topics:
        found += _doses(voice, plan, edges)
    if Topic.COMPARISON in plan.topics:
        found += _comparison(voice, plan, edges)
    return (*found, *_site(voice, plan, edges))


def _searches(voice: Voice, plan: Plan) -> Iterator[Gap]:
    """Say which searches about the condition and the topics found nothing, when, and in which sources."""
    wanted = {p for topic in plan.topics for p in WALKED.get(topic, ())}
    for entity in voice.projection.searches.get(plan.condition, ()):
        looked = entity.properties.get("lookedFor", ())
        if plan.drugs and not any(voice.projection.label(d) in entity.label for d in plan.drugs):
            continue
        if Topic.TREATMENT in plan.topics or wanted & {p.removeprefix("skg:") for p in looked}:
            yield Gap(_search(voice, entity), ", ".join(looked))


def _efficacy(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    """Say when no randomized trial of the treatments is in the condition itself."""
    p = voice.projection
    own = [e.statement for e in edges if not e.inherited and e.statement.predicate == Predicate.STUDIED_IN]
    if not any(design_of(p, c) == "RandomizedTrial" for s in own for c in s.citations):
        drugs = " or ".join(voice.name(d) for d in plan.drugs)
        yield Gap(
            f"{voice.pick('The graph holds', 'We have')} no randomized trial of {drugs} in {voice.name(plan.condition)} itself.",
            "studiedIn, RandomizedTrial",
        )


def _survival(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    """Say when nothing tells how long people with the condition itself live, at the stage asked about."""
    if not plan.condition or any(
        _tells_survival(e) and _at_stage(voice, e, plan.stage) for e in edges if not e.inherited
    ):
        return
    who = voice.name(plan.condition)
    stage = f" ({voice.name(plan.stage)})" if plan.stage else ""
    yield Gap(
        voice.pick(f"The graph holds no series of people with {who}{stage} alone that tells how long they live.",
                   f"We have no study of people with {who} alone that tells how long they live{' at this stage' if stage else ''}."),
        "hasOutcome, overall survival",
    )  # fmt: skip


def _tells_survival(edge: Edge) -> bool:
    """Say whether an edge has a figure of survival, or an outcome in words; a ratio compares, and tells of none."""
    s = edge.statement
    figures = [r for r in s.results if r.endpoint in _SURVIVAL and r.measure not in _COMPARING]
    return bool(figures) or (s.predicate == Predicate.HAS_OUTCOME and s.object in _SURVIVAL)


def _at_stage(voice: Voice, edge: Edge, stage: str) -> bool:
    """Say whether an edge is about a stage, by itself or by the people whom a source studied; all are about none."""
    p = voice.projection
    people = (v for c in edge.statement.citations for v in p.entity(c.population).properties.get("restrictedTo", ()))
    return as_asked(p, edge, Scope(stage=stage)) or any(related(p, stage, v) for v in people if v.startswith("stage:"))


def _doses(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    """Say for which diseases a drug is approved without a dose in the graph, so that nobody takes one dose for all."""
    p = voice.projection
    dosed = [
        c
        for e in edges
        if e.statement.predicate == Predicate.DOSED_AS
        for c in e.statement.qualifiers.get("condition", ("",))
    ]
    for drug in plan.drugs:
        approved = [
            s
            for s in p.outgoing(drug, Predicate.APPROVED_FOR)
            if s.direction == Direction.FOR and not s.qualifier("validUntil")
        ]
        lacking = dict.fromkeys(
            s.object for s in approved if "" not in dosed and not any(within(p, s.object, c) for c in dosed)
        )
        for condition in lacking:
            yield Gap(f"{voice.pick('The graph holds', 'We have')} no dose of {voice.name(drug)} for {voice.name(condition)}, for which it is approved.",
                      f"dosedAs, {condition}")  # fmt: skip


def _comparison(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    """Say when nothing sets the two treatments against each other: figures of two studies are no comparison."""
    if not any(head_to_head(voice.projection, plan, e.statement) for e in edges):
        where = f" in {voice.name(plan.condition)}" if plan.condition else ""
        one, other = voice.name(plan.drugs[0]), voice.name(plan.comparator)
        yield Gap(f"{voice.pick('The graph holds', 'We have')} no head-to-head trial of {one} and {other}{where}. Figures from separate studies do not say which is better.",
                  "studiedIn, comparedWith")  # fmt: skip


def _search(voice: Voice, entity: Entity) -> str:
    sources = [voice.projection.label(name) for name in entity.properties.get("searched", ())]
    lead = voice.pick("No evidence found", "Nothing was found")
    return f"{lead} on {voice.name(entity.id)}: searched on {entity.first('searchedOn')} in {'; '.join(sources)}."


def _trials(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    p, name = voice.projection, voice.name(plan.condition) + (f" ({voice.name(plan.stage)})" if plan.stage else "")
    own = [e.statement for e in edges if not e.inherited and e.statement.predicate == Predicate.STUDIED_IN]
    randomized = [s for s in own if any(design_of(p, c) == "RandomizedTrial" for c in s.citations)]
    if not any(s.qualifier("outcome") == "outcome:overall-survival" for s in randomized):
        yield Gap(f"{voice.pick('The graph holds', 'We have')} no randomized trial in {name} with overall survival as its outcome.",
                  "studiedIn, RandomizedTrial, overall survival")  # fmt: skip
    inherited = any("radiotherapy" in e.statement.subject for e in edges if e.inherited)
    if inherited and not any("radiotherapy" in s.subject for s in randomized):
        yield Gap(f"{voice.pick('The graph holds', 'We have')} no randomized trial of {voice.pick('radiotherapy', 'radiation treatment')} in {name} itself; what is "
                  "stated comes from a broader group or from registries.", "studiedIn, RandomizedTrial, radiotherapy")  # fmt: skip


def _schedule(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    followed = [e.statement for e in edges if e.statement.predicate == Predicate.FOLLOWED_UP_WITH]
    if not any(r.measure == Measure.INTERVAL for s in followed for r in s.results):
        broader = len(inheritance(voice.projection, plan.condition)) > 1
        text = f"{voice.pick('The graph holds', 'We have')} no follow-up schedule, in months or years, for {voice.name(plan.condition)}"
        yield Gap(text + (" or the broader groups that it belongs to." if broader else "."), "followedUpWith, Interval")


def _site(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    """Say when nothing is limited to the site asked about."""
    if not plan.site or any(plan.site in e.statement.qualifiers.get("site", ()) for e in edges):
        return
    if Topic.METASTASIS in plan.topics:
        yield from _spread(voice, plan, edges)
    else:
        text = f"No Statement is limited to the {voice.name(plan.site)}; those for larger regions that include it, or for any site, are shown."
        yield Gap(text, f"site {plan.site}")


def _spread(voice: Voice, plan: Plan, edges: Sequence[Edge]) -> Iterator[Gap]:
    """Say when spread to the site asked about is told of broader groups or larger regions alone, or of none."""
    p, name, of = voice.projection, voice.name(plan.site), voice.name(plan.condition)
    near = [e for e in edges if e.statement.predicate == Predicate.METASTASIZES_TO and related(p, e.statement.object, plan.site)]  # fmt: skip
    there = [e for e in near if within(p, e.statement.object, plan.site)]
    nothing = f"{voice.pick('The graph holds', 'We have')} nothing on the spread of {of}"
    if there and all(e.inherited for e in there):
        yield Gap(f"{nothing} itself to the {name}; what is shown of it is about a broader group.", f"site {plan.site}")
    elif near and not there:
        yield Gap(f"{nothing} that names the {name}; spread to larger regions that include it is shown.", f"site {plan.site}")  # fmt: skip
    elif not near:
        yield Gap(f"{nothing} that names the {name}.", f"site {plan.site}")
