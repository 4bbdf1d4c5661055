"""Question to plan: names found in the lexicon, topic words, and what is left over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from sarcomakg.ask.lexicon import Lexicon, Words, words
from sarcomakg.ask.plan import Plan, Refusal, RefusalKind, Suggestion, Topic
from sarcomakg.errors import InputError
from sarcomakg.projection import Projection
from sarcomakg.traverse import guided, within
from sarcomakg.vocabulary import Predicate

MAX_QUESTION = 500
# Two spellings at or above this similarity (0 to 100) are taken for one name; see tests/ask/test_parse.py.
SIMILAR = 86
_NEAR = 55
# How many questions an out-of-scope refusal offers: those on which guidance says most.
_EXAMPLES = 5

_TREATMENT = {"treatment", "treat", "treated", "treating", "therapy", "therapie", "management", "manage", "managed",
              "option", "medicine", "medication", "drug", "cure", "cured", "care", "surgery", "operation", "best", "therapeutic"}  # fmt: skip
_OTHER_TOPIC = {"prognosis", "survival", "diagnosis", "diagnose", "symptom", "cause", "incidence", "screening", "dose",
                "dosage", "approved", "approval", "identifier", "id", "versus", "compare", "prevent", "gene", "test"}  # fmt: skip
_FILLER = {"what", "which", "how", "is", "are", "was", "the", "a", "an", "of", "for", "in", "on", "to", "with", "and", "or",
           "do", "doe", "does", "you", "can", "be", "by", "it", "there", "any", "about", "tell", "me", "please", "patient", "people",
           "person", "take", "get", "someone", "who", "has", "have", "at", "from", "this", "that", "should", "use", "used", "give", "given",
           "recommended", "standard", "current", "available", "located", "arising", "when", "disease", "cancer", "tumor",
           "case", "adult", "child", "children", "young", "left", "right", "type", "kind", "s", "new", "latest"}  # fmt: skip
_AGES = {"adult", "child", "children", "young", "pediatric", "adolescent", "teenager", "old", "older", "elderly"}
_PERSONAL = re.compile(
    r"\b(should|shall|must|could|would|may|can|do) (i|we|my)\b|\bi (have|had|am|was|got)\b|\bmy (own )?"
    r"(tumou?r|cancer|sarcoma|asps|doctor|dose|treatment|scan|son|daughter|wife|husband|mother|father|child|leg|thigh)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    entities: tuple[str, ...]
    correction: str = ""


def parse(question: str, projection: Projection, lexicon: Lexicon) -> Plan | Refusal:
    """Turn a question into a plan or a refusal; raise InputError on what cannot be a question."""
    text = check_question(question)
    asked = words(text)
    matches = _matches(asked, lexicon)
    conditions = [m for m in matches if m.entities[0].startswith("condition:")]
    rest = _left_over(asked, matches)
    if partial := _partial(asked, conditions, rest, projection):
        if len(partial) > 1:
            return _ambiguous(text, partial, projection)
        conditions = [_Match(0, 0, partial)]
        rest = []
    if not conditions:
        return _no_condition(rest, lexicon, projection)
    rest = [word for word in rest if not process.extractOne(word, _TREATMENT, scorer=fuzz.ratio, score_cutoff=SIMILAR)]
    if rest:
        return _unknown(rest[0], lexicon, projection)
    condition = _narrowest([m.entities[0] for m in conditions], projection)
    if condition is None:
        return _ambiguous(text, tuple(m.entities[0] for m in conditions), projection)
    if _PERSONAL.search(text):
        return _personal(condition, projection)
    if set(asked) & _OTHER_TOPIC and not set(asked) & _TREATMENT:
        message = "this release answers questions about treatment; prognosis and follow-up are sections of that answer"
        return Refusal(RefusalKind.OUT_OF_SCOPE, message, suggestions=(_suggest(condition, projection),))
    pick = {m.entities[0].partition(":")[0]: m.entities[0] for m in reversed(matches)}
    readings = (
        *_corrections(matches),
        *_confusable(condition, asked, projection),
        *_unused(asked, matches, projection),
    )
    return Plan(
        Topic.TREATMENT,
        condition,
        pick.get("site", ""),
        pick.get("stage", ""),
        pick.get("drug", ""),
        text,
        readings,
    )


def check_question(question: str) -> str:
    """Return the question in one line; raise InputError when it is empty, too long or not text."""
    text = " ".join(question.split())
    if not text:
        raise InputError("the question is empty; ask, for example: What is the treatment for ASPS of the thigh?")
    if len(text) > MAX_QUESTION:
        raise InputError(f"the question has {len(text)} characters; at most {MAX_QUESTION} are read")
    if any(not c.isprintable() for c in text):
        raise InputError("the question holds characters that are not text; send it as UTF-8")
    if not words(text):
        raise InputError("the question holds no words in Latin script; ask in English")
    return text


def _matches(asked: Words, lexicon: Lexicon) -> list[_Match]:
    """Longest name first, then any order, then misspelt; no word belongs to two names."""
    found: list[_Match] = []
    taken: set[int] = set()
    for size in range(min(lexicon.longest, len(asked)), 0, -1):
        for read in (_spelt, _misspelt):
            for start in range(len(asked) - size + 1):
                span, window = set(range(start, start + size)), asked[start : start + size]
                if taken & span or (size == 1 and window[0] in _FILLER | _TREATMENT):
                    continue
                if match := read(start, window, lexicon):
                    found.append(match)
                    taken |= span
    return sorted(found, key=lambda m: m.start)


def _spelt(start: int, window: Words, lexicon: Lexicon) -> _Match | None:
    entities = lexicon.exact(window)
    return _Match(start, start + len(window), entities) if entities else None


def _misspelt(start: int, window: Words, lexicon: Lexicon) -> _Match | None:
    """Match a name of as many words; short words and function words are never corrected."""
    if window[0] in _FILLER or window[-1] in _FILLER or len("".join(window)) < 5:
        return None
    if all(word in lexicon.vocabulary for word in window):
        return None
    text = " ".join(window)
    names = [" ".join(key) for key in lexicon.names if len(key) == len(window)]
    best = process.extractOne(text, names, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    if not best:
        return None
    name: str = best[0]
    return _Match(start, start + len(window), lexicon.names[tuple(name.split())], f"{text}\0{name}")


def _left_over(asked: Words, matches: list[_Match]) -> list[str]:
    taken = {i for m in matches for i in range(m.start, m.end)}
    known = (
        _FILLER
        | _TREATMENT
        | _OTHER_TOPIC
        | {"i", "my", "we", "shall", "must", "could", "would", "may", "need", "am", "had", "own"}
    )
    return [word for i, word in enumerate(asked) if i not in taken and word not in known and not word.isdigit()]


def _partial(asked: Words, conditions: list[_Match], rest: list[str], projection: Projection) -> tuple[str, ...]:
    """Read words left beside a general condition as part of a longer name ("alveolar sarcoma")."""
    if not rest or len(conditions) > 1:
        return ()
    wanted = {*rest, *(w for m in conditions for w in asked[m.start : m.end])}
    entities = [e for e in projection.records.entities.values() if e.family == "condition"]
    return tuple(e.id for e in entities if all(any(w in part for part in words(e.label)) for w in wanted))


def _narrowest(conditions: list[str], projection: Projection) -> str | None:
    """Return the condition that lies within all the others, None when there is none."""
    inside = [c for c in conditions if all(within(projection, c, other) for other in conditions)]
    return inside[0] if inside else None


def _suggest(condition: str, projection: Projection) -> Suggestion:
    return Suggestion(f"What is the treatment for {projection.label(condition)}?", condition)


def _ambiguous(text: str, conditions: tuple[str, ...], projection: Projection) -> Refusal:
    names = " or ".join(projection.label(c) for c in conditions)
    readings = tuple(_suggest(c, projection) for c in conditions)
    return Refusal(RefusalKind.AMBIGUOUS, f"the question can be read as {names}; choose one", text, readings)


def _unknown(term: str, lexicon: Lexicon, projection: Projection) -> Refusal:
    entities = _nearest(term, lexicon)
    nearest = ", ".join(projection.label(e) for e in entities)
    message = f"the graph does not know {term!r}" + (f"; the nearest names are: {nearest}" if nearest else "")
    conditions = [e for e in entities if e.startswith("condition:") and guided(projection, e)]
    return Refusal(RefusalKind.UNKNOWN_TERM, message, term, tuple(_suggest(c, projection) for c in conditions))


def _nearest(term: str, lexicon: Lexicon) -> list[str]:
    names = [" ".join(key) for key in lexicon.names]
    near = process.extract(term, names, scorer=fuzz.ratio, limit=3, score_cutoff=_NEAR)
    return list(dict.fromkeys(e for name, *_ in near for e in lexicon.names[tuple(name.split())][:1]))


def _no_condition(rest: list[str], lexicon: Lexicon, projection: Projection) -> Refusal:
    if rest:
        refusal = _unknown(" ".join(rest), lexicon, projection)
        if any(near.startswith("condition:") for near in _nearest(" ".join(rest), lexicon)):
            return refusal
    message = "the question names no sarcoma that the graph holds; the graph is about sarcomas only"
    held = sorted((c for c in projection.records.entities if c.startswith("condition:")),
                  key=lambda c: (-len(projection.outgoing(c, Predicate.TREATED_WITH)), c))[:_EXAMPLES]  # fmt: skip
    return Refusal(RefusalKind.OUT_OF_SCOPE, message, " ".join(rest), tuple(_suggest(c, projection) for c in held))


def _personal(condition: str, projection: Projection) -> Refusal:
    message = ("a decision about someone's own care belongs to them and their treatment team, ideally at a sarcoma "
               "center; the graph can show what is published on the subject")  # fmt: skip
    return Refusal(RefusalKind.PERSONAL_ADVICE, message, suggestions=(_suggest(condition, projection),))


def _corrections(matches: list[_Match]) -> tuple[str, ...]:
    pairs = [m.correction.split("\0") for m in matches if m.correction]
    return tuple(f"“{typed}” was read as “{name}”." for typed, name in pairs)


def _unused(asked: Words, matches: list[_Match], projection: Projection) -> tuple[str, ...]:
    """Name what the question asked for and the plan does not use, so that nobody takes the answer to be narrower."""
    named = [m.entities[0] for m in matches if m.entities[0].startswith(("drug:", "treatment:"))]
    notes = [f"The answer is about every treatment; it is not limited to {projection.label(name)}." for name in named]
    if ages := [word for word in asked if word in _AGES]:
        notes.append(f"“{ages[0]}” did not limit the answer; each sentence says whom it is about where that matters.")
    return tuple(notes)


def _confusable(condition: str, asked: Words, projection: Projection) -> tuple[str, ...]:
    """Say which reading was taken when the words asked also fit a condition that is easily confused."""
    predicate, notes = Predicate.NOT_TO_BE_CONFUSED_WITH, []
    for statement in (*projection.outgoing(condition, predicate), *projection.incoming(condition, predicate)):
        other = statement.object if statement.subject == condition else statement.subject
        name, rival = projection.label(condition), projection.label(other)
        if set(words(name)) & set(words(rival)) & set(asked) and words(name) != asked:
            notes.append(f"The question was read as {name}, not {rival}.")
    return tuple(dict.fromkeys(notes))
