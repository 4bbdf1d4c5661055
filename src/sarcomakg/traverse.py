"""Pure walks over the projection: lineage, inheritance with override, population relation, disagreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sarcomakg.model import Citation, Entity, Statement
from sarcomakg.projection import Projection
from sarcomakg.vocabulary import Direction, Predicate

# Where the condition stands in the edge; the walk climbs from it.
_FINDINGS = {Predicate.STUDIED_IN, Predicate.HAS_PROGNOSTIC_FACTOR, Predicate.METASTASIZES_TO, Predicate.HAS_OUTCOME}
CONDITION_IS_OBJECT = {Predicate.STUDIED_IN, Predicate.APPROVED_FOR}


@dataclass(frozen=True, slots=True)
class Edge:
    """A Statement as it holds for the condition asked about.

    `distance` counts the steps from that condition up to the Statement's own (0 is its own); `overrides`
    are the Statements of broader conditions that this nearer one puts aside.
    """

    statement: Statement
    condition: str
    distance: int
    overrides: tuple[Statement, ...] = ()

    @property
    def inherited(self) -> bool:
        """Whether the Statement is about a broader condition."""
        return self.distance > 0


def lineage(projection: Projection, name: str) -> Mapping[str, int]:
    """Return the entity and everything broader, each with its distance in steps, nearest first."""
    return projection.ancestors.get(name) or {name: 0}


def inheritance(projection: Projection, condition: str) -> dict[str, int]:
    """Return the condition and the broader ones whose Statements it inherits, with distances, nearest first.

    The climb stops at a condition from which a source keeps this one, or one between the two, apart: what is
    stated for soft tissue sarcoma is not stated for gastrointestinal stromal tumor.
    """
    projection.fetch(lineage(projection, condition))
    apart = {s.object for name in lineage(projection, condition)
             for s in projection.outgoing(name, Predicate.MANAGED_APART_FROM) if s.direction == Direction.FOR}  # fmt: skip
    found, frontier = {condition: 0}, [condition]
    while frontier:
        name = frontier.pop(0)
        for parent in sorted(projection.hierarchy.successors(name)) if name in projection.hierarchy else ():
            if parent not in apart and parent not in found:
                found[parent] = found[name] + 1
                frontier.append(parent)
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def within(projection: Projection, narrow: str, broad: str) -> bool:
    """Say whether the first is the second, a kind of it or a part of it."""
    return broad in lineage(projection, narrow)


def related(projection: Projection, one: str, other: str) -> bool:
    """Say whether one of the two lies within the other."""
    return within(projection, one, other) or within(projection, other, one)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is limited to, as CURIEs; empty where it is not."""

    site: str = ""
    stage: str = ""
    line: str = ""
    population: str = ""


EVERYWHERE = Scope()
# An age group holds for another when somebody may belong to both.
_AGES = {
    "population:adults": ("population:adults", "population:children-and-young-adults"),
    "population:children": ("population:children", "population:children-and-adolescents", "population:children-and-young-adults"),
    "population:children-and-adolescents": ("population:children", "population:children-and-adolescents", "population:children-and-young-adults"),
}  # fmt: skip


def holds(projection: Projection, statement: Statement, scope: Scope) -> bool:
    """Say whether the Statement's site, stage, line and age group admit the ones asked for.

    A Statement for the limb holds in the thigh; one for the thigh holds for a question about the limb in
    part, and is shown with its qualifier. One for another site does not hold. Without a site or stage in the
    question, or in the Statement, nothing is excluded.
    """
    for wanted, name in ((scope.site, "site"), (scope.stage, "stage")):
        values = statement.qualifiers.get(name, ())
        if wanted and values and not any(related(projection, wanted, value) for value in values):
            return False
    lines = statement.qualifiers.get("line", ())
    if scope.line and lines and not {scope.line, "line:any"} & set(lines):
        return False
    ages = statement.qualifiers.get("ageGroup", ())
    return not (scope.population and ages and not set(_AGES.get(scope.population, ())) & set(ages))


def applicable(projection: Projection, condition: str, predicate: Predicate, scope: Scope = EVERYWHERE) -> list[Edge]:
    """Return the edges of the condition and its ancestors that hold, nearer ones first, overridden ones left out."""
    edges: list[Edge] = []
    for name, distance in inheritance(projection, condition).items():
        get = projection.incoming if predicate in CONDITION_IS_OBJECT else projection.outgoing
        for statement in get(name, predicate):
            admitted = _admitting(projection, statement, condition, scope) if distance or scope.stage else statement
            if admitted and holds(projection, admitted, scope):
                edges.append(Edge(admitted, name, distance))
    return _override(projection, edges)


def condition_of(statement: Statement) -> str:
    """Return the condition that a Statement is about; the empty string when it is about none."""
    end = statement.object if statement.predicate in CONDITION_IS_OBJECT else statement.subject
    return end if end.startswith("condition:") else ""


