"""Made-up words, names and identifiers: the same number gives the same word, and no two numbers share one."""

from __future__ import annotations

from collections.abc import Callable

_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou")
_COMMON = 3  # syllables of words that many names share; a name's own word has two more
_OWN = _COMMON + 2
_STRIDE = 1_000_003  # prime to the number of words, so that neighbors do not look alike and none comes twice


def common_word(number: int) -> str:
    """Return a word that many names may share."""
    return _word(number, _COMMON)


def own_word(number: int) -> str:
    """Return a word of one name only; raise ValueError beyond the last."""
    return _word(number, _OWN)


def _word(number: int, syllables: int) -> str:
    base = len(_SYLLABLES)
    space = base**syllables
    if not 0 <= number < space:
        raise ValueError(f"there are {space} words of {syllables} syllables, none with number {number}")
    left = number * _STRIDE % space
    found = []
    for _ in range(syllables):
        left, at = divmod(left, base)
        found.append(_SYLLABLES[at])
    return "".join(found)


def _cas(number: int) -> str:
    digits = str(1000 + number)
    check = sum(place * int(digit) for place, digit in enumerate(reversed(digits), start=1)) % 10
    return f"{digits[:-2]}-{digits[-2:]}-{check}"


def _atc(number: int) -> str:
    left, last = divmod(number, 100)
    left, second = divmod(left, 26)
    left, first = divmod(left, 26)
    letter, middle = divmod(left, 100)
    return f"{chr(65 + letter)}{middle:02d}{chr(65 + first)}{chr(65 + second)}{last:02d}"


# How each registry writes its n-th identifier (ontology/checks/malformed-identifier.rq).
IDENTIFIERS: dict[str, Callable[[int], str]] = {
    "atc": _atc, "cas": _cas, "chebi": str, "dailymed": lambda n: f"{n:08x}-0000-4000-8000-{n:012x}",
    "doi": lambda n: f"10.5555/{n}", "doid": str, "efo": lambda n: f"{n:07d}", "hgnc": str, "hp": lambda n: f"{n:07d}",
    "mesh": lambda n: f"D{n:09d}", "mondo": lambda n: f"{n:07d}", "ncit": lambda n: f"C{n}",
    "nct": lambda n: f"NCT{n:08d}", "oncotree": lambda n: f"X{n}", "orphanet": lambda n: str(1 + n),
    "pmid": lambda n: str(1 + n), "rxnorm": str, "uberon": lambda n: f"{n:07d}", "umls": lambda n: f"C{n:07d}",
}  # fmt: skip
