"""One template for a predicate and direction, filled from a Statement's own fields, for both audiences."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from sarcomakg.model import Result, Statement
from sarcomakg.traverse import within
from sarcomakg.vocabulary import Direction, Effect, Measure, Modality, OutcomeKind, Predicate, WarningKind

if TYPE_CHECKING:
    from sarcomakg.cards.phrasing import Voice

_MODALITIES = {
    Modality.STANDARD: ("is standard", "is the usual approach"),
    Modality.RECOMMENDED: ("is recommended", "is recommended"),
    Modality.OPTION: ("is an option", "is one of the options"),
    Modality.NOT_STANDARD: ("is not standard", "is not the usual approach"),
    Modality.NOT_RECOMMENDED: ("is not recommended", "is not recommended"),
    Modality.AVOIDABLE: ("may be omitted", "may be left out"),
    Modality.SUGGESTED: ("is suggested", "is suggested"),
    Modality.UNCERTAIN: ("has an uncertain role", "has a role that is not certain"),
}
RATIOS = (Measure.HAZARD_RATIO, Measure.ODDS_RATIO, Measure.RELATIVE_RISK)
_COUNTED = {Measure.COUNT, Measure.PROPORTION, Measure.MEDIAN, Measure.MEAN, Measure.RATE}


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def with_article(name: str) -> str:
    """Give a noun phrase its article, unless it brings one."""
    return name if name.startswith(("the ", "a ", "an ")) else f"the {name}"


def _with(voice: Voice, statement: Statement) -> str:
    together = [voice.name(v) for v in statement.qualifiers.get("combinedWith", ())]
    against = [voice.name(v) for v in statement.qualifiers.get("comparedWith", ())]
    text = f" together with {' and '.join(together)}" if together else ""
    return text + (f", compared with {' or '.join(against)}," if against else "")


def _care(voice: Voice, statement: Statement) -> str:
    modality = statement.qualifier("modality")
    default = Modality.RECOMMENDED if statement.direction == Direction.FOR else Modality.NOT_RECOMMENDED
    words = voice.pick(*_MODALITIES[Modality(modality) if modality else default])
    purpose = statement.qualifier("outcome")
    aim = "against" if purpose and _harmful(voice, purpose) else voice.pick("with a view to", "for")
    to = f" {aim} {voice.name(purpose)}" if purpose and purpose != "outcome:overall-survival" else ""
    use = {
        Predicate.DIAGNOSED_WITH: " to make the diagnosis",
        Predicate.STAGED_WITH: " to find out how far the disease extends",
    }
    return f"{voice.name(statement.object)} {words}{use.get(Predicate(statement.predicate), '')}{to}{voice.context(statement)}"


def _compares(statement: Statement) -> bool:
    """Say whether the Statement sets its subject against something: a comparator, a test, a second group."""
    # Another disease on the same treatment is no comparator of the treatment.
    tested = any(
        r.comparator or r.comparator_estimate is not None or r.p_value
        for r in statement.results
        if not r.comparator.startswith("condition:")
    )
    return tested or "comparedWith" in statement.qualifiers


def _reported(voice: Voice, statement: Statement) -> bool:
    """Say whether a study is told by its figures alone: nothing was compared, so nothing was better or worse."""
    if statement.predicate != Predicate.STUDIED_IN:
        return False
    favorable = (
        statement.direction == Direction.FOR and _kind(voice, statement.qualifier("outcome")) != OutcomeKind.ACTIVITY
    )
    uncompared = favorable and statement.qualifier("modality") != Modality.SUGGESTED and not _compares(statement)
    return statement.direction == Direction.NEUTRAL or uncompared


def judgment(voice: Voice, statement: Statement) -> str:
    """Better than what? Without a comparison the source's judgment is all that there is."""
    if not _reported(voice, statement) or statement.direction == Direction.NEUTRAL:
        return ""
    return voice.pick("the source takes this as favorable", "the authors see this as a good result")


def _kind(voice: Voice, outcome: str) -> str:
    return voice.projection.entity(outcome).first("outcomeKind")


def _harmful(voice: Voice, outcome: str) -> bool:
    return _kind(voice, outcome) in (OutcomeKind.FAILURE, OutcomeKind.TOXICITY)


