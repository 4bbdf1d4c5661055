"""Disagreements side by side: the sentences of each proposition, apart by the side that they take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Sentence = dict[str, Any]
Group = tuple[str, list[tuple[str, list[Sentence]]]]
_ORDER = {"FOR": "In favor", "AGAINST": "Against", "NEUTRAL": "Undecided"}


def sides(section: dict[str, Any]) -> list[Group]:
    """Return (proposition, sides) of a section; a side is its name and its sentences, in the order of reading.

    A card sets findings side by side per treatment or factor, what it is combined and compared with, and outcome;
    comparisons with no treatment (placebo, observation, none) count as one. Which those are the document does not
    say: they are the comparisons that have no two sides of their own.
    """
    found: list[Group] = []
    for (_, name), sentences in _by(section["sentences"], _proposition).items():
        rest: list[Sentence] = []
        for versus, group in _by(sentences, _versus).items():
            if {"FOR", "AGAINST"} <= {s["statements"][0]["direction"] for s in group}:
                found.append((name + (f", against {versus}" if versus else ""), _apart(group)))
            else:
                rest += group
        if rest:
            found.append((name, _apart(rest)))
    return found


def _apart(sentences: list[Sentence]) -> list[tuple[str, list[Sentence]]]:
    by = _by(sentences, lambda s: s["statements"][0]["direction"])
    return [(name, by[key]) for key, name in _ORDER.items() if key in by]


def _by(sentences: Iterable[Sentence], key: Any) -> dict[Any, list[Sentence]]:
    found: dict[Any, list[Sentence]] = {}
    for sentence in sentences:
        found.setdefault(key(sentence), []).append(sentence)
    return found


def _proposition(sentence: Sentence) -> tuple[str, str]:
    together, outcome = _limit(sentence, "combinedWith"), _limit(sentence, "outcome")
    name = sentence["about"] + (f" with {together}" if together else "") + (f": {outcome}" if outcome else "")
    return sentence["statements"][0]["predicate"], name


def _versus(sentence: Sentence) -> str:
    return _limit(sentence, "comparedWith")


def _limit(sentence: Sentence, name: str) -> str:
    return ", ".join(q["label"] for q in sentence["statements"][0]["qualifiers"] if q["name"] == name)
