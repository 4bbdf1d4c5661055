"""The names of the graph: every label, synonym, brand name and registry number that a question may contain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sarcomakg.ask.words import Words, words
from sarcomakg.model import Entity
from sarcomakg.projection import Projection

# What a person can ask about, in the order in which one reading is preferred to another.
FAMILIES = (
    "condition",
    "drug",
    "trial",
    "site",
    "stage",
    "treatment",
    "biomarker",
    "outcome",
    "factor",
    "surveillance",
    "warning",
)
# Words that join the parts of a name, and may be left out or moved about.
JOINTS = frozenset(("of", "the", "in", "and", "a", "an", "with", "for", "to", "by"))
# Under which a built snapshot keeps it.
LEXICON = "lexicon"
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_PARTS = re.compile(r"[(),/;]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`names` maps a name's words to the entities called so, `reordered` the sorted words that carry it.

    `vocabulary` holds every word of every name; `of_conditions` the words of names of conditions, each with the
    conditions that have it; `of_markers` and `of_warnings` the words of biomarkers and of what labels warn of;
    `completable` the words of conditions and drugs, which people cut short; `by_letter` the names by their first letter;
    `descriptive` the words of names other than those of drugs and treatments,
    `of_drugs` those of drugs.
    """

    names: Mapping[Words, tuple[str, ...]]
    reordered: Mapping[Words, tuple[str, ...]]
    longest: int
    vocabulary: frozenset[str]
    of_conditions: Mapping[str, frozenset[str]]
    of_markers: frozenset[str]
    of_warnings: frozenset[str]
    completable: frozenset[str]
    by_letter: Mapping[str, tuple[Words, ...]]
    descriptive: frozenset[str]
    of_drugs: frozenset[str]

    def exact(self, found: Words) -> tuple[str, ...]:
        """Return the entities of just this name."""
        return self.names.get(found, ())

    def shuffled(self, found: Words) -> tuple[str, ...]:
        """Return the entities of a name of two words or more, in whatever order they stand."""
        key = content(found)
        return self.reordered.get(key, ()) if len(key) > 1 else ()


def content(found: Words) -> Words:
    """Return the words that carry a name, sorted."""
    return tuple(sorted(word for word in found if word not in JOINTS))


def names_of(entity: Entity) -> Iterator[str]:
    """Yield what an entity is called; a trial also by each part of its label and by its registry number."""
    for name in (entity.label, *entity.synonyms, *entity.properties.get("brandName", ())):
        yield name
        yield _PARENTHESIS.sub("", name)
        if entity.family == "stage":
            yield name.removesuffix(" disease")
    if entity.family == "trial":
        yield from _PARTS.split(entity.label)
        yield from (match.partition(":")[2] for match in entity.exact_matches)


def build_lexicon(projection: Projection) -> Lexicon:
    """Make the lexicon from the graph, so that a new entity is askable the moment it is in the data."""
    found: dict[Words, list[str]] = defaultdict(list)
    reordered: dict[Words, list[str]] = defaultdict(list)
    of_conditions: dict[str, set[str]] = defaultdict(set)
    of_family: dict[str, set[str]] = defaultdict(set)
    for entity in projection.records.entities.values():
        if entity.family not in FAMILIES:
            continue
        for key in dict.fromkeys(words(name) for name in names_of(entity)):
            for index, form in ((found, key), (reordered, content(key))):
                if form and entity.id not in index[form]:
                    index[form].append(entity.id)
            of_family[entity.family].update(key)
            if entity.family == "condition":
                for word in key:
                    of_conditions[word].add(entity.id)
    by_letter: dict[str, list[Words]] = defaultdict(list)
    for key in found:
        by_letter[key[0][0]].append(key)
    order = {family: rank for rank, family in enumerate(FAMILIES)}

    def ranked(index: dict[Words, list[str]]) -> dict[Words, tuple[str, ...]]:
        return {k: tuple(sorted(v, key=lambda i: (order[i.partition(":")[0]], i))) for k, v in index.items()}

    return Lexicon(
        names=ranked(found),
        reordered=ranked(reordered),
        longest=max(map(len, found), default=0),
        vocabulary=frozenset(word for key in found for word in key),
        of_conditions={word: frozenset(ids) for word, ids in of_conditions.items()},
        of_markers=frozenset(of_family["biomarker"]),
        of_warnings=frozenset(of_family["warning"]),
        descriptive=frozenset(
            w for family, found in of_family.items() if family not in ("drug", "treatment", "warning") for w in found
        ),
        of_drugs=frozenset(of_family["drug"]),
        by_letter={letter: tuple(keys) for letter, keys in by_letter.items()},
        completable=frozenset(of_family["condition"] | of_family["drug"]),
    )