def _studied(voice: Voice, statement: Statement) -> str:
    outcome = statement.qualifier("outcome")
    subject = voice.name(statement.subject) + _with(voice, statement)
    hedge = "may " if statement.qualifier("modality") == Modality.SUGGESTED else ""
    name = voice.name(outcome)
    if _reported(voice, statement):
        if voice.plain:
            purpose = "" if any(c.results for c in statement.citations) else f" for {name}"
            return f"{subject} was studied{purpose}"
        if any(c.results for c in statement.citations):
            return f"with {subject}{voice.context(statement)}".replace(" together with ", " plus ").rstrip(",")
        found = f"{voice.pick('was assessed for', 'was studied for')} {name}"
    elif _kind(voice, outcome) == OutcomeKind.ACTIVITY and not _compares(statement):
        active = voice.pick("showed activity", "shrank or held back tumors in some people")
        inactive = voice.pick("showed little or no activity", "did little or nothing against the tumors")
        found = f"{active if statement.direction == Direction.FOR else inactive} ({name})"
    elif statement.qualifier("effect") == Effect.NONINFERIOR:
        found = _noninferior(voice, statement, name)
    elif statement.direction == Direction.FOR:
        verb = "lower" if _harmful(voice, outcome) else "improve"
        better = f"was followed by {_changed(voice, outcome, name, better=True)}"
        # A clause such as "the tumor shrinking" happens more often; it does not become better.
        better = f"was more often followed by {name}" if name.startswith("the tumor ") else better
        found = f"may {verb} {name}" if hedge else better
    elif _worse(voice, statement):
        followed = "may be followed by" if hedge else "was followed by"
        found = f"{followed} {_changed(voice, outcome, name, better=False)}"
    elif _harmful(voice, outcome):
        found = f"was not followed by {voice.pick('less', 'a lower chance of')} {name}"
    else:
        found = f"was not shown to improve {name}"
    return f"{subject} {found}{voice.context(statement)}"


def _noninferior(voice: Voice, statement: Statement, name: str) -> str:
    if statement.direction == Direction.FOR:
        return voice.pick(f"was noninferior for {name}", f"was shown to work about as well for {name}")
    return voice.pick(f"was not shown to be noninferior for {name}", f"was not shown to work as well for {name}")


def _worse(voice: Voice, statement: Statement) -> bool:
    """Say whether it is worse than the comparator: the source says so, or a figure on the outcome itself is significantly
    worse. No benefit is not harm.
    """
    return statement.qualifier("effect") == Effect.ADVERSE or any(
        _result_worse(voice, statement, r) for r in statement.results
    )


def _result_worse(voice: Voice, statement: Statement, r: Result) -> bool:
    if r.endpoint != statement.qualifier("outcome") or r.significant is False or r.comparator == statement.subject:
        return False
    if r.measure in RATIOS:
        # A hazard ratio above one is worse whatever the endpoint; an odds ratio or risk, where the outcome is a harm.
        adverse = r.measure == Measure.HAZARD_RATIO or _harmful(voice, r.endpoint)
        bound = r.lower if adverse else r.upper
        if r.estimate is None or bound is None:
            return False
        return (r.estimate > 1 and bound > 1) if adverse else (r.estimate < 1 and bound < 1)
    if r.estimate is None or r.comparator_estimate is None or not (r.significant or _small(r.p_value)):
        return False
    more = r.estimate > r.comparator_estimate
    return more if _harmful(voice, r.endpoint) else (r.estimate < r.comparator_estimate)


def _small(p_value: str) -> bool:
    """Say whether a p value as printed is below .05."""
    found = re.search(r"(<|=|≤)?\s*(\.\d+|\d+\.\d+)", p_value)
    return bool(found) and Decimal(found[2]) < Decimal("0.05") if found else False


def _changed(voice: Voice, outcome: str, name: str, *, better: bool) -> str:
    """Return an outcome that changes for the better or worse: better survival, less recurrence."""
    if not _harmful(voice, outcome):
        word = "better" if better else "worse"
        return f"{word} results on {name}" if name.startswith("how ") else f"{word} {name}"
    change = voice.pick("less", "a lower chance of") if better else voice.pick("more", "a higher chance of")
    return f"{change} {name}"


def _factor(voice: Voice, statement: Statement) -> str:
    """Factors are singular or plural, so the verbs are such as do not tell."""
    outcome = statement.qualifier("outcome")
    factor, name = voice.name(statement.object), voice.name(outcome)
    if statement.direction == Direction.AGAINST:
        return f"{factor} had no association with {name}{voice.context(statement)}"
    if statement.direction == Direction.NEUTRAL:
        return f"{voice.pick('', 'this is what was found on ')}{name} by {factor}{voice.context(statement)}"
    change = _changed(voice, outcome, name, better=statement.qualifier("effect") != Effect.ADVERSE)
    verb = "may go with" if statement.qualifier("modality") == Modality.SUGGESTED else "went with"
    return f"{factor} {verb} {change}{voice.context(statement)}"


