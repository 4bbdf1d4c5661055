"""The answer in front: which two or three Statements a reader should meet first."""

from __future__ import annotations

from collections.abc import Sequence

from sarcomakg.cards.phrasing import Voice
from sarcomakg.cards.sections import as_asked, weight
from sarcomakg.traverse import EVERYWHERE, Edge, Scope, related, within
from sarcomakg.vocabulary import Direction, Modality, Predicate

# Stages that every reader knows; a group of a study protocol limits what is said.
_STAGES = (
    "stage:localized",
    "stage:resectable",
    "stage:advanced",
    "stage:metastatic",
    "stage:recurrent",
    "stage:unresectable",
)
_LOCAL = ("Surgery", "Radiotherapy", "Treatment", "Procedure")
_FIRM = (Modality.STANDARD, Modality.RECOMMENDED)
_REFUSED = (Modality.NOT_RECOMMENDED, Modality.NOT_STANDARD)


def opening(voice: Voice, edges: Sequence[Edge], scope: Scope = EVERYWHERE) -> list[list[Edge]]:
    """Return groups of edges, one sentence each: the main treatment, approvals (or drug treatment), what fails.

    Where a stage or a line was asked for, guidance and approvals that name it go before those that do not.
    """
    for predicate in (Predicate.TREATED_WITH, Predicate.APPROVED_FOR):
        asked = [e for e in edges if e.statement.predicate == predicate and as_asked(voice.projection, e, scope)]
        if asked:
            edges = [*asked, *(e for e in edges if e.statement.predicate != predicate)]
    care = [e for e in edges if e.statement.predicate == Predicate.TREATED_WITH]
    advised = [e for e in care if e.statement.direction == Direction.FOR]
    firm = [e for e in advised if _modality(e) in _FIRM]
    own, own_firm = [e for e in advised if not e.distance], [e for e in firm if not e.distance]
    # The very site asked about comes before what holds anywhere, the disease itself before its group and before what
    # holds in a wider part of the body.
    here = [e for e in advised if _at_site(voice, e, scope)]
    around = [e for e in firm if _names_site(voice, e, scope)]
    # What waits for a later line is no first answer to somebody who asked for none.
    soon = [e for e in own if scope.line or scope.stage or not _late(e)]
    near = [[e for e in found if not e.distance] for found in (here, around)]
    choices = (near[0], here, near[1], own_firm, soon, around, firm, own, advised)
    main = next((first for choice in choices if (first := _first(voice, choice))), [])
    systemic = [e for e in firm if e not in main and _kind(voice, e) in ("Drug", "Regimen")]
    found = [main, _approvals(edges) or _first(voice, systemic), _failing(voice, edges, care)]
    if len([group for group in found if group]) < 2:
        found.append(_first(voice, [e for e in advised if e not in main]))
    if not any(found):
        found = [[e] for e in _strongest(voice, edges)]
    return [group for group in found if group]


def _names_site(voice: Voice, edge: Edge, scope: Scope) -> bool:
    sites = edge.statement.qualifiers.get("site", ())
    return bool(scope.site) and any(related(voice.projection, scope.site, site) for site in sites)


def _at_site(voice: Voice, edge: Edge, scope: Scope) -> bool:
    sites = edge.statement.qualifiers.get("site", ())
    return bool(scope.site) and any(within(voice.projection, site, scope.site) for site in sites)


def _late(edge: Edge) -> bool:
    return "line:later" in edge.statement.qualifiers.get("line", ())


def _strongest(voice: Voice, edges: Sequence[Edge]) -> list[Edge]:
    """Return the two strongest studies of the condition itself, where neither guidance nor an approval is known."""
    studies = [e for e in edges if e.statement.predicate == Predicate.STUDIED_IN]
    return sorted(studies, key=lambda e: (e.distance, *weight(voice.projection, e.statement), e.statement.id))[:2]


def current(edge: Edge) -> bool:
    """Say whether an approval has not ended."""
    return not edge.statement.qualifier("validUntil")


def _approvals(edges: Sequence[Edge]) -> list[Edge]:
    """Return the approvals in force that stand nearest to the condition, earliest first, for one sentence."""
    found = [e for e in edges if e.statement.predicate == Predicate.APPROVED_FOR
             and e.statement.direction == Direction.FOR and current(e)]  # fmt: skip
    nearest = min((e.distance for e in found), default=0)
    chosen = [e for e in found if e.distance == nearest]
    agencies = [e.statement.qualifier("agency") for e in chosen]
    agency = "agency:fda" if "agency:fda" in agencies else min(agencies, default="")
    chosen = [e for e in chosen if e.statement.qualifier("agency") == agency]
    objects = {e.statement.object for e in chosen}
    one = min(objects, default="")
    chosen = [e for e in chosen if e.statement.object == one]
    return sorted(chosen, key=lambda e: (e.statement.qualifier("validFrom") or "9", e.statement.id))


def _failing(voice: Voice, edges: Sequence[Edge], care: Sequence[Edge]) -> list[Edge]:
    """Return what guidance speaks against, else the largest study of chemotherapy without benefit."""
    refused = [e for e in care if e.statement.direction == Direction.AGAINST and _modality(e) in _REFUSED]
    studied = [e for e in edges if e.statement.predicate == Predicate.STUDIED_IN and not e.distance
               and e.statement.subject == "treatment:chemotherapy" and e.statement.direction == Direction.AGAINST]  # fmt: skip
    largest = sorted(studied, key=lambda e: (-max(c.sample_size or 0 for c in e.statement.citations), e.statement.id))
    return _first(voice, [e for e in refused if not e.distance]) or largest[:1]


def _first(voice: Voice, edges: Sequence[Edge]) -> list[Edge]:
    """Return the edge to meet first: near, for everybody rather than under conditions, firm, local before systemic."""

    def rank(edge: Edge) -> tuple[int | str, ...]:
        s, modality = edge.statement, _modality(edge)
        limits = sum(bool(s.qualifiers.get(q)) for q in ("anyFeature", "allFeatures", "site", "ageGroup", "biomarker"))
        limits += any(stage not in _STAGES for stage in s.qualifiers.get("stage", ()))
        kind = _kind(voice, edge)
        return (
            bool(limits),
            edge.distance,
            limits,
            list(Modality).index(modality) if modality else len(Modality),
            _LOCAL.index(kind) if kind in _LOCAL else len(_LOCAL),
            0 if s.qualifier("stage") in ("stage:localized", "stage:resectable") else 1,
            s.id,
        )

    return sorted(edges, key=rank)[:1]


def _modality(edge: Edge) -> Modality | None:
    value = edge.statement.qualifier("modality")
    return Modality(value) if value else None


def _kind(voice: Voice, edge: Edge) -> str:
    return voice.projection.entity(edge.statement.object).kind
