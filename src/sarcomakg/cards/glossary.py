"""Words of research in plain language, added where a patient meets them first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sarcomakg.cards.model import Section, Sentence

# No figure stands in an explanation: each number of a sentence is one of its Statements' numbers.
TERMS: dict[str, str] = {
    "FDA": "the agency that allows medicines in the United States",
    "EMA": "the agency that checks medicines for the European Union",
    "hazard ratio": "how fast something happened in one group against the other; below one means slower",
    "odds ratio": "how likely something was in one group against the other; above one means more likely",
    "relative risk": "how likely something was in one group against the other; above one means more likely",
    "CI": "confidence interval: the range in which the true figure most likely lies",
    "median": "the middle value: half of the people had more, half had less",
    "interquartile range": "the range of the middle half of the people",
    "randomized": "chance decided who got which treatment",
    "placebo": "a dummy treatment without medicine",
    "localized": "only in the place where it started",
    "metastatic": "it has spread to other parts of the body",
    "recurrent": "it has come back",
    "unresectable": "an operation cannot take it out",
    "advanced disease": "cancer that has spread or that an operation cannot take out",
    "boxed warning": "the strongest warning that a label can carry",
    "limitation of use": "a group for which the medicine is not meant",
    "fusion gene": "a gene made of parts of two others",
    "cohort": "a group of people who were followed",
    "overall survival": "how long people lived",
    "progression-free survival": "how long people lived without the cancer growing",
    "event-free survival": "how long people lived without the cancer growing, coming back or another such event",
    "disease-free survival": "how long people lived without the cancer coming back",
    "objective response": "the tumor shrank by a set amount",
}
_PATTERNS = {
    term: re.compile(rf"(?<![\w-]){re.escape(term)}s?(?![\w-])(?! \()", re.IGNORECASE if term.islower() else 0)
    for term in TERMS
}


def explained(answer: Sequence[Sentence], sections: Sequence[Section]) -> tuple[tuple[Sentence, ...], list[Section]]:
    """Return the sentences of a card with each term explained at its first use, in the order of reading."""
    waiting = dict(_PATTERNS)

    def each(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
        return tuple(replace(s, text=_explain(s.text, waiting)) for s in sentences)

    first = each(answer)
    return first, [replace(section, sentences=each(section.sentences)) for section in sections]


def _explain(text: str, waiting: dict[str, re.Pattern[str]]) -> str:
    """Explain at the end of a sentence, so that the figures stay together."""
    notes = []
    for term in [t for t, pattern in waiting.items() if pattern.search(text)]:
        del waiting[term]
        notes.append(f"“{term[0].upper()}{term[1:]}” means: {TERMS[term]}.")
    return " ".join((text, *notes))
