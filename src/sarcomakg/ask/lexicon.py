"""The words of the graph: every label, synonym and brand name that a question may contain."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sarcomakg.projection import Projection

# What a person can ask about, in the order in which one reading is preferred to another.
FAMILIES = ("condition", "drug", "site", "stage", "treatment")
_BRITISH = {"tumour": "tumor", "paediatric": "pediatric", "localised": "localized", "metastasised": "metastasized",
            "oesophagus": "esophagus", "haemangioma": "hemangioma", "anaemia": "anemia", "randomised": "randomized"}  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")

Words = tuple[str, ...]


def words(text: str) -> Words:
    """Return the words of a text in the form that is compared: lower case, American, singular."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return tuple(_singular(_BRITISH.get(word, word)) for word in _WORD.findall(folded))


def _singular(word: str) -> str:
    word = _BRITISH.get(word.removesuffix("s"), word)
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`names` maps a name's words to the entities called so; `shuffled` the same in sorted order."""

    names: Mapping[Words, tuple[str, ...]]
    shuffled: Mapping[Words, tuple[str, ...]]
    longest: int
    vocabulary: frozenset[str]

    def exact(self, found: Words) -> tuple[str, ...]:
        """Return the entities of this name, in whatever order its words stand."""
        return self.names.get(found) or (self.shuffled.get(tuple(sorted(found)), ()) if len(found) > 1 else ())


def build_lexicon(projection: Projection) -> Lexicon:
    """Make the lexicon from the graph, so that a new entity is askable the moment it is in the data."""
    found: dict[Words, list[str]] = defaultdict(list)
    shuffled: dict[Words, list[str]] = defaultdict(list)
    for entity in projection.records.entities.values():
        if entity.family not in FAMILIES:
            continue
        for name in {entity.label, *entity.synonyms, *entity.properties.get("brandName", ())}:
            key = words(name)
            for index, form in ((found, key), (shuffled, tuple(sorted(key)))):
                if key and entity.id not in index[form]:
                    index[form].append(entity.id)
    order = {family: rank for rank, family in enumerate(FAMILIES)}

    def ranked(index: dict[Words, list[str]]) -> dict[Words, tuple[str, ...]]:
        return {k: tuple(sorted(v, key=lambda i: (order[i.partition(":")[0]], i))) for k, v in index.items()}

    vocabulary = frozenset(word for key in found for word in key)
    return Lexicon(ranked(found), ranked(shuffled), max(map(len, found), default=0), vocabulary)