def treatments_of(projection: Projection, names: Iterable[str]) -> set[str]:
    """Return treatments with everything that they are a kind of or have as a component."""
    found = {broader for name in names for broader in lineage(projection, name)}
    return found | {part for name in found if name in projection.records.entities
                    for part in projection.entity(name).properties.get("component", ())}  # fmt: skip


def _admitting(
    projection: Projection, statement: Statement, condition: str, scope: Scope = EVERYWHERE
) -> Statement | None:
    """Return a Statement with the citations whose people may have the condition, at the stage asked for; None when none may."""
    broader = lineage(projection, condition)

    def excluded(citation: Citation) -> bool:
        people = projection.entity(citation.population).properties
        stages = [limit for limit in people.get("restrictedTo", ()) if limit.startswith("stage:")]
        if scope.stage and stages and not any(related(projection, scope.stage, stage) for stage in stages):
            return True
        return any(name in broader for name in people.get("excludesCondition", ()))

    kept = tuple(c for c in statement.citations if not excluded(c))
    if len(kept) == len(statement.citations):
        return statement
    return replace(statement, citations=kept) if kept else None


def design_of(projection: Projection, citation: Citation) -> str:
    """Return the design of the study behind a citation, from the citation, else its source, else its trial."""
    found = citation.design or projection.entity(citation.source).first("design")
    if not found and citation.trial:
        found = projection.entity(citation.trial).first("design")
    return found.removeprefix("skg:")


def guided(projection: Projection, condition: str) -> str:
    """Return the nearest condition, itself or one that it inherits from, for which guidance is stated; else ""."""
    for name in inheritance(projection, condition):
        if projection.outgoing(name, Predicate.TREATED_WITH):
            return name
    return ""


def _override(projection: Projection, edges: list[Edge]) -> list[Edge]:
    """Let a nearer Statement on the same proposition put aside a farther one that says otherwise."""
    kept: list[Edge] = []
    stated: dict[tuple[object, ...], list[Edge]] = defaultdict(list)
    aside: dict[str, list[Statement]] = defaultdict(list)
    for edge in edges:
        proposition = _proposition(edge.statement)
        nearer = [near for near in stated[proposition] if near.distance < edge.distance and _contradicts(projection, near, edge)]  # fmt: skip
        if nearer:
            aside[nearer[0].statement.id].append(edge.statement)
            continue
        kept.append(edge)
        if proposition:
            stated[proposition].append(edge)
    return [replace(e, overrides=tuple(aside[e.statement.id])) if e.statement.id in aside else e for e in kept]


def _proposition(statement: Statement) -> tuple[object, ...]:
    """Return what another Statement has to be about as well to override this one, but for the condition and its limits.

    That is predicate, other end, setting and outcome of guidance, drug and agency of an approval; nothing of studies,
    which never override each other.
    """
    s, get = statement, statement.qualifiers.get
    if s.predicate == Predicate.APPROVED_FOR:
        return s.predicate, s.subject, get("agency")
    if s.predicate == Predicate.TREATED_WITH:
        return s.predicate, s.object, get("setting"), get("outcome")
    return ()


# What limits whom a Statement is about; the values of one limit are alternatives, but for allFeatures.
_LIMITS = ("stage", "site", "line", "ageGroup", "biomarker", "anyFeature", "minimumAge", "combinedWith")


def _contradicts(projection: Projection, near: Edge, far: Edge) -> bool:
    """Say whether the nearer of two on one proposition has another direction, and holds wherever the farther does.

    Radiotherapy that may be left out in one stage does not put aside the radiotherapy of another site. A regulator's
    limitation of use puts aside its approval for the broader condition.
    """
    one, two = near.statement, far.statement
    if one.direction == two.direction:
        return False
    if one.predicate == Predicate.APPROVED_FOR:
        return True
    # Advice against a treatment for some people is an exception, which general advice for it does not put aside.
    exception = two.direction == Direction.AGAINST and any(two.qualifiers.get(q) for q in ("anyFeature", "allFeatures"))
    return not exception and _covers(projection, one, two)


def _covers(projection: Projection, near: Statement, far: Statement) -> bool:
    """Say whether everybody whom the farther Statement is about is somebody whom the nearer one is about too."""
    for name in _LIMITS:
        limits, others = near.qualifiers.get(name, ()), far.qualifiers.get(name, ())
        if limits and not (others and all(any(within(projection, o, n) for n in limits) for o in others)):
            return False
    return set(near.qualifiers.get("allFeatures", ())) <= set(far.qualifiers.get("allFeatures", ()))


