"""The answer in front: which two or three Statements a reader should meet first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sarcomakg.cards.phrasing import Voice
from sarcomakg.traverse import Edge
from sarcomakg.vocabulary import Direction, Modality, Predicate

_FIRM = (Modality.STANDARD, Modality.RECOMMENDED)
_REFUSED = (Modality.NOT_RECOMMENDED, Modality.NOT_STANDARD)


def opening(voice: Voice, edges: Sequence[Edge]) -> list[list[Edge]]:
    """Return groups of edges, one sentence each: local treatment, approvals (or drug treatment), what fails."""
    care = [e for e in edges if e.statement.predicate == Predicate.TREATED_WITH]
    firm = [e for e in care if _modality(e) in _FIRM and e.statement.direction == Direction.FOR]
    local = _nearest(firm, lambda e: _kind(voice, e) in ("Surgery", "Radiotherapy"))
    main = local or _nearest(firm) or _nearest(e for e in care if e.statement.direction == Direction.FOR)
    drugs = _approvals(edges) or _nearest(
        (e for e in firm if e not in main), lambda e: _kind(voice, e) in ("Drug", "Regimen")
    )
    found = [main, drugs, _failing(edges, care)]
    if len([group for group in found if group]) < 2:
        found.append(_nearest(e for e in care if e not in main and e.statement.direction == Direction.FOR))
    return [group for group in found if group]


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


def _failing(edges: Sequence[Edge], care: Sequence[Edge]) -> list[Edge]:
    """Return what guidance speaks against, else the largest study of chemotherapy without benefit."""
    refused = [e for e in care if e.statement.direction == Direction.AGAINST and _modality(e) in _REFUSED]
    studied = [e for e in edges if e.statement.predicate == Predicate.STUDIED_IN and not e.distance
               and e.statement.subject == "treatment:chemotherapy" and e.statement.direction == Direction.AGAINST]  # fmt: skip
    near = [e for e in refused if not e.distance]
    largest = sorted(studied, key=lambda e: (-max(c.sample_size or 0 for c in e.statement.citations), e.statement.id))
    return _nearest(near) or largest[:1] or _nearest(refused)


def _nearest(edges: Iterable[Edge], admits: Callable[[Edge], bool] = lambda e: True) -> list[Edge]:
    def rank(edge: Edge) -> tuple[int, int, str]:
        modality = _modality(edge)
        return (edge.distance, list(Modality).index(modality) if modality else 9, edge.statement.id)

    return sorted((e for e in edges if admits(e)), key=rank)[:1]


def _modality(edge: Edge) -> Modality | None:
    value = edge.statement.qualifier("modality")
    return Modality(value) if value else None


def _kind(voice: Voice, edge: Edge) -> str:
    return voice.projection.entity(edge.statement.object).kind