def _found(voice: Voice, statement: Statement) -> str:
    name = voice.name(statement.object)
    if statement.direction == Direction.AGAINST:
        return f"{name} is uncommon{voice.context(statement)}"
    if any(r.measure in _COUNTED for r in statement.results):
        return f"{voice.pick('reported', 'this is what was found on')} {name}{voice.context(statement)}"
    if _harmful(voice, statement.object):
        return f"{name} occurs{voice.context(statement)}"
    return f"{voice.pick('stated on', 'this is what is said about')} {name}{voice.context(statement)}"


def _place(arises: bool) -> Callable[[Voice, Statement], str]:
    def template(voice: Voice, statement: Statement) -> str:
        site = voice.name(statement.object)
        late = "late " if statement.qualifier("outcome") == "outcome:late-recurrence" else ""
        rare = "rarely " if statement.direction == Direction.AGAINST else ""
        if arises:
            return f"the primary tumor {rare}arises in {with_article(site)}"
        return voice.pick(
            f"{late}{site} metastases {rare}occur", f"{late}spread of the cancer to {with_article(site)} {rare}occurs"
        )

    return template


def _approved(voice: Voice, statement: Statement) -> str:
    agency, drug, condition = voice.agency(statement), voice.name(statement.subject), voice.name(statement.object)
    if statement.direction == Direction.AGAINST:
        return f"limitation of use ({agency.removeprefix('the ')}): {drug} has not been shown to work in {condition}"
    age = f" from the age of {years(statement)}" if statement.qualifier("minimumAge") else ""
    since = f" on {statement.qualifier('validFrom')}" if statement.qualifier("validFrom") else ""
    ended = statement.qualifier("validUntil")
    if voice.plain:
        return _allowed(voice, statement)
    if ended:
        return f"the approval of {drug} by {agency}{since} for {condition}{voice.context(statement)} ended on {ended}"
    limits = voice.context(statement).removeprefix(" for ").lstrip(", ")
    kind = statement.qualifier("approvalKind")
    verb = "approved" if kind in ("", "Regular") else f"gave {voice.name(f'skg:{kind}')} to"
    text = f"{agency} {verb} {drug}{since} for {condition}{f' ({limits})' if limits else ''}{age}"
    return text + named_among(voice, statement)


def years(statement: Statement) -> str:
    """Return the least age that an approval names: 1 year, 18 years."""
    age = statement.qualifier("minimumAge")
    return f"{age} year" if age == "1" else f"{age} years"


def _allowed(voice: Voice, statement: Statement) -> str:
    """Return an approval in short sentences: who, what, since when, from which age."""
    of = statement.qualifier
    agency, drug, condition = voice.agency(statement), voice.name(statement.subject), voice.name(statement.object)
    since = f" on {of('validFrom')}" if of("validFrom") else ""
    if of("validUntil"):
        return f"{agency} no longer approves {drug} for {condition}. The approval{since.replace(' on ', ' of ')} ended on {of('validUntil')}"
    kind = of("approvalKind")
    age = f". It is for people from the age of {years(statement)}" if of("minimumAge") else ""
    if kind not in ("", "Regular"):
        return f"{agency} gave {drug}{since} an {voice.name(f'skg:{kind}')}, for {condition}{age}{named_among(voice, statement)}"
    return f"{agency} approved {drug}{since} for {condition}{age}{named_among(voice, statement)}"


def named_among(voice: Voice, statement: Statement) -> str:
    """Say that an approval for a broader group does not name the condition asked about."""
    if statement.object == voice.condition or not within(voice.projection, voice.condition, statement.object):
        return ""
    name = voice.name(voice.condition)
    if not voice.covers(statement, statement.citations[0]):
        return voice.pick(
            f"; whether {name} is included is not stated", f". It is not stated whether {name} is one of these"
        )
    return voice.pick(f"; {name} is one of the diseases so named, and is not mentioned on its own",
                      f". {capital(name)} is one of these diseases. It is not named on its own")  # fmt: skip


