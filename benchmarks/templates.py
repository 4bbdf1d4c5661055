"""The project's own data as templates: what each entity and Statement says, with gaps where names and entities go.

Names become made-up ones and texts other words of the same length; figures, terms, and the shape of every Statement, with
its qualifiers, Citations and Results, stay as curators wrote them, so that a graph made of them has the same shapes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from benchmarks.words import IDENTIFIERS, common_word, own_word
from sarcomakg.identifiers import to_curie
from sarcomakg.rdf.dataset import read_dataset

FAMILIES = frozenset((
    "biomarker", "condition", "drug", "factor", "outcome", "population", "search", "site", "source", "stage",
    "surveillance", "treatment", "trial", "warning",
))  # fmt: skip
COPIES = 4096  # of one entity at most: keeps the numbers of names and identifiers apart
NAMES = 16  # of one entity at most
_NAMING = frozenset(("skos:prefLabel", "skos:altLabel", "skg:plainLabel", "skg:brandName", "dcterms:title"))
_TEXT = frozenset((
    "skos:definition", "skg:plainDefinition", "skg:note", "skg:locator", "skg:analysis", "skg:analysisSet",
    "skg:mechanism", "skg:drugClass", "skg:venue", "skg:statedBy", "dcterms:creator", "dcterms:publisher",
))  # fmt: skip
# Words of locators and analyses that say what kind of place or figure it is.
_KEPT = frozenset((
    "abstract", "adjusted", "analysis", "central", "conclusion", "discussion", "figure", "full", "introduction",
    "investigator", "methods", "model", "multivariable", "people", "range", "results", "review", "section", "summary",
    "table", "text", "univariable",
))  # fmt: skip
_WORD = re.compile(r"[A-Za-z]{4,}")
Filler = Callable[[int], str]
Pairs = list[tuple[str, ox.NamedNode | ox.Literal]]


@dataclass(frozen=True, slots=True)
class Template:
    """`text` has a `%s` for its own identifier, then one for each of `slots`: an entity, or what makes a name of a number."""

    id: str
    text: str
    slots: tuple[str | Filler, ...]

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities that it refers to, in order."""
        return tuple(slot for slot in self.slots if isinstance(slot, str))


@dataclass(frozen=True, slots=True)
class Edge:
    """The template of a Statement, with its ends."""

    template: Template
    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Templates:
    """What the data says, by identifier and in its order; `cited` counts the Citations of each source."""

    entities: Mapping[str, Template]
    edges: tuple[Edge, ...]
    kinds: Mapping[str, str]
    parents: Mapping[str, tuple[str, ...]]
    cited: Mapping[str, int]
    triples: int


def read_templates(root: Path) -> Templates:
    """Read the ontology and data below `root` as templates; raise DataError on what cannot be read."""
    triples = read_dataset(root).triples
    about: dict[str, Pairs] = defaultdict(list)
    for triple in triples:
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode | ox.Literal)
        about[to_curie(triple.subject.value)].append((to_curie(triple.predicate.value), triple.object))
    writer = _Writer(about)
    entities = {name: writer.template(name) for name in sorted(about) if _family(name) in FAMILIES}
    edges: list[Edge] = []
    for name in sorted(about):
        if _family(name) == "statement":
            found = {p: to_curie(o.value) for p, o in about[name]}
            ends = (found["rdf:subject"], found["rdf:predicate"], found["rdf:object"])
            # What it says is no longer true under the name that a curator gave it.
            edges.append(Edge(replace(writer.template(name), id=f"statement:s{len(edges)}"), *ends))
    cited: dict[str, int] = defaultdict(int)
    for name, pairs in about.items():
        if _family(name) == "citation":
            for source in _objects(pairs, "skg:source"):
                cited[source] += 1
    return Templates(
        entities,
        tuple(edges),
        {name: _objects(about[name], "rdf:type")[0] for name in entities},
        {name: (*_objects(about[name], "skos:broader"), *_objects(about[name], "skg:partOf")) for name in entities},
        cited,
        len(triples),
    )


def _family(name: str) -> str:
    return name.partition(":")[0]


