"""What to say with an answer: how names were understood, and what of the question did not limit it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sarcomakg.ask import phrases
from sarcomakg.ask.matching import FILLER
from sarcomakg.ask.phrases import STAGES
from sarcomakg.ask.plan import MatchKind, Plan, Topic
from sarcomakg.ask.spelling import english
from sarcomakg.ask.topics import CUE_WORDS
from sarcomakg.ask.words import tokens
from sarcomakg.vocabulary import Predicate

if TYPE_CHECKING:
    from sarcomakg.ask.reading import Reading

# Treatments that one question may name; the answer says which of more it left out.
MAX_DRUGS = 4
_REGIONS = (
    (re.compile(r"\b(europe|european|eu|ema)\b", re.IGNORECASE), "agency:ema"),
    (re.compile(r"\b(US|USA|U\.S\.|FDA|fda|America|american)\b"), "agency:fda"),
    (re.compile(r"\b(canada|canadian)\b", re.IGNORECASE), "agency:health-canada"),
    (re.compile(r"\b(japan|pmda)\b", re.IGNORECASE), "agency:pmda"),
    (re.compile(r"\b(uk|britain|mhra|england)\b", re.IGNORECASE), "agency:mhra"),
    (re.compile(r"\b(china|nmpa)\b", re.IGNORECASE), "agency:nmpa"),
)


def readings(reading: Reading, plan: Plan, treatments: Sequence[str]) -> tuple[str, ...]:
    """Say how names were understood, and what of the question does not limit the answer."""
    label = reading.parser.projection.label
    notes = []
    for f in reading.found:
        typed = reading.text[reading.asked[f.start].start : reading.asked[f.end - 1].end]
        if f.kind is MatchKind.MISSPELT and typed.lower() != f.name:
            notes.append(f"“{typed}” was read as “{f.name}”.")
    notes += _confusable(reading, plan.condition)
    used = {plan.condition, plan.site, plan.stage, plan.comparator, plan.outcome, plan.trial, *plan.drugs}
    drugless = not set(plan.topics) & {Topic.EFFICACY, Topic.COMPARISON, Topic.APPROVAL, Topic.DOSE, Topic.SAFETY, Topic.DRUG,
                                       Topic.IDENTIFIERS, Topic.NEWS}  # fmt: skip
    for f in reading.of("drug", "treatment", "biomarker", "factor", "surveillance"):
        if f.entity not in used or (drugless and f.entity in plan.drugs):
            notes.append(f"The answer is not limited to {label(f.entity)}.")
    plainly = FILLER | CUE_WORDS | STAGES.keys() | {"1st", "2nd", "3rd"}
    partly = any(m.kind is MatchKind.PARTIAL for m in plan.matches)
    parts = set(reading.parts(reading.parser.lexicon.of_conditions)) if partly else set()
    aside = [t.typed for t in reading.left if t.word not in plainly | parts and not phrases.is_age(t.word) and not english().everyday(t.word) and len(t.word) > 2
             and not t.word.isdigit() and not t.word.endswith("ly")]  # fmt: skip
    notes += [f"“{word}” did not limit the answer." for word in aside]
    for f in reading.found:
        if reading.apart(f) and f.family in ("drug", "treatment", "condition"):
            notes.append(
                f"“{label(f.entity)}” was read as what is not asked about; what is said of it may still be shown."
            )
    if aged := [t.typed for t in reading.left if phrases.is_age(t.word)]:
        notes.append(f"“{aged[0]}” limits the answer only where a source limits what it says to an age group.")
    if Topic.COMPARISON in plan.topics and len(treatments) > 2:
        notes.append(f"Only the first two are compared; ask again for {', '.join(label(d) for d in treatments[2:])}.")
    elif len(treatments) > MAX_DRUGS:
        left = ", ".join(label(d) for d in treatments[MAX_DRUGS:])
        notes.append(f"Only the first {MAX_DRUGS} treatments are answered for; ask again for {left}.")
    notes += _agency(reading, plan)
    if phrases.is_own(reading.text) and not phrases.is_decision(reading.text):
        notes.append("This is what is published in general; what it means for one person is for their treatment team.")
    return tuple(dict.fromkeys(notes))


def _agency(reading: Reading, plan: Plan) -> list[str]:
    """Say when the graph holds no approval by the agency of the region asked about."""
    wanted = next((agency for pattern, agency in _REGIONS if pattern.search(reading.text)), "")
    if Topic.APPROVAL not in plan.topics or not wanted or not plan.drugs:
        return []
    p = reading.parser.projection
    held = {
        a
        for d in plan.drugs
        for s in p.outgoing(d, Predicate.APPROVED_FOR)
        if s.direction == "For"
        for a in s.qualifiers.get("agency", ())
    }
    drugs = " or ".join(p.label(d) for d in plan.drugs)
    return (
        []
        if wanted in held
        else [f"The graph holds no approval of {drugs} by {p.label(wanted)}; what other agencies decided is shown."]
    )


def _confusable(reading: Reading, condition: str) -> list[str]:
    """Say which reading was taken when the words asked also fit a condition that is easily confused."""
    predicate, notes, projection = Predicate.NOT_TO_BE_CONFUSED_WITH, [], reading.parser.projection
    named = next((f for f in reading.of("condition") if f.entity == condition), None)
    if named is None:
        return []
    inside = {t.word for t in reading.asked[named.start : named.end]}
    for s in (*projection.outgoing(condition, predicate), *projection.incoming(condition, predicate)):
        other = s.object if s.subject == condition else s.subject
        mine, theirs = {t.word for t in tokens(projection.label(condition))}, {t.word for t in tokens(projection.label(other))}  # fmt: skip
        if mine & theirs & inside and mine != inside:
            notes.append(f"The question was read as {projection.label(condition)}, not {projection.label(other)}.")
    return notes
