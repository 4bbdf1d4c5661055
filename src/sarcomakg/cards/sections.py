"""The registry of sections: each says which edges it takes, and in which order they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import EVERYWHERE, Edge, Scope, design_of, related, within
from sarcomakg.vocabulary import Direction, Modality, OutcomeKind, Predicate, WarningKind

_REGULATOR = ("DrugLabel", "RegulatoryNotice")
_TRIALS = ("RandomizedTrial", "SingleArmTrial", "NonRandomizedTrial")
_DESIGNS = ("MetaAnalysis", "RandomizedTrial", "SystematicReview", "NonRandomizedTrial", "SingleArmTrial", "ProspectiveCohort",
            "RegistryStudy", "RetrospectiveCohort", "Review", "Consensus", "CaseReport", "Laboratory")  # fmt: skip
_OUTCOMES = (
    "overall-survival",
    "survival",
    "recurrence",
    "control",
    "response",
    "disease",
    "metasta",
    "death",
    "adverse",
)
_WARNINGS = (*WarningKind, "")
_FINDINGS = (Predicate.STUDIED_IN, Predicate.HAS_PROGNOSTIC_FACTOR, Predicate.HAS_OUTCOME, Predicate.METASTASIZES_TO)
# What is more frequent is read first.
_FREQUENT = (Predicate.ARISES_IN, Predicate.METASTASIZES_TO, Predicate.HAS_BIOMARKER)
_ABOUT_SUBJECT = (Predicate.STUDIED_IN, Predicate.APPROVED_FOR, Predicate.HAS_WARNING, Predicate.DOSED_AS)

Admits = Callable[[Projection, Statement, Citation], bool]


@dataclass(frozen=True, slots=True)
class SectionKind:
    """`admits` says which citation of which Statement is shown here; a Statement may stand in several."""

    id: str
    title: str
    plain_title: str
    predicates: tuple[Predicate, ...]
    admits: Admits

    def take(
        self, projection: Projection, edges: Sequence[Edge], scope: Scope = EVERYWHERE
    ) -> list[tuple[Edge, tuple[Citation, ...]]]:
        """Return the edges of the section with the citations that it shows: those of the stage and line, or spread to the site, asked for first, then the nearest condition."""
        taken = []
        for edge in edges:
            if edge.statement.predicate in self.predicates:
                cited = tuple(c for c in edge.statement.citations if self.admits(projection, edge.statement, c))
                if cited:
                    taken.append((edge, cited))
        rank = _rank(projection, self, [edge for edge, _ in taken])

        def reading(edge: Edge) -> tuple[object, ...]:
            asked = as_asked(projection, edge, scope) and (not scope.site or _to_site(projection, edge, scope.site))
            return not asked, rank(edge)

        return sorted(taken, key=lambda pair: reading(pair[0]))


def _to_site(projection: Projection, edge: Edge, site: str) -> bool:
    """Say whether spread is to a site, a part of it or a region that includes it; what is no spread is where it is."""
    return edge.statement.predicate != Predicate.METASTASIZES_TO or related(projection, edge.statement.object, site)


def as_asked(projection: Projection, edge: Edge, scope: Scope) -> bool:
    """Say whether a Statement names the stage and the line asked for; every one does when none was asked for."""
    of = edge.statement.qualifiers.get
    # An approval without a stage is for every stage.
    every = edge.statement.predicate == Predicate.APPROVED_FOR and not of("stage")
    staged = not scope.stage or every or any(related(projection, scope.stage, value) for value in of("stage", ()))
    return staged and (not scope.line or scope.line in of("line", ()))


def limits_another(projection: Projection, edge: Edge, condition: str) -> bool:
    """Say whether an edge is a limitation of use that is about another disease than the one asked about."""
    s = edge.statement
    limit = s.predicate == Predicate.APPROVED_FOR and s.direction == Direction.AGAINST
    return bool(condition) and limit and not within(projection, condition, s.object)


def by_people(citations: Sequence[Citation]) -> list[tuple[Citation, ...]]:
    """Return the Citations of a Statement in groups, one sentence each: of one population, and of one source of figures,
    so that no figure meets another's people. A citation without figures stands beside the first one of the same people.
    """
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in sorted(citations, key=lambda c: not c.results):
        same = [key for key in groups if key[0] == citation.population]
        key = (citation.population, citation.source) if citation.results or not same else same[0]
        groups.setdefault(key, []).append(citation)
    return [tuple(group) for group in groups.values()]


def source_kind(projection: Projection, citation: Citation) -> str:
    """Return the kind of the source cited: Guideline, DrugLabel, Article..."""
    return projection.entity(citation.source).kind


def is_harm(projection: Projection, statement: Statement) -> bool:
    """Say whether the Statement is about what a treatment does amiss."""
    outcome = statement.qualifier("outcome")
    return bool(outcome) and projection.entity(outcome).first("outcomeKind") == OutcomeKind.TOXICITY


def about(statement: Statement) -> str:
    """Return what a Statement tells of: the drug or treatment studied, approved or warned of; else its object."""
    return statement.subject if statement.predicate in _ABOUT_SUBJECT else statement.object


def _rank(projection: Projection, kind: SectionKind, edges: Sequence[Edge]) -> Callable[[Edge], tuple[int | str, ...]]:
    """Return the reading order of a section.

    Guidance goes from the nearer condition to the farther and from the firmer to the weaker. Findings keep
    together what is about one treatment or factor, the one with the strongest and largest evidence first.
    """
    best: dict[str, tuple[int, ...]] = {}
    for edge in edges:
        name = about(edge.statement)
        place = kind.predicates.index(Predicate(edge.statement.predicate))
        strength = (place, edge.distance, *weight(projection, edge.statement))
        best[name] = min(best.get(name, strength), strength)

    def rank(edge: Edge) -> tuple[int | str, ...]:
        s = edge.statement
        if s.predicate in _FINDINGS and s.predicate not in _FREQUENT:
            return (
                *best[about(s)],
                about(s),
                edge.distance,
                _outcome_rank(s.qualifier("outcome")),
                # A subgroup by a marker, or one looked at afterwards, is read after the whole.
                bool(s.qualifier("biomarker")) or any("post hoc" in r.analysis for r in s.results),
                _narrowness(projection, s),
                s.id,
            )
        if s.predicate in _FREQUENT:
            return (
                kind.predicates.index(Predicate(s.predicate)),
                0 if s.direction == Direction.FOR else 1,
                edge.distance,
                -int(1000 * _share(s)),
                -len(s.citations),
                s.id,
            )
        modality = s.qualifier("modality")
        return (
            kind.predicates.index(Predicate(s.predicate)),
            edge.distance,
            1 if s.qualifier("validUntil") else 0,
            ("agency:fda", "agency:ema").index(agency)
            if (agency := s.qualifier("agency")) in ("agency:fda", "agency:ema")
            else 2,
            _WARNINGS.index(projection.entity(s.object).first("warningKind"))
            if s.predicate == Predicate.HAS_WARNING
            else 0,
            0 if s.direction == Direction.FOR else 1,
            list(Modality).index(Modality(modality)) if modality else -1,
            ("treatment", "drug").index(s.object.partition(":")[0])
            if s.object.startswith(("treatment:", "drug:"))
            else 2,
            about(s) + s.id,
        )

    return rank


def _narrowness(projection: Projection, statement: Statement) -> int:
    """Return how many limits the widest population studied has: a subgroup is read after the whole."""
    return min(len(projection.entity(c.population).properties.get("restrictedTo", ())) for c in statement.citations)


def _share(statement: Statement) -> Decimal:
    """Return the largest share of people that a Statement reports, in percent; 0 where it reports none."""
    shares = [r.estimate for r in statement.results if r.estimate is not None and r.unit == "%"]
    shares += [Decimal(100 * r.events) / r.arm_size for r in statement.results if r.events is not None and r.arm_size]
    return max(shares, default=Decimal(0))


def weight(projection: Projection, statement: Statement) -> tuple[int, int]:
    """Return (place of the strongest design, minus the largest study): smaller is stronger."""
    designs = [
        _DESIGNS.index(d) if (d := design_of(projection, c)) in _DESIGNS else len(_DESIGNS) for c in statement.citations
    ]
    return min(designs), -max(c.sample_size or 0 for c in statement.citations)


def _outcome_rank(outcome: str) -> int:
    return next((place for place, word in enumerate(_OUTCOMES) if word in outcome), len(_OUTCOMES))


def by_regulator(projection: Projection, statement: Statement, citation: Citation) -> bool:
    """Say whether a regulator, or the label that it approved, says so."""
    return source_kind(projection, citation) in _REGULATOR


def by_trial(projection: Projection, statement: Statement, citation: Citation) -> bool:
    """Say whether a trial found it, harm apart."""
    if by_regulator(projection, statement, citation) or is_harm(projection, statement):
        return False
    return bool(citation.trial) or design_of(projection, citation) in _TRIALS


def by_research(projection: Projection, statement: Statement, citation: Citation) -> bool:
    """Say whether other research found it, harm apart."""
    return not (
        by_regulator(projection, statement, citation)
        or by_trial(projection, statement, citation)
        or is_harm(projection, statement)
    )


def on_harm(projection: Projection, statement: Statement, citation: Citation) -> bool:
    """Say whether it is a warning, or what a treatment does amiss."""
    return statement.predicate == Predicate.HAS_WARNING or is_harm(projection, statement)


def anything(projection: Projection, statement: Statement, citation: Citation) -> bool:
    """Take every citation."""
    return True