def _objects(pairs: Pairs, predicate: str) -> tuple[str, ...]:
    return tuple(to_curie(o.value) for p, o in pairs if p == predicate)


class _Writer:
    """Writes what the graph says of a node as Turtle with gaps."""

    def __init__(self, about: Mapping[str, Pairs]) -> None:
        self._about = about
        self._words: dict[str, str] = {}
        self._registered: dict[str, int] = defaultdict(int)

    def template(self, name: str) -> Template:
        slots: list[str | Filler] = []
        text = "%s " + " ;\n    ".join(self._lines(name, slots)) + " .\n"
        return Template(name, text, tuple(slots))

    def _lines(self, name: str, slots: list[str | Filler]) -> Iterator[str]:
        names = 0
        # A type first, as curators write; names before texts.
        for predicate, term in sorted(self._about[name], key=lambda pair: (pair[0] != "rdf:type", pair[0])):
            if predicate == "rdf:type":
                yield f"a {to_curie(term.value)}"
            elif predicate in _NAMING:
                if names < NAMES:
                    yield f"{predicate} {self._name(name, names, term, slots)}"
                names += 1
            elif predicate == "schema:url":
                slots.append(lambda number: f"https://example.org/{number}")
                yield f'{predicate} "%s"'
            elif predicate == "skos:exactMatch":
                yield from self._identifier(term.value, slots)
            else:
                yield f"{predicate} {self._term(predicate, term, slots)}"

    def _name(self, owner: str, at: int, term: ox.NamedNode | ox.Literal, slots: list[str | Filler]) -> str:
        assert isinstance(term, ox.Literal)
        words = re.findall(r"\w+", term.value)[1:]
        before = "people with " if owner.startswith("population:") else ""
        after = "".join(f" {self._common(word)}" for word in words)
        slots.append(lambda number: own_word(number * NAMES + at))
        return f'"{before}%s{after}"' + (f"@{term.language}" if term.language else "")

    def _identifier(self, iri: str, slots: list[str | Filler]) -> Iterator[str]:
        prefix = _family(to_curie(iri))
        if made := IDENTIFIERS.get(prefix):
            base = self._registered[prefix] * COPIES
            self._registered[prefix] += 1
            slots.append(lambda number: made(base + number % COPIES))
            namespace = iri[: len(iri) - len(to_curie(iri)) + len(prefix) + 1]
            yield f"skos:exactMatch <{namespace}%s>"

    def _term(self, predicate: str, term: ox.NamedNode | ox.Literal, slots: list[str | Filler]) -> str:
        if isinstance(term, ox.NamedNode):
            name = to_curie(term.value)
            if _family(name) in ("citation", "result"):
                return "[ " + " ; ".join(self._lines(name, slots)) + " ]"
            if _family(name) in FAMILIES:
                slots.append(name)
                return "%s"
            return name if re.fullmatch(r"\w+:[\w-]+", name) else f"<{term.value.replace('%', '%%')}>"
        if predicate in _TEXT:
            term = ox.Literal(_WORD.sub(self._other, term.value), language=term.language)
        text = str(term).replace("^^<http://www.w3.org/2001/XMLSchema#", "^^xsd:").replace("%", "%%")
        return text.removesuffix(">") if "^^xsd:" in text else text

    def _other(self, match: re.Match[str]) -> str:
        word = match.group()
        if word.lower() in _KEPT:
            return word
        other = (self._common(word) * 8)[: len(word)]
        return other.capitalize() if word[0].isupper() else other

    def _common(self, word: str) -> str:
        """Return the made-up word that stands for a word everywhere."""
        return self._words.setdefault(word.lower(), common_word(len(self._words)))


def filled(template: Template, name: str, number: int, at: Mapping[str, str]) -> str:
    """Return the Turtle of a copy: `name` is its own, `number` makes its names, `at` names the entities that it refers to."""
    return template.text % (name, *(at[s] if isinstance(s, str) else s(number) for s in template.slots))


def closure(names: Iterable[str], parents: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the entities and everything broader."""
    found: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(parents.get(name, ()))
    return frozenset(found)
