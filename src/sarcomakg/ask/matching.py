"""Names in a question: longest first, as written, then in any order, then misspelt; no word belongs to two names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sarcomakg.ask.lexicon import JOINTS, Lexicon
from sarcomakg.ask.plan import Match, MatchKind
from sarcomakg.ask.spelling import Speller, english
from sarcomakg.ask.topics import CUE_WORDS
from sarcomakg.ask.words import Token, Words, listed, words

# Words of questions that name nothing.
FILLER = listed("filler")
# Diseases that are no sarcomas, and patients that are no people.
ELSEWHERE = listed("elsewhere")
_AGE_WORDS = listed("ages")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a question: the tokens from `start` up to `end`, and every entity so called, the likeliest first."""

    start: int
    end: int
    entities: tuple[str, ...]
    name: str
    kind: MatchKind

    @property
    def entity(self) -> str:
        """The likeliest entity."""
        return self.entities[0]

    @property
    def family(self) -> str:
        """The family of the likeliest entity."""
        return self.entities[0].partition(":")[0]


def spell(asked: Sequence[Token], lexicon: Lexicon, speller: Speller) -> tuple[Token, ...]:
    """Return the tokens with the words that nobody knows replaced by what they are a misspelling of.

    Words written apart are joined and words run together are parted where that gives a known word; the places in
    the question stay.
    """
    corrected: list[Token] = []
    at = 0
    while at < len(asked):
        token = asked[at]
        for size in (3, 2):
            group = asked[at : at + size]
            if len(group) == size and not all(_plain(t.word, lexicon) for t in group) and (
                whole := speller.joined(tuple(t.word for t in group))
            ):  # fmt: skip
                corrected.append(Token(token.start, group[-1].end, " ".join(t.typed for t in group), whole))
                at += size
                break
        else:
            corrected.extend(_corrected(token, lexicon, speller))
            at += 1
    return tuple(corrected)


def _corrected(token: Token, lexicon: Lexicon, speller: Speller) -> Iterator[Token]:
    word = token.word
    typed = token.typed.lower()
    if word not in lexicon.vocabulary and typed in lexicon.vocabulary:
        yield replace(token, word=typed)  # an abbreviation in small letters that ends with s
        return
    if speller.knows(word) or _plain(word, lexicon) or any(c.isdigit() for c in word):
        yield token
    elif near := speller.nearest(word):
        yield replace(token, word=near)
    elif parts := speller.parted(word):
        yield from (replace(token, word=part) for part in parts)
    elif whole := speller.completed(word):
        yield replace(token, word=whole)
    else:
        yield token


def _plain(word: str, lexicon: Lexicon) -> bool:
    """Say whether a word is one that questions are made of, which is never corrected into a name."""
    return (
        word in FILLER
        or word in CUE_WORDS
        or word in ELSEWHERE
        or (word not in lexicon.vocabulary and english().frequent(word))
    )


def names_in(asked: Sequence[Token], lexicon: Lexicon) -> list[Found]:
    """Return the names in the tokens, in the order of the question."""
    found: list[Found] = []
    taken: set[int] = set()
    trial = any(t.word in ("trial", "study") for t in asked)
    for size in range(min(lexicon.longest + 2, len(asked)), 0, -1):
        for read in (_as_written, _reordered):
            for start in range(len(asked) - size + 1):
                span = range(start, start + size)
                if not taken.isdisjoint(span):
                    continue
                if match := read(start, asked[start : start + size], lexicon, trial):
                    found.append(match)
                    taken.update(span)
    return sorted(found, key=lambda m: m.start)


def _as_written(start: int, window: Sequence[Token], lexicon: Lexicon, trial: bool) -> Found | None:
    key = tuple(t.word for t in window)
    entities = lexicon.exact(key)
    if not entities or (len(window) == 1 and _too_common(window[0], entities, trial)):
        return None
    typed = tuple(t.typed.lower() for t in window)
    kind = MatchKind.EXACT if typed == key else MatchKind.INFLECTED
    if any(_respelt(t) for t in window):
        kind = MatchKind.MISSPELT
    return Found(start, start + len(window), entities, " ".join(key), kind)


def _reordered(start: int, window: Sequence[Token], lexicon: Lexicon, trial: bool) -> Found | None:
    key: Words = tuple(t.word for t in window)
    if len(key) < 2 or key[0] in JOINTS or key[-1] in JOINTS:
        return None
    entities = lexicon.shuffled(key)
    if not entities:
        return None
    kind = MatchKind.MISSPELT if any(_respelt(t) for t in window) else MatchKind.REORDERED
    return Found(start, start + len(window), entities, " ".join(key), kind)


def _respelt(token: Token) -> bool:
    return token.word not in words(token.typed)


def _too_common(token: Token, entities: Sequence[str], trial: bool) -> bool:
    """A trial, factor or outcome called like a common word is meant only when it is written as a name."""
    word = token.word
    family = entities[0].partition(":")[0]
    if word in FILLER:
        return not (family == "trial" and trial and token.typed.isupper())
    if family in ("condition", "site", "stage", "drug"):
        return False
    if family in ("outcome", "factor", "surveillance", "treatment", "biomarker"):
        return word in CUE_WORDS and family != "treatment"
    return english().known(word) and not token.typed.isupper() and not trial


def matches(question: str, asked: Sequence[Token], found: Sequence[Found]) -> tuple[Match, ...]:
    """Return what was found as it stands in the question, with characters instead of tokens."""
    return tuple(
        Match(asked[f.start].start, asked[f.end - 1].end, question[asked[f.start].start : asked[f.end - 1].end],
              f.entity, f.name, f.kind)
        for f in found
    )  # fmt: skip


def ages(asked: Sequence[Token]) -> list[str]:
    """Return the words of age of a question."""
    return [t.word for t in asked if t.word in _AGE_WORDS]