# Who says it, the weightiest first.
_WARNING_SOURCES = (
    ("DrugLabel", "the label of {} states"),
    ("RegulatoryNotice", "a notice of the regulator on {} names"),
    ("Guideline", "a guideline that speaks of {} names"),
)


def _warned(voice: Voice, statement: Statement) -> str:
    warning = voice.projection.entity(statement.object)
    kind = {WarningKind.BOXED_WARNING: "a boxed warning", WarningKind.PRECAUTION: "a warning",
            WarningKind.LIMITATION_OF_USE: "a limitation of use", WarningKind.ADVERSE_REACTION: "an adverse reaction"}  # fmt: skip
    stated = kind[WarningKind(warning.first("warningKind"))]
    kinds = {voice.projection.entity(c.source).kind for c in statement.citations}
    drug = voice.name(statement.subject)
    lead = next((lead for source, lead in _WARNING_SOURCES if source in kinds), "a study of {} reports").format(drug)
    return f"{lead} {stated}: {voice.name(statement.object)}"


def _dosed(voice: Voice, statement: Statement) -> str:
    limited, drug, dose = statement.qualifier("condition"), voice.name(statement.subject), voice.name(statement.object)
    # Not: imatinib is given as imatinib 800 mg daily.
    dose = dose.removeprefix(drug).lstrip(", ").removeprefix("with ")
    way = "" if dose.startswith(("into ", "by ", "as ", "with ")) else "as "
    approvals = voice.projection.outgoing(statement.subject, Predicate.APPROVED_FOR)
    granted = [s for s in approvals if s.direction == Direction.FOR]
    ended = bool(granted) and all(s.qualifier("validUntil") for s in granted)
    verb = "was given, until its approval ended," if ended else "is given"
    within = voice.context(statement).removeprefix(" for ").lstrip(", ")
    disease = f" for {voice.name(limited)}" if limited else ""
    return f"{drug} {verb} {way}{dose}{disease}" + (f" ({within})" if within else "")


def _enrolled(voice: Voice, statement: Statement) -> str:
    verb = "excluded people with" if statement.direction == Direction.AGAINST else "enrolled"
    return f"{voice.name(statement.subject)} {verb} {voice.name(statement.object)}"


def _simple(verb: str, against: str) -> Callable[[Voice, Statement], str]:
    def template(voice: Voice, statement: Statement) -> str:
        words = against if statement.direction == Direction.AGAINST else verb
        return f"{voice.name(statement.subject)} {words} {voice.name(statement.object)}{_with(voice, statement).rstrip(',')}{voice.context(statement)}"

    return template


def _marked(voice: Voice, statement: Statement) -> str:
    verb = "lacks" if statement.direction == Direction.AGAINST else "is marked by"
    return (
        f"{voice.name(statement.subject)} {verb} {with_article(voice.name(statement.object))}{voice.context(statement)}"
    )


def _followed(voice: Voice, statement: Statement) -> str:
    verb = "is not shown to help" if statement.direction == Direction.AGAINST else "is part of follow-up"
    return f"{voice.name(statement.object)} {verb}{voice.context(statement)}"


TEMPLATES: dict[Predicate, Callable[[Voice, Statement], str]] = {
    Predicate.TREATED_WITH: _care,
    Predicate.DIAGNOSED_WITH: _care,
    Predicate.STAGED_WITH: _care,
    Predicate.STUDIED_IN: _studied,
    Predicate.HAS_PROGNOSTIC_FACTOR: _factor,
    Predicate.HAS_OUTCOME: _found,
    Predicate.HAS_EPIDEMIOLOGY: _found,
    Predicate.ARISES_IN: _place(arises=True),
    Predicate.METASTASIZES_TO: _place(arises=False),
    Predicate.HAS_BIOMARKER: _marked,
    Predicate.FOLLOWED_UP_WITH: _followed,
    Predicate.APPROVED_FOR: _approved,
    Predicate.HAS_WARNING: _warned,
    Predicate.DOSED_AS: _dosed,
    Predicate.ENROLLED: _enrolled,
    Predicate.EVALUATED: _simple("tested", "did not test"),
    Predicate.HAS_PRIMARY_ENDPOINT: _simple("had as its primary endpoint", "did not have as its primary endpoint"),
    Predicate.NOT_TO_BE_CONFUSED_WITH: _simple("is not", "is the same as"),
    Predicate.MANAGED_APART_FROM: _simple("has guidance of its own, apart from that for", "shares the guidance for"),
}
