"""The words of a question: tokens with their places, and the form in which they are compared."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BRITISH = {"tumour": "tumor", "paediatric": "pediatric", "localised": "localized", "metastasised": "metastasized", "metastasise": "metastasize",
            "oesophagus": "esophagus", "haemangioma": "hemangioma", "anaemia": "anemia", "randomised": "randomized", "leukaemia": "leukemia",
            "haemangioendothelioma": "hemangioendothelioma", "haemangiopericytoma": "hemangiopericytoma", "oestrogen": "estrogen",
            "authorised": "authorized", "licence": "license", "licenced": "licensed", "programme": "program", "centre": "center", "fibre": "fiber",
            "haematological": "hematological", "characterised": "characterized", "specialised": "specialized", "diarrhoea": "diarrhea",
            "lipomatous": "lipomatous", "gynaecological": "gynecological", "orthopaedic": "orthopedic"}  # fmt: skip
_PLURALS = {
    "metastases": "metastasis",
    "diagnoses": "diagnosis",
    "prognoses": "prognosis",
    "sarcomata": "sarcoma",
    "biopsies": "biopsy",
    "umls": "umls",
    "children": "child",
    "women": "woman",
    "men": "man",
}
_KEPT = ("ss", "is", "us", "os")
_TOKEN = re.compile(r"[a-z0-9]+(?:['’]s\b)?")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question from character `start` up to `end`: as typed, and in the form that is compared."""

    start: int
    end: int
    typed: str
    word: str


def fold(text: str) -> str:
    """Return a text without accents, in lower case, each character still in its place."""
    return "".join((unicodedata.normalize("NFKD", c)[0] if c.isalpha() else c).lower()[:1] or c for c in text)


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text with their places; marks of possession belong to the word before them."""
    folded = fold(text)
    return _paired(
        tuple(
            Token(m.start(), m.end(), typed, m[0] if _abbreviation(typed) else normal(m[0]))
            for m in _TOKEN.finditer(folded)
            for typed in (text[m.start() : m.end()],)
        )
    )


# Two words that are one, of which the second alone would be a name: UPS, CAT.
_PAIRS = {("check", "up"): "checkup", ("check", "ups"): "checkup", ("follow", "up"): "followup", ("follow", "ups"): "followup",
          ("work", "up"): "workup", ("cat", "scan"): "ct", ("cat", "scans"): "ct"}  # fmt: skip


def _paired(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens with such pairs joined."""
    joined: list[Token] = []
    for token in found:
        pair = (joined[-1].typed.lower(), token.typed.lower()) if joined else ("", "")
        if pair in _PAIRS:
            first = joined.pop()
            joined.append(Token(first.start, token.end, f"{first.typed} {token.typed}", _PAIRS[pair]))
        else:
            joined.append(token)
    return tuple(joined)


def _abbreviation(typed: str) -> bool:
    """Say whether a word is an abbreviation in capitals, whose last S is no plural: ARMS."""
    return 3 < len(typed) < 7 and typed.isupper() and typed.isalpha()


def words(text: str) -> Words:
    """Return the words of a text in the form that is compared: lower case, American, singular."""
    return tuple(token.word for token in tokens(text))


def normal(word: str) -> str:
    """Return one word in the form that is compared."""
    word = re.sub(r"['’]s$", "", word)
    word = _BRITISH.get(word) or _BRITISH.get(word.removesuffix("s"), word)
    if word in _PLURALS:
        return _PLURALS[word]
    if len(word) > 5 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEPT):
        return word[:-1]
    return word


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def listed(name: str) -> frozenset[str]:
    """Return a list of `words.toml`, its words in the form that is compared."""
    return frozenset(normal(word) for word in _lists()[name].split())