def population_relation(projection: Projection, citation: Citation, condition: str, statement: Statement) -> str:
    """Return how the population studied stands to the condition: exact, broader, narrower or overlapping.

    Computed from the hierarchy (design, rule 4). A restriction that the Statement itself carries as a
    qualifier (its stage, line, site, age group) does not make the population narrower than the edge.
    """
    entity = projection.entity(citation.population)
    if entity.family == "condition":
        conditions: tuple[str, ...] = (entity.id,)
        restrictions: tuple[str, ...] = ()
    else:
        conditions = entity.properties.get("ofCondition", ())
        carried = {value for values in statement.qualifiers.values() for value in values}
        limits = entity.properties.get("restrictedTo", ()) + entity.properties.get("excludesCondition", ())
        restrictions = tuple(limit for limit in limits if limit not in carried)
    if not conditions:
        return "overlapping"
    if all(within(projection, name, condition) for name in conditions):
        exact = conditions == (condition,) and not restrictions and _everybody(projection, entity)
        return "exact" if exact else "narrower"
    if any(within(projection, condition, name) for name in conditions):
        return "broader"
    return "overlapping"


def _everybody(projection: Projection, population: Entity) -> bool:
    """Say whether a population is all with its condition, within the limits that its record names.

    One without limits in its record is some group, such as those of one registry or those who survived five years,
    unless its label says just: people with the condition.
    """
    if population.family == "condition" or population.properties.get("restrictedTo"):
        return True
    condition = projection.entity(population.properties["ofCondition"][0])
    who, _, what = population.label.partition(" with ")
    return who in ("people", "patients", "persons") and what in (condition.label, *condition.synonyms)


def _active(projection: Projection, comparator: str) -> bool:
    """Say whether a comparator is another treatment; placebo, observation and surgery alone are none."""
    return projection.entity(comparator).kind in ("Drug", "Regimen")


def disagreements(projection: Projection, edges: Iterable[Edge]) -> list[tuple[Edge, ...]]:
    """Return the groups of findings on one proposition that point in different directions.

    The proposition is the one about the condition asked for: predicate, the other end, what it is combined
    with, the treatment that it is compared with and the outcome; an inherited edge counts as one about that condition. Guidance is left out: there
    the nearer edge overrides, and what holds under different features does not disagree.
    """
    groups: dict[tuple[str, ...], list[Edge]] = defaultdict(list)
    for edge in edges:
        s = edge.statement
        if s.predicate in _FINDINGS:
            other = s.subject if s.predicate in CONDITION_IS_OBJECT else s.object
            together = ("+", *s.qualifiers.get("combinedWith", ()))
            against = ("-", *(c for c in s.qualifiers.get("comparedWith", ()) if _active(projection, c)))
            groups[s.predicate, other, *together, *against, *s.qualifiers.get("outcome", ())].append(edge)
    opposed = {Direction.FOR, Direction.AGAINST}
    return [tuple(g) for _, g in sorted(groups.items()) if opposed <= {Direction(e.statement.direction) for e in g}]


def shortest_path(projection: Projection, start: str, end: str, predicates: Sequence[str] = ()) -> list[str] | None:
    """Return the entities on a shortest way between two along Statements, in either direction; None when there is none.

    With `predicates`, only Statements of those are walked. The search goes out from both ends at once, always from the
    one with fewer entities at its rim. Raises NotFoundError on an unknown entity.
    """
    projection.entity(start), projection.entity(end)
    if start == end:
        return [start]
    reached: tuple[dict[str, str], dict[str, str]] = ({start: ""}, {end: ""})
    rims = ([start], [end])
    while all(rims):
        side = 0 if len(rims[0]) <= len(rims[1]) else 1
        rim = rims[side][:]
        rims[side].clear()
        projection.fetch(rim)
        for name in rim:
            for link in projection.links.get(name, ()):
                if (predicates and link.predicate not in predicates) or link.other in reached[side]:
                    continue
                reached[side][link.other] = name
                if link.other in reached[1 - side]:
                    return [*reversed(_back(reached[0], link.other)), *_back(reached[1], link.other)[1:]]
                rims[side].append(link.other)
    return None


def _back(reached: Mapping[str, str], name: str) -> list[str]:
    """Return the way back from an entity to where a search began."""
    found = [name]
    while name := reached[name]:
        found.append(name)
    return found


def between(projection: Projection, one: str, other: str, predicates: Sequence[str] = ()) -> list[Statement]:
    """Return the Statements that join two entities, in either direction, by identifier."""
    links = projection.links.get(one, ())
    found = {k.statement for k in links if k.other == other and (not predicates or k.predicate in predicates)}
    return [projection.statement(name) for name in sorted(found)]


def narrower(projection: Projection, name: str) -> set[str]:
    """Return everything narrower than an entity."""
    found: set[str] = set()
    rim = [name]
    while rim:
        below = (n for r in rim if r in projection.hierarchy for n in projection.hierarchy.predecessors(r))
        rim = [n for n in dict.fromkeys(below) if n not in found]
        found.update(rim)
    return found
