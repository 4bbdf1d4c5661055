"""The laws of every card, checked on all the cards that the graph can make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sarcomakg.ask.plan import Audience, Plan, Topic
from sarcomakg.cards.assembly import assemble
from sarcomakg.cards.glossary import TERMS
from sarcomakg.cards.model import Card, Sentence
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import condition_of

_OF_CONDITION = (Topic.TREATMENT, Topic.PROGNOSIS, Topic.FOLLOW_UP, Topic.METASTASIS, Topic.DIAGNOSIS, Topic.APPROVAL, Topic.DOSE, Topic.SAFETY,
                 Topic.OVERVIEW, Topic.IDENTIFIERS)  # fmt: skip
_OF_DRUG = (Topic.APPROVAL, Topic.DOSE, Topic.SAFETY, Topic.DRUG, Topic.IDENTIFIERS)
_SINCE = "2020-01-01"
_OF_TRIAL = (Topic.TRIAL, Topic.IDENTIFIERS)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?) ?(%|months?\b|years?\b|weeks?\b|days?\b|hours?\b|mg/m²|mg\b|g/m²|Gy\b|cm\b)")
_UNRENDERED = re.compile(
    r"\bNone\b(?! of)|\{|\}|\bskg:|\b(?:condition|drug|outcome|factor|population|treatment|stage|line|setting|statement|source):[a-z]"
)
_ORPHAN = re.compile(r"\(\s*\)|\[\s*\]|\s[,;:)]|\s\.(?!\d)|\(\s|,,|\.\.|;;|: ?[.;]|\?\.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a card, and with which words of it."""

    plan: str
    audience: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.plan} ({self.audience}): {self.rule}: {self.detail}"


@dataclass
class Report:
    """How many cards and sentences were read, what was wrong, and what each patient's card says, for measuring how it reads."""

    cards: int = 0
    sentences: int = 0
    faults: list[Fault] = field(default_factory=list)
    for_patients: dict[str, str] = field(default_factory=dict)


def plans(projection: Projection) -> Iterator[Plan]:
    """Yield a plan for every condition, drug and trial on every topic that is about it.

    A drug is asked for in every condition in which a Statement names it, and against everything that it was compared
    with there; news is asked for since a day before which most of the evidence was published.
    """
    for name, entity in projection.records.entities.items():
        if entity.family == "condition":
            yield from (Plan((topic,), name) for topic in _OF_CONDITION)
            yield Plan((Topic.NEWS,), name, since=_SINCE)
        elif entity.family == "drug":
            yield from (Plan((topic,), drugs=(name,)) for topic in _OF_DRUG)
        elif entity.family == "trial":
            yield from (Plan((topic,), trial=name) for topic in _OF_TRIAL)
    yield from _of_pairs(projection)


def _of_pairs(projection: Projection) -> Iterator[Plan]:
    """Yield the plans on a drug in a condition, and on two treatments that were compared there."""
    statements = [s for s in projection.records.statements.values() if condition_of(s)]
    treated = {(condition_of(s), end) for s in statements for end in (s.subject, s.object) if end.startswith("drug:")}
    yield from (Plan((Topic.EFFICACY,), condition, drugs=(drug,)) for condition, drug in sorted(treated))
    compared = {
        (condition_of(s), s.subject, other) for s in statements for other in s.qualifiers.get("comparedWith", ())
    }
    yield from (Plan((Topic.COMPARISON,), condition, drugs=(one,), comparator=other) for condition, one, other in sorted(compared)
                if one != other and one.startswith(("drug:", "treatment:")))  # fmt: skip


def prove(projection: Projection) -> Report:
    """Build every card for both audiences and return every fault of it."""
    report = Report()
    for plan in plans(projection):
        pair = [assemble(projection, plan, audience, "") for audience in Audience]
        for card in pair:
            if isinstance(card, Card):
                report.cards += 1
                texts = [s.text for s in every(card)]
                report.sentences += len(texts)
                if card.audience is Audience.PATIENT and texts:
                    report.for_patients[str(plan)] = " ".join(texts)
                report.faults += faults(projection, card)
        if all(isinstance(card, Card) for card in pair):
            report.faults += differences(projection, *(card for card in pair if isinstance(card, Card)))
    return report


def every(card: Card) -> Iterator[Sentence]:
    """Yield the sentences of a card in the order of reading."""
    yield from card.answer
    for section in card.sections:
        yield from section.sentences


def faults(projection: Projection, card: Card) -> Iterator[Fault]:
    """Yield what breaks a law of every card."""

    def fault(rule: str, detail: str) -> Fault:
        return Fault(str(card.plan), card.audience, rule, detail)

    for section in card.sections:
        if not (section.sentences or section.gaps or section.facts):
            yield fault("a section is not empty", section.id)
    # A sentence may name the condition asked about, to say that a study was not of it alone.
    about = (
        " ".join(projection.label(card.plan.condition, plain=p) for p in (False, True)) if card.plan.condition else ""
    )
    numbers = [r.number for r in card.references]
    if numbers != list(range(1, len(numbers) + 1)):
        yield fault("references are numbered from 1 without a hole", str(numbers))
    marked = {m.number for s in every(card) for m in s.marks}
    if marked != set(numbers):
        yield fault("every reference is cited and every citation has one", str(marked ^ set(numbers)))
    for sentence in every(card):
        statements = [projection.records.statements.get(s) for s in sentence.statements]
        if None in statements:
            yield fault("a sentence has Statements that exist", sentence.text)
            continue
        text = sentence.text
        if _UNRENDERED.search(text):
            yield fault("every field is rendered", text)
        if "  " in text or _ORPHAN.search(text) or text.count("(") != text.count(")"):
            yield fault("no double space, no orphan bracket or mark", text)
        known = numbers_of(projection, [s for s in statements if s]) | set(_NUMBER.findall(about))
        if strange := [n for n in figures(text) if n not in known]:
            yield fault("every number is one of its Statements'", f"{', '.join(strange)} in {text}")
    for gap in (g for section in card.sections for g in section.gaps):
        if _UNRENDERED.search(gap.text) or "  " in gap.text:
            yield fault("every field is rendered", gap.text)


