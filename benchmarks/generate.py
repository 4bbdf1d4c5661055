"""A graph of any size with the shapes of the real data: a folder of ontology/ and data/ that `check` and `build` read.

`python -m benchmarks.generate --statements N --to DIR [--seed S] [--check]` writes it; the same arguments on the same
data write the same bytes. `--triples N` counts triples instead, about.

Each Statement of the real data is a template that is filled again and again, each time in another *world*. An entity has
as many copies as its kind makes likely (a hub few, a paper or a factor one for each world), and world w uses copy w modulo
their number, a power of two, so that a population's disease is its Statement's disease in every world. A template is
filled once for each pair of its ends: hubs grow because their neighbors multiply. The *core*, a branch of the
hierarchy with all its Statements and what is said of its drugs and trials, is written once at every size, beside them.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.templates import COPIES, NAMES, Edge, Templates, closure, filled, read_templates
from benchmarks.words import own_word
from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.resources import default_root

# The lowest conditions of the core, which goes up to the root from there.
CORE = ("condition:mesenchymal-chondrosarcoma", "condition:dedifferentiated-chondrosarcoma")
MANIFEST = "generated.json"
# How the copies of an entity grow with the worlds, as an exponent, by family; a hub of a family grows by _HUB.
_GROWTH = {
    "biomarker": 0.75, "condition": 0.75, "drug": 0.75, "factor": 1.0, "outcome": 0.25, "population": 1.0, "search": 0.75,
    "site": 0.25, "source": 1.0, "stage": 0.25, "surveillance": 0.5, "treatment": 0.75, "trial": 1.0, "warning": 0.25,
}  # fmt: skip
_HUB = 0.5
_HUBS = {"condition": 40, "drug": 20, "treatment": 20}  # Statements from which on one is a hub
_CITED = 100  # Citations from which on a source is one for all worlds
_CHUNK = 50_000  # Statements in a file
_OF_ITS_SUBJECT = frozenset(
    {"skg:hasWarning", "skg:dosedAs", "skg:enrolled", "skg:evaluated", "skg:hasPrimaryEndpoint"}
)
Key = tuple[str, int]
ALONE = COPIES - 1  # the number of the copy that only the core has


@dataclass(frozen=True)
class Plan:
    """Which copies there are: `doublings[e]` says that an entity has 2**doublings copies among 2**worlds worlds."""

    templates: Templates
    core: frozenset[str]
    worlds: int
    doublings: Mapping[str, int]

    def copy(self, entity: str, world: int) -> int:
        """Return which copy of an entity a world uses; the core's world is ALONE."""
        if world == ALONE:
            return ALONE if entity in self.core else 0
        return world & ((1 << self.doublings[entity]) - 1)


def plan(templates: Templates, statements: int) -> Plan:
    """Return the least number of worlds that holds so many Statements; raise InputError when it is too many or too few."""
    degrees: dict[str, int] = defaultdict(int)
    for edge in templates.edges:
        degrees[edge.subject] += 1
        degrees[edge.object] += 1

    def growth(name: str) -> float:
        family = name.partition(":")[0]
        if family == "source":
            return 0.0 if templates.cited.get(name, 0) >= _CITED else 1.0
        return _HUB if degrees[name] >= _HUBS.get(family, sys.maxsize) else _GROWTH[family]

    for worlds in range(COPIES.bit_length() - 1):
        doublings = {name: round(growth(name) * worlds) for name in templates.entities}
        if sum(2 ** max(doublings[e.subject], doublings[e.object]) for e in templates.edges) >= statements:
            return Plan(templates, _core(templates), worlds, doublings)
    raise InputError(f"{statements} Statements are more than the templates make; ask for fewer")


def _core(templates: Templates) -> frozenset[str]:
    """Return the conditions of the core and the populations of nothing else."""
    conditions = closure(CORE, templates.parents)
    people = {
        name
        for name, template in templates.entities.items()
        if name.startswith("population:")
        and (of := [e for e in template.entities if e.startswith("condition:")])
        and conditions.issuperset(of)
    }
    return conditions | people


def instances(of: Plan, statements: int, seed: int) -> Iterator[tuple[Edge, int]]:
    """Yield each Statement to write, as its template and world; the core first, the last world in part."""
    chance = random.Random(seed)
    edges = of.templates.edges
    about = [e for e in edges if e.subject in of.core or e.object in of.core]
    named = {name for e in about for name in e.template.entities}
    # What treatments consist of and are kinds of has its say in a card too.
    named |= {part for name in named if name in of.templates.entities for part in of.templates.entities[name].entities}
    first = [(e, ALONE) for e in about] + [
        (e, 0) for e in edges if e.predicate in _OF_ITS_SUBJECT and e.subject in named
    ]
    if statements < len(first):
        raise InputError(f"the core alone has {len(first)} Statements; ask for as many or more")
    yield from first
    done, left = {e.template.id for e, world in first if world == 0}, statements - len(first)
    for world in range(2**of.worlds):
        shuffled = list(edges)
        chance.shuffle(shuffled)
        for edge in shuffled:
            # Filled once for each pair of copies of its ends.
            if world >> max(of.doublings[edge.subject], of.doublings[edge.object]):
                continue
            if world == 0 and edge.template.id in done:
                continue
            if left == 0:
                return
            left -= 1
            yield edge, world
    if left:
        raise InputError(f"the templates make {left} Statements too few; ask for fewer")


