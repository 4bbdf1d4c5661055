"""The family of conditions with what is held of each, from the nodes of the published document `coverage`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What each step of shade begins at; 0 is no shade.
STEPS = (1, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class Column:
    """A kind of evidence: its predicates, the fields that count it apart from them, and the one that adds what is inherited."""

    key: str
    label: str
    meaning: str
    predicates: tuple[str, ...] = ()
    own: str = ""
    less: str = ""
    whole: str = ""


COLUMNS = (
    Column("guidance", "Treatment guidance", "what guidelines, labels and trials state of its treatment, for and against", ("TREATED_WITH",), whole="withBroader"),
    Column("approvals", "Approvals in force", "drugs that a regulator approved for it, where the approval has not ended", own="approvedNow", whole="approvedNowWithBroader"),
    Column("ended", "Approvals ended, limits of use", "approvals that ended, and limits of use that a regulator states", ("APPROVED_FOR",), less="approvedNow"),
    Column("studies", "Studies", "what studies report of a treatment in it, whether it helped, did not help, or is left open", ("STUDIED_IN",)),
    Column("trials", "Trials", "trials that enrolled people with it, named as such or as a group that has it; these are trials, not Statements"),
    Column("prognosis", "Prognosis", "what goes with a better or worse outcome, or was found not to", ("HAS_PROGNOSTIC_FACTOR",), whole="factorsWithBroader"),
    Column("outcomes", "Outcomes", "survival, recurrence and spread in groups of patients", ("HAS_OUTCOME",)),
    Column("biomarkers", "Biomarkers", "fusions, mutations and other marks", ("HAS_BIOMARKER",)),
    Column("diagnosis", "Diagnosis", "procedures that establish it", ("DIAGNOSED_WITH",), whole="diagnosisWithBroader"),
    Column("staging", "Staging", "procedures that find its extent", ("STAGED_WITH",), whole="stagingWithBroader"),
    Column("sites", "Sites", "where it arises", ("ARISES_IN",)),
    Column("metastasis", "Metastasis", "where it spreads to", ("METASTASIZES_TO",)),
    Column("follow-up", "Follow-up", "what is done after treatment, and how often", ("FOLLOWED_UP_WITH",), whole="followUpWithBroader"),
    Column("epidemiology", "Epidemiology", "how often it occurs, and in whom", ("HAS_EPIDEMIOLOGY",)),
    Column("searches", "Searches without a finding", "what was looked for in named sources and not found; these are searches, not Statements"),
)  # fmt: skip
TRIALS, SEARCHES = "trials", "searches"
# Columns that count something else than Statements.
APART = (TRIALS, SEARCHES)


@dataclass(frozen=True, slots=True)
class Row:
    """A condition: its own counts and those that it inherits, by the key of a column; `apart` is from whose guidance."""

    id: str
    label: str
    parents: tuple[str, ...]
    own: Mapping[str, int]
    inherited: Mapping[str, int]
    apart: tuple[str, ...]

    @property
    def answered(self) -> bool:
        """Whether its treatment has an article: something is stated, approved or studied, of its own or by inheritance."""
        return any(self.own[key] or self.inherited.get(key, 0) for key in ("guidance", "approvals", "ended", "studies"))

    @property
    def total(self) -> int:
        """How many Statements it has of its own; trials and searches are none."""
        return sum(number for key, number in self.own.items() if key not in APART)


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition in the family, with what stands below it; with a second parent it is `elsewhere` but once."""

    row: Row
    depth: int
    children: tuple[Branch, ...] = ()
    elsewhere: bool = False

    @property
    def size(self) -> int:
        """How many conditions stand below it, each counted where it is shown."""
        return sum(1 + child.size for child in self.children if not child.elsewhere)

    def walk(self) -> Iterator[Branch]:
        """Yield it and what is below it, as it is shown, without what is shown elsewhere."""
        if not self.elsewhere:
            yield self
            for child in self.children:
                yield from child.walk()


def rows(nodes: Iterable[dict[str, Any]], trials: Iterable[dict[str, Any]]) -> dict[str, Row]:
    """Return the conditions by identifier, in the order of their labels; the trials are those of the document `enrolled`."""
    enrolled = Counter(name for trial in trials for name in _enrolled(trial))
    found = (_row(node, enrolled[node["id"]]) for node in nodes)
    return {row.id: row for row in sorted(found, key=lambda row: (row.label.casefold(), row.id))}


def _enrolled(trial: dict[str, Any]) -> set[str]:
    """Return what people in a trial have: what it enrolled by name, and what its populations have."""
    ends = [edge["node"] for edge in trial["enrolled"]["edges"]]
    return {end["id"] for end in ends} | {c["id"] for end in ends for c in end.get("conditions", ())}


def _row(node: dict[str, Any], trials: int) -> Row:
    counts = {c["predicate"]: c["count"] for c in node["relations"]["countsByPredicate"]}
    own = {c.key: _own(c, node, counts) for c in COLUMNS if c.key not in APART}
    own |= {TRIALS: trials, SEARCHES: len(node["searches"])}
    # Nearer Statements put broader ones aside, never the other way, so that what is over is inherited.
    inherited = {c.key: max(0, node[c.whole]["totalCount"] - own[c.key]) for c in COLUMNS if c.whole}
    return Row(
        node["id"], node["label"], tuple(p["id"] for p in node["parents"]), own, inherited,
        tuple(dict.fromkeys(n["label"] for n in node["managedApartFrom"]["nodes"])),
    )  # fmt: skip


def _own(column: Column, node: dict[str, Any], counts: Mapping[str, int]) -> int:
    if column.own:
        return int(node[column.own]["totalCount"])
    found = sum(counts.get(predicate, 0) for predicate in column.predicates)
    return found - (node[column.less]["totalCount"] if column.less else 0)


def family(conditions: Mapping[str, Row]) -> tuple[Branch, ...]:
    """Return the roots, the largest first; a condition with two parents is whole where it comes first."""
    children: dict[str, list[Row]] = {}
    for row in conditions.values():
        for parent in row.parents:
            children.setdefault(parent, []).append(row)
    roots = [row for row in conditions.values() if not any(parent in conditions for parent in row.parents)]
    roots.sort(key=lambda row: (-_below(row.id, children, set()), row.label.casefold()))
    placed: set[str] = set()
    return tuple(_branch(row, 0, children, placed) for row in roots)


def _below(name: str, children: Mapping[str, list[Row]], seen: set[str]) -> int:
    for child in children.get(name, ()):
        if child.id not in seen:
            seen.add(child.id)
            _below(child.id, children, seen)
    return len(seen)


def _branch(row: Row, depth: int, children: Mapping[str, list[Row]], placed: set[str]) -> Branch:
    if row.id in placed:
        return Branch(row, depth, elsewhere=True)
    placed.add(row.id)
    below = tuple(_branch(child, depth + 1, children, placed) for child in children.get(row.id, ()))
    return Branch(row, depth, below)


def step(number: int) -> int:
    """Return the step of shade of a number: 0 of nothing, then as many as the steps that it has come to.

    >>> [step(n) for n in (0, 1, 5, 19, 20, 400)]
    [0, 1, 2, 3, 4, 5]
    """
    return sum(number >= least for least in STEPS)
