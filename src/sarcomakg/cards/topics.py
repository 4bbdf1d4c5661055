"""The registry of topics: which sections a card on each has, in the order of reading."""

from __future__ import annotations

from collections.abc import Callable

from sarcomakg.ask.plan import Plan, Topic
from sarcomakg.cards.sections import SectionKind, anything, by_regulator, by_research, by_trial, on_harm
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import treatments_of
from sarcomakg.vocabulary import Direction, Predicate, WarningKind

P = Predicate
Admits = Callable[[Projection, Statement, Citation], bool]


def _warning(*kinds: WarningKind) -> Admits:
    def admits(projection: Projection, statement: Statement, citation: Citation) -> bool:
        return projection.entity(statement.object).first("warningKind") in kinds

    return admits


def _in_force(projection: Projection, statement: Statement, citation: Citation) -> bool:
    return statement.direction == Direction.FOR and not statement.qualifier("validUntil")


def _ended(projection: Projection, statement: Statement, citation: Citation) -> bool:
    return bool(statement.qualifier("validUntil"))


def _limit(projection: Projection, statement: Statement, citation: Citation) -> bool:
    if statement.predicate == P.APPROVED_FOR:
        return statement.direction == Direction.AGAINST
    return _warning(WarningKind.LIMITATION_OF_USE)(projection, statement, citation)


def _harm_studied(projection: Projection, statement: Statement, citation: Citation) -> bool:
    return statement.predicate == P.STUDIED_IN and on_harm(projection, statement, citation)


def _kind(id: str, title: str, plain: str, *predicates: Predicate, admits: Admits = anything) -> SectionKind:
    return SectionKind(id, title, plain, predicates, admits)


GUIDELINES = _kind("guidelines", "From the guidelines", "What guidelines say", P.TREATED_WITH, P.MANAGED_APART_FROM)
LABEL = _kind("label", "From the drug labels and regulators", "What medicine regulators say", P.APPROVED_FOR, P.STUDIED_IN, P.DOSED_AS, admits=by_regulator)  # fmt: skip
SAFETY = _kind("safety", "Warnings, limits and harms", "Safety warnings", P.HAS_WARNING, P.STUDIED_IN, admits=on_harm)
TRIALS = _kind("trials", "From the trials", "What clinical trials found", P.STUDIED_IN, admits=by_trial)
RESEARCH = _kind("research", "From the research", "What other research found", P.STUDIED_IN, admits=by_research)
PROGNOSIS = _kind("prognosis", "Prognostic factors", "What affects the outlook", P.HAS_PROGNOSTIC_FACTOR)
COURSE = _kind("outcomes", "Course of the disease", "How people have fared", P.HAS_OUTCOME, P.METASTASIZES_TO)
DIAGNOSIS = _kind("diagnosis", "Diagnosis and staging", "Tests", P.HAS_BIOMARKER, P.DIAGNOSED_WITH, P.STAGED_WITH)
FOLLOW_UP = _kind("follow-up", "Follow-up", "Check-ups after treatment", P.FOLLOWED_UP_WITH)
OUTCOMES = _kind("outcomes", "Course of the disease", "How people have fared", P.HAS_OUTCOME)
SPREAD = _kind("metastasis", "Metastatic sites", "Where the cancer may spread", P.METASTASIZES_TO)
TESTS = _kind("tests", "Diagnosis", "Tests that find the disease", P.DIAGNOSED_WITH)
STAGING = _kind("staging", "Staging", "Tests that show how far it has spread", P.STAGED_WITH)
MARKERS = _kind("biomarkers", "Biomarkers and genes", "Changes in genes and other markers", P.HAS_BIOMARKER)
EPIDEMIOLOGY = _kind("epidemiology", "Epidemiology", "Who gets it, and how often", P.HAS_EPIDEMIOLOGY)
SITES = _kind("sites", "Primary sites", "Where it starts", P.ARISES_IN)
NAMES = _kind("names", "Not to be confused with", "Names that are easily mixed up", P.NOT_TO_BE_CONFUSED_WITH, P.MANAGED_APART_FROM)  # fmt: skip
APPROVALS = _kind("approvals", "Approvals in force", "What it is approved for", P.APPROVED_FOR, admits=_in_force)
ENDED = _kind("ended", "Approvals that ended", "Approvals that ended", P.APPROVED_FOR, admits=_ended)
LIMITS = _kind("limits", "Limitations of use", "Limits on its use", P.APPROVED_FOR, P.HAS_WARNING, admits=_limit)
BOXED = _kind("boxed", "Boxed warnings", "The strongest warnings", P.HAS_WARNING, admits=_warning(WarningKind.BOXED_WARNING))  # fmt: skip
PRECAUTIONS = _kind("precautions", "Warnings and precautions", "Other warnings", P.HAS_WARNING, admits=_warning(WarningKind.PRECAUTION))  # fmt: skip
REACTIONS = _kind("reactions", "Adverse reactions", "Side effects", P.HAS_WARNING, admits=_warning(WarningKind.ADVERSE_REACTION))  # fmt: skip
HARMS = _kind("harms", "Harms found in studies", "Harms found in studies", P.STUDIED_IN, admits=_harm_studied)
DOSES = _kind("doses", "Dose and schedule", "Dose and schedule", P.DOSED_AS)
TRIALS_OF = _kind("evaluated-in", "Trials", "Trials that tested it", P.EVALUATED)
ENROLLED = _kind("enrolled", "Population", "Who took part", P.ENROLLED)
EVALUATED = _kind("evaluated", "Treatments compared", "What was tested", P.EVALUATED)
ENDPOINTS = _kind("endpoints", "Primary endpoint", "What the trial set out to measure", P.HAS_PRIMARY_ENDPOINT)
DESIGN_OF_TRIAL = (P.ENROLLED, P.EVALUATED, P.HAS_PRIMARY_ENDPOINT)
RESULTS = _kind("results", "Results", "What was found", *(p for p in P if p not in DESIGN_OF_TRIAL))

