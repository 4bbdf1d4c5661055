"""Misspelt words: the nearest word that the graph knows, and which words are ordinary English."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from sarcomakg.ask.words import listed

# Two spellings at or above this similarity (1 minus edits over the longer length) are taken for one word, measured
# in docs/evaluation.md: what it accepts of one and two random edits, and of words that are not in the graph.
SIMILAR = 0.75
_SHORTEST = 4
_SHORT = 8
# A word that occurs this often in the dictionary's corpus of speech is not the name of anything rare.
_ORDINARY = 5000
# Drugs of one class share their ends, so two of them may lie two edits apart: lapatinib, dasatinib.
_STEMS = ("tinib", "fenib", "rafenib", "mab", "ciclib", "parib", "rubicin", "platin", "taxel", "degib", "limus", "metinib",
          "stat", "nostat", "stim", "bine", "poside", "mycin", "fosfamide", "terone", "gacestat", "tecan")  # fmt: skip


class Affixes:
    """A vocabulary in which words with a given beginning or end are found without looking at the others."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._forward = sorted(vocabulary)
        self._backward = sorted(word[::-1] for word in self._forward)

    def beginning(self, part: str) -> list[str]:
        """Return the words that begin with a part, sorted."""
        return self._forward[bisect_left(self._forward, part) : bisect_left(self._forward, part + "\uffff")]

    def ending(self, part: str) -> list[str]:
        """Return the words that end with a part."""
        back = part[::-1]
        found = self._backward[bisect_left(self._backward, back) : bisect_left(self._backward, back + "\uffff")]
        return [word[::-1] for word in found]


class Speller:
    """Finds the nearest word of a vocabulary, looking only at words of like length that share an end with it."""

    def __init__(
        self, vocabulary: Iterable[str], completable: Iterable[str] = (), names: Iterable[str] | None = None
    ) -> None:
        self._known = frozenset(vocabulary)
        self._names = self._known if names is None else frozenset(names)
        self._completable = Affixes(completable)
        self._buckets: dict[tuple[int, str, int], list[str]] = defaultdict(list)
        for word in self._known:
            if len(word) >= _SHORTEST and word.isalpha():
                self._buckets[len(word), word[:2], 0].append(word)
                self._buckets[len(word), word[-2:], 1].append(word)

    def knows(self, word: str) -> bool:
        """Say whether the word is in the vocabulary as it stands."""
        return word in self._known

    def nearest(self, word: str) -> str:
        """Return the known word that this one is a misspelling of; the empty string when there is none."""
        if len(word) < _SHORTEST or not word.isalpha():
            return ""
        near = [w for size in range(len(word) - 2, len(word) + 3) for end, part in ((0, word[:2]), (1, word[-2:]))
                for w in self._buckets.get((size, part, end), ())]  # fmt: skip
        best = process.extractOne(word, near, scorer=OSA.normalized_similarity, score_cutoff=SIMILAR)
        if not best or (best[0].endswith(_STEMS) and word.endswith(_STEMS) and OSA.distance(word, best[0]) > 1):
            return ""
        # Two diseases may lie two edits apart too: gliosarcoma, liposarcoma.
        diseases = best[0].endswith("oma") and word.endswith("oma") and best[0][:2] != word[:2]
        if OSA.distance(word, best[0]) > (1 if len(word) < _SHORT or diseases else 2):
            return ""
        return str(best[0])

    def completed(self, word: str) -> str:
        """Return the one known word that begins with this: pembro; the empty string when there is none, or more."""
        if len(word) < _SHORTEST + 1 or english().known(word):
            return ""
        longer = self._completable.beginning(word)
        return longer[0] if len(longer) == 1 else ""

    def joined(self, parts: tuple[str, ...]) -> str:
        """Return the known word that these make when written as one: lipo sarcoma; the empty string otherwise."""
        return whole if (whole := "".join(parts)) in self._names and len(whole) > 6 and whole.isalpha() else ""

    def parted(self, word: str) -> tuple[str, ...]:
        """Return the two known words that this one runs together: softtissue; empty when it does not."""
        cuts = range(_SHORTEST, len(word) - _SHORTEST + 1)
        parts = ((word[:i], word[i:]) for i in cuts if word[:i] in self._known and word[i:] in self._known)
        # A longer name of a tumor is another tumor: lymphangiosarcoma.
        return next((p for p in parts if not p[1].endswith("oma") or p[1] in ("sarcoma", "tumor")), ())


# Endings of names of diseases and drugs, and substances that people ask about: English words that are not ordinary.
_MEDICAL = (
    "oma",
    "itis",
    "emia",
    "osis",
    "pathy",
    "algia",
    *_STEMS,
    "cillin",
    "statin",
    "pril",
    "sartan",
    "olol",
    "azole",
)
_SUBSTANCES = listed("substances")
_CHEMICAL = ("ine", "one", "ide", "ol", "il", "in", "ium", "cin", "ane", "ase", "xib", "limus", "vir")
_FREQUENT, _RARE, _CHEMICALLY = 50, 10, 2000
_ENDINGS = ("ly", "ed", "ing", "tion", "sion", "ness", "able", "ible", "al", "ous", "ive", "er", "ment", "ity", "ism", "ist", "ic", "ful", "less", "ward")  # fmt: skip


class English:
    """Ordinary English, from the frequency list of pyspellchecker; read when it is first asked."""

    @cached_property
    def _counts(self) -> dict[str, int]:
        from spellchecker import SpellChecker

        counts: dict[str, int] = dict(SpellChecker(language="en").word_frequency.dictionary)
        return counts

    def _count(self, word: str) -> int:
        return max(self._counts.get(form, 0) for form in (word, word + "s", word.removesuffix("y") + "ies"))

    def ordinary(self, word: str) -> bool:
        """Say whether a word names no drug, no remedy and no disease."""
        count = self._count(word)
        if word in _SUBSTANCES or (count < _ORDINARY and word.endswith(_MEDICAL)):
            return False
        if count >= _ORDINARY or (count > 0 and word.endswith(_ENDINGS)):
            return True
        return count >= (_CHEMICALLY if word.endswith(_CHEMICAL) else _RARE)

    def substance(self, word: str) -> bool:
        """Say whether a word looks like the name of a drug or is one that people know."""
        return word in _SUBSTANCES or word.endswith((*_STEMS, "xib", "limus", "cillin", "vir"))

    def everyday(self, word: str) -> bool:
        """Say whether a word is so common that it is hardly ever part of a name."""
        return self._count(word) >= _ORDINARY

    def frequent(self, word: str) -> bool:
        """Say whether a word is common enough to be meant as it is written."""
        return self._count(word) >= _FREQUENT

    def known(self, word: str) -> bool:
        """Say whether the dictionary has the word at all."""
        return self._counts.get(word, 0) > 0


@cache
def english() -> English:
    """Return the dictionary, one for the process."""
    return English()