def differences(projection: Projection, one: Card, other: Card) -> Iterator[Fault]:
    """Yield where the patient's card is not made of the clinician's Statements, or loses a figure or a negation."""
    pairs = list(zip(every(one), every(other), strict=False))
    if len(list(every(one))) != len(list(every(other))):
        yield Fault(str(one.plan), "both", "both audiences read the same sentences", f"{len(pairs)}")
    for a, b in pairs:
        if a.statements != b.statements or a.marks != b.marks:
            yield Fault(str(one.plan), "both", "both audiences read the same Statements", a.text)
        given, names = _given(projection, a), _labels(projection, a)
        if missing := sorted((set(figures(_without(a.text, names))) & given) - set(figures(b.text))):
            yield Fault(str(one.plan), "both", "the patient reads every figure", f"{missing} of: {a.text} | {b.text}")
        if bare := sorted(_measured(projection, a) - set(_QUANTITY.findall(b.text))):
            yield Fault(str(one.plan), "both", "the patient reads every unit", f"{bare} of: {a.text} | {b.text}")
        for word in ("not", "no", "lacks", "may", "uncommon", "rarely"):
            if _has(word, a.text) and not any(_has(w, b.text) for w in _SAME.get(word, (word,))):
                yield Fault(str(one.plan), "both", f"the patient reads {word!r} too", f"{a.text} | {b.text}")


_SAME = {"not": ("not", "no", "nothing", "without"), "no": ("no", "not", "without", "little or nothing", "nothing"),
         "may": ("may", "can", "might")}  # fmt: skip


def _has(word: str, text: str) -> bool:
    return re.search(rf"\b{word}\b", text, re.IGNORECASE) is not None


def _given(projection: Projection, sentence: Sentence) -> set[str]:
    """Return the numbers of a sentence's Results, notes and sizes: what a source gives, as against a number in a name."""
    cited = {m.citation for m in sentence.marks}
    statements = (projection.records.statements[s] for s in sentence.statements)
    citations = [c for s in statements for c in s.citations if c.id in cited]
    return {n for c in citations for n in _fields(c)}


def _measured(projection: Projection, sentence: Sentence) -> set[tuple[str, str]]:
    """Return the figures of a sentence with their units, those in names left out."""
    given = _given(projection, sentence)
    return {
        (n, unit) for n, unit in _QUANTITY.findall(_without(sentence.text, _labels(projection, sentence))) if n in given
    }


def _labels(projection: Projection, sentence: Sentence) -> list[str]:
    """Return the labels of all that a sentence's Statements name, the longest first."""
    statements = [projection.records.statements[s] for s in sentence.statements]
    named = {
        n for s in statements for n in (s.subject, s.object, *(v for values in s.qualifiers.values() for v in values))
    }
    named |= {
        n
        for s in statements
        for c in s.citations
        for n in (c.population, *(x for r in c.results for x in (r.arm, r.comparator, r.endpoint)))
    }
    return sorted({projection.label(n) for n in named if n}, key=len, reverse=True)


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, "").replace(name[:1].upper() + name[1:], "")
    return text


def _fields(citation: Citation) -> Iterator[str]:
    yield from _NUMBER.findall(f"{citation.note} {citation.sample_size}")
    for result in citation.results:
        for name in result.__slots__:
            for form in _NUMBER.findall(str(getattr(result, name))) if name not in _NAMING else ():
                yield form
                yield from (form + zeros if "." in form else f"{form}.{zeros}" for zeros in ("0", "00", "000"))


_NAMING = ("id", "endpoint", "arm", "comparator")


def figures(text: str) -> list[str]:
    """Return the numbers of a text, without those of explanations."""
    for explanation in TERMS.values():
        text = text.replace(explanation, "")
    return _NUMBER.findall(text)


def numbers_of(projection: Projection, statements: Iterable[Statement]) -> set[str]:
    """Return every number that the fields of Statements hold, as they may be printed."""
    known: set[str] = set()
    for statement in statements:
        named = {statement.subject, statement.object, *(v for values in statement.qualifiers.values() for v in values)}
        for citation in statement.citations:
            named |= {citation.population, citation.trial, citation.level, citation.grade, f"skg:{citation.design}"}
            source = projection.entity(citation.source)
            known |= {*_fields(citation), *_NUMBER.findall(source.first("issued"))}
            named |= {name for r in citation.results for name in (r.endpoint, r.arm, r.comparator)}
        for name in named - {""}:
            term = projection.term(name)
            texts = (term.label, term.plain_label) if term else (name,)
            known |= {n for text in texts for n in _NUMBER.findall(text)}
    return known