_WARNED = (BOXED, LIMITS)
SECTIONS: dict[Topic, tuple[SectionKind, ...]] = {
    Topic.TREATMENT: (GUIDELINES, LABEL, TRIALS, RESEARCH, SAFETY, PROGNOSIS, COURSE, DIAGNOSIS, FOLLOW_UP),
    Topic.EFFICACY: (ENDED, GUIDELINES, LABEL, TRIALS, RESEARCH, SAFETY),
    Topic.TRIAL: (RESULTS, ENDPOINTS, ENROLLED, EVALUATED),
    Topic.PROGNOSIS: (PROGNOSIS, OUTCOMES),
    Topic.FOLLOW_UP: (FOLLOW_UP,),
    Topic.METASTASIS: (SPREAD,),
    Topic.DIAGNOSIS: (TESTS, MARKERS, STAGING, NAMES),
    Topic.APPROVAL: (APPROVALS, ENDED, LIMITS, BOXED),
    Topic.DOSE: (ENDED, DOSES, *_WARNED),
    Topic.SAFETY: (ENDED, BOXED, LIMITS, PRECAUTIONS, REACTIONS, HARMS),
    Topic.OVERVIEW: (EPIDEMIOLOGY, SITES, MARKERS, SPREAD, OUTCOMES, NAMES),
    Topic.DRUG: (ENDED, APPROVALS, GUIDELINES, DOSES, *_WARNED, TRIALS_OF),
    Topic.IDENTIFIERS: (),
    Topic.NEWS: (
        _kind("new-approvals", "Approvals and withdrawals", "Approvals that began or ended", P.APPROVED_FOR),
        _kind("new-guidance", "Guidance stated or restated", "What guidelines say", P.TREATED_WITH, P.FOLLOWED_UP_WITH, P.DIAGNOSED_WITH, P.STAGED_WITH),
        _kind("new-findings", "Findings on treatment", "What studies of treatment found", P.STUDIED_IN),
        _kind("new-course", "Findings on the disease", "What else was found", P.HAS_PROGNOSTIC_FACTOR, P.HAS_OUTCOME, P.METASTASIZES_TO,
              P.HAS_BIOMARKER, P.HAS_EPIDEMIOLOGY, P.ARISES_IN),
    ),
}  # fmt: skip
# Predicates that lead from a condition; a card on the topic walks them.
WALKED: dict[Topic, tuple[Predicate, ...]] = {
    Topic.TREATMENT: (P.TREATED_WITH, P.APPROVED_FOR, P.STUDIED_IN, P.HAS_PROGNOSTIC_FACTOR, P.HAS_OUTCOME, P.METASTASIZES_TO,
                      P.HAS_BIOMARKER, P.DIAGNOSED_WITH, P.STAGED_WITH, P.FOLLOWED_UP_WITH),
    Topic.EFFICACY: (P.TREATED_WITH, P.APPROVED_FOR, P.STUDIED_IN),
    Topic.PROGNOSIS: (P.HAS_PROGNOSTIC_FACTOR, P.HAS_OUTCOME),
    Topic.FOLLOW_UP: (P.FOLLOWED_UP_WITH,),
    Topic.METASTASIS: (P.METASTASIZES_TO,),
    Topic.DIAGNOSIS: (P.DIAGNOSED_WITH, P.HAS_BIOMARKER, P.STAGED_WITH),
    Topic.APPROVAL: (P.APPROVED_FOR,),
    Topic.COMPARISON: (P.TREATED_WITH, P.APPROVED_FOR, P.STUDIED_IN),
    Topic.OVERVIEW: (P.HAS_EPIDEMIOLOGY, P.ARISES_IN, P.HAS_BIOMARKER, P.METASTASIZES_TO, P.HAS_OUTCOME),
    Topic.NEWS: (P.APPROVED_FOR, P.TREATED_WITH, P.STUDIED_IN, P.FOLLOWED_UP_WITH, P.DIAGNOSED_WITH, P.STAGED_WITH, P.HAS_PROGNOSTIC_FACTOR,
                 P.HAS_OUTCOME, P.METASTASIZES_TO, P.HAS_BIOMARKER, P.HAS_EPIDEMIOLOGY, P.ARISES_IN),
}  # fmt: skip
# What a card on the topic cannot do without; any edge that it walks, where it is not named here.
NEEDED: dict[Topic, tuple[Predicate, ...]] = {
    Topic.TREATMENT: (P.TREATED_WITH, P.APPROVED_FOR, P.STUDIED_IN),
    Topic.DOSE: (P.DOSED_AS,),
    Topic.SAFETY: (P.HAS_WARNING, P.STUDIED_IN),
}


