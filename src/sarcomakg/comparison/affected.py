"""The cards whose sentences two states of the graph do not share; only those that can show what differs are assembled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sarcomakg.ask.plan import Audience, Plan
from sarcomakg.cards import Card, assemble
from sarcomakg.cards.proof import every
from sarcomakg.cards.reach import candidates, concerning, walked
from sarcomakg.comparison.differences import ChangeKind, Comparison, EntityChange
from sarcomakg.model import Statement
from sarcomakg.projection import Projection

# What of an entity's record decides on which edges a walk finds.
_STRUCTURAL = {"parents", "component", "kind"}
# What of a record no sentence says.
_UNREAD = {"accessed", "url", "readAs", "creator", "venue", "exact matches", "synonyms", "supersededBy", "retractedOn"}


@dataclass(frozen=True, slots=True)
class CardChange:
    """A card of which sentences differ: those that are gone and those that are new, in the order of reading.

    `kind` is ADDED where there was no such card, WITHDRAWN where there is none any more.
    """

    kind: ChangeKind
    plan: Plan
    title: str
    audience: Audience
    lost: tuple[str, ...]
    gained: tuple[str, ...]


def changed_cards(was: Projection, now: Projection, comparison: Comparison) -> list[CardChange]:
    """Return the cards whose sentences differ, for clinicians; for patients where theirs alone do."""
    wanted = dict.fromkeys((*_plans(was, comparison, old=True), *_plans(now, comparison, old=False)))
    return [change for plan in wanted if (change := _change(was, now, plan))]


def _plans(projection: Projection, comparison: Comparison, *, old: bool) -> Iterator[Plan]:
    """Yield the plans whose walk on one side meets what differs."""
    present = [s for c in comparison.statements if (s := c.was if old else c.now)]
    structural = [e.entity for e in comparison.entities if _is_structural(e)]
    known = {s.id for s in present}
    entities = {e.entity for e in comparison.entities if _is_read(e)}
    naming = [s for s in projection.records.statements.values() if s.id not in known and entities & set(_named(s))] if entities else []  # fmt: skip
    sure = set(concerning(projection, [*structural, *_apart(present)]))
    yield from sure
    touched = known | {s.id for s in naming}
    for plan in candidates(projection, (*present, *naming)):
        if plan not in sure and any(
            s.id in touched for e in walked(projection, plan) for s in (e.statement, *e.overrides)
        ):
            yield plan


def _apart(statements: Iterable[Statement]) -> Iterator[str]:
    return (s.subject for s in statements if s.predicate == "managedApartFrom")


def _is_structural(change: EntityChange) -> bool:
    return change.kind is not ChangeKind.CHANGED or any(d.field in _STRUCTURAL for d in change.differences)


def _is_read(change: EntityChange) -> bool:
    return any(d.field not in _UNREAD for d in change.differences) or change.kind is not ChangeKind.CHANGED


def _named(s: Statement) -> Iterator[str]:
    yield s.subject
    yield s.object
    for values in s.qualifiers.values():
        yield from values
    for c in s.citations:
        yield from (c.source, c.population, c.trial, *c.reported_from)
        for r in c.results:
            yield from (r.endpoint, r.arm, r.comparator)


def _change(was: Projection, now: Projection, plan: Plan) -> CardChange | None:
    for audience in Audience:
        one, other = _card(was, plan, audience), _card(now, plan, audience)
        before, after = _texts(one), _texts(other)
        # Another order alone is no other sentence.
        if Counter(before) != Counter(after):
            card = other or one
            assert card
            kind = ChangeKind.CHANGED if one and other else ChangeKind.ADDED if other else ChangeKind.WITHDRAWN
            return CardChange(kind, plan, card.title, audience, _without(before, after), _without(after, before))
    return None


def _card(projection: Projection, plan: Plan, audience: Audience) -> Card | None:
    entities = projection.records.entities
    named = (plan.condition, plan.trial, plan.comparator, *plan.drugs)
    if any(name and name not in entities for name in named):
        return None
    found = assemble(projection, plan, audience, "")
    return found if isinstance(found, Card) else None


def _texts(card: Card | None) -> list[str]:
    return [s.text for s in every(card)] if card else []


def _without(texts: list[str], others: list[str]) -> tuple[str, ...]:
    """Return the sentences that the others lack, each as often as they lack it."""
    left = Counter(texts) - Counter(others)
    found = []
    for text in texts:
        if left[text]:
            left[text] -= 1
            found.append(text)
    return tuple(found)
