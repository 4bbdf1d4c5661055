"""Disagreements side by side: the sentences of each proposition, apart by the side that they take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sarcomakg.render.words import direction

Sentence = dict[str, Any]
# A side is what it says and the words with which a card begins its sentences, which its heading takes the place of.
Side = tuple[str, str]
Group = tuple[str, list[tuple[Side, list[Sentence]]]]
_ORDER = {"FOR": "In favor", "AGAINST": "Against", "NEUTRAL": "Undecided"}


def sides(section: dict[str, Any]) -> list[Group]:
    """Return (proposition, sides) of a section, in the order of reading.

    A proposition is a treatment or a factor, what it is combined with, the other treatment that it is compared
    with, and the outcome; placebo, observation and surgery alone are no other treatment.
    """
    return [(name, _apart(found)) for (_, name), found in _by(section["sentences"], _proposition).items()]


def _apart(sentences: list[Sentence]) -> list[tuple[Side, list[Sentence]]]:
    by = _by(sentences, lambda s: s["statements"][0]["direction"])
    return [
        ((direction(by[key][0]["statements"][0]).capitalize(), f"{begin} "), by[key])
        for key, begin in _ORDER.items()
        if key in by
    ]


def _by(sentences: Iterable[Sentence], key: Any) -> dict[Any, list[Sentence]]:
    found: dict[Any, list[Sentence]] = {}
    for sentence in sentences:
        found.setdefault(key(sentence), []).append(sentence)
    return found


def _proposition(sentence: Sentence) -> tuple[str, str]:
    statement = sentence["statements"][0]
    others = [q["label"] for q in statement["versus"] if q["term"] and q["term"].get("kind") in ("DRUG", "REGIMEN")]
    parts = (("with", _limit(sentence, "combinedWith")), ("against", ", ".join(others)))
    name = sentence["about"] + "".join(f" {word} {what}" for word, what in parts if what)
    outcome = _limit(sentence, "outcome")
    return statement["predicate"], name + (f": {outcome}" if outcome else "")


def _limit(sentence: Sentence, name: str) -> str:
    return ", ".join(q["label"] for q in sentence["statements"][0]["qualifiers"] if q["name"] == name)