class _Names:
    """The identifiers of copies, and each world's view of them."""

    def __init__(self, of: Plan) -> None:
        self._plan = of
        self._numbers = {name: at for at, name in enumerate(of.templates.entities)}
        self._views: dict[int, dict[str, str]] = {}

    def number(self, key: Key) -> int:
        """Return the number that names of a copy are made of."""
        return self._numbers[key[0]] * COPIES + key[1]

    def name(self, key: Key) -> str:
        """Return the identifier of a copy."""
        return f"{key[0].partition(':')[0]}:{own_word(self.number(key) * NAMES)}"

    def view(self, world: int) -> dict[str, str]:
        """Return the identifier that each entity has in a world."""
        if world not in self._views:
            self._views = {world: {e: self.name((e, self._plan.copy(e, world))) for e in self._numbers}}
        return self._views[world]


def write(root: Path, to: Path, statements: int, seed: int = 0) -> dict[str, object]:
    """Write the graph below `to`; return its description, which stands in generated.json there.

    Raises InputError when `to` holds data of another origin, or when no graph of that size can be made.
    """
    if (to / "data").exists() and not (to / MANIFEST).is_file():
        raise InputError(f"{to} holds data that was not generated; name another folder")
    templates = read_templates(root)
    of = plan(templates, statements)
    for folder in ("data", "ontology"):
        shutil.rmtree(to / folder, ignore_errors=True)
    (to / "data").mkdir(parents=True)
    shutil.copytree(root / "ontology", to / "ontology")
    names, used = _Names(of), set[Key]()
    texts = _statements(of, names, used, instances(of, statements, seed))
    for number in range(-(-statements // _CHUNK)):
        (to / "data" / f"statements-{number:03d}.ttl").write_text("".join(islice(texts, _CHUNK)), encoding="utf-8")
    families = _entities(of, names, used)
    for family, found in sorted(families.items()):
        (to / "data" / f"{family}.ttl").write_text("".join(found), encoding="utf-8")
    described = {
        "statements": statements, "seed": seed, "worlds": 2**of.worlds,
        "entities": {family: len(found) for family, found in sorted(families.items())},
        "core": [names.name((name, ALONE)) for name in CORE], "hub": names.name((_hub(templates, of), 0)),
    }  # fmt: skip
    (to / MANIFEST).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return described


def _statements(of: Plan, names: _Names, used: set[Key], found: Iterator[tuple[Edge, int]]) -> Iterator[str]:
    for edge, world in found:
        view, template = names.view(world), edge.template
        used.update([(entity, of.copy(entity, world)) for entity in template.entities])
        yield filled(template, f"{template.id}-{'core' if world == ALONE else world}", 0, view)


def _entities(of: Plan, names: _Names, used: set[Key]) -> dict[str, list[str]]:
    """Return the Turtle of what is used, and of what that refers to in turn, by family; a Search comes with its condition."""
    searches = [t for name, t in of.templates.entities.items() if name.startswith("search:")]
    for search in searches:
        about = next(e for e in search.entities if e.startswith("condition:"))
        copies = [copy for copy in range(2 ** of.doublings[search.id]) if (about, of.copy(about, copy)) in used]
        used.update((search.id, copy) for copy in copies)
    stack = list(used)
    while stack:
        name, copy = stack.pop()
        for entity in of.templates.entities[name].entities:
            if (key := (entity, of.copy(entity, copy))) not in used:
                used.add(key)
                stack.append(key)
    families: dict[str, list[str]] = defaultdict(list)
    for name, copy in sorted(used, key=lambda key: (key[1], key[0])):
        text = filled(
            of.templates.entities[name], names.name((name, copy)), names.number((name, copy)), names.view(copy)
        )
        families[name.partition(":")[0]].append(text)
    return families


def _hub(templates: Templates, of: Plan) -> str:
    """Return the condition with most Statements outside the core."""
    counts: dict[str, int] = defaultdict(int)
    for edge in templates.edges:
        counts[edge.subject] += 1
        counts[edge.object] += 1
    return max((n for n in counts if n.startswith("condition:") and n not in of.core), key=lambda n: (counts[n], n))


def main() -> None:
    """Generate, and check when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--statements", type=int, help="how many Statements")
    size.add_argument("--triples", type=int, help="about how many triples")
    parser.add_argument("--to", type=Path, required=True, help="the folder to write")
    parser.add_argument("--seed", type=int, default=0, help="which Statements a partly filled world has")
    parser.add_argument("--check", action="store_true", help="run every check, and stamp the data when it passes")
    options = parser.parse_args()
    try:
        described = write(default_root(), options.to, options.statements or options.triples * 10 // 294, options.seed)
    except SarcomakgError as error:
        sys.exit(str(error))
    print(json.dumps(described))
    if options.check:
        from sarcomakg.validate import check

        report = check(options.to, stamp=True)
        if report.violations:
            sys.exit("\n".join(map(str, report.violations[:20])) + f"\n{len(report.violations)} violations")
        print(json.dumps(report.counts))


if __name__ == "__main__":
    main()