def sections_of(projection: Projection, plan: Plan) -> tuple[SectionKind, ...]:
    """Return the sections of a card in order; one that two topics share stands once."""
    kinds = [kind for topic in plan.topics for kind in
             (_compared(projection, plan) if topic is Topic.COMPARISON else SECTIONS[topic])]  # fmt: skip
    return tuple({kind.id: kind for kind in reversed(kinds)}.values())[::-1]


def names(projection: Projection, statement: Statement, treatment: str, *, as_comparator: bool = False) -> bool:
    """Say whether a Statement is about a treatment: itself, a kind of it, or a regimen with it as a component."""
    together = () if statement.predicate == P.APPROVED_FOR else statement.qualifiers.get("combinedWith", ())
    given = (statement.subject, statement.object, *together)
    ends = statement.qualifiers.get("comparedWith", ()) if as_comparator else given
    return treatment in treatments_of(projection, ends)


def head_to_head(projection: Projection, plan: Plan, statement: Statement) -> bool:
    """Say whether a Statement sets one of the plan's two treatments against the other."""
    pair = (plan.drugs[0], plan.comparator)
    return any(names(projection, statement, a) and names(projection, statement, b, as_comparator=True) for a, b in (pair, pair[::-1]))  # fmt: skip


def _compared(projection: Projection, plan: Plan) -> tuple[SectionKind, ...]:
    """Return the sections of a comparison: the two against each other, then what is known of each alone."""

    def against(p: Projection, s: Statement, c: Citation) -> bool:
        return head_to_head(p, plan, s)

    def about(treatment: str) -> Admits:
        return lambda p, s, c: names(p, s, treatment) and not head_to_head(p, plan, s)

    predicates = (P.APPROVED_FOR, P.TREATED_WITH, P.STUDIED_IN, P.EVALUATED)
    title, plain = "Evidence on {}", "What is known about {}"
    return (
        _kind("head-to-head", "One against the other", "One against the other", P.STUDIED_IN, P.EVALUATED, admits=against),
        *(_kind(place, title.format(projection.label(t)), plain.format(projection.label(t, plain=True)), *predicates, admits=about(t))
          for place, t in (("first", plan.drugs[0]), ("second", plan.comparator))),
        *_WARNED,
    )  # fmt: skip
