"""How far a card has come in review: no further than any of its Statements, nor than its own review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sarcomakg.ask.address import address_of
from sarcomakg.cards.manifest import manifest_of
from sarcomakg.cards.model import Card
from sarcomakg.projection import Projection
from sarcomakg.reviews import STATUSES, SUBMITTED, Standing, card_target, lowest


@dataclass(frozen=True, slots=True)
class CardReview:
    """The status of a card, where its own review stands, and how many of its Statements have each status."""

    status: str
    own: Standing
    statements: Mapping[str, int]


def review_of(projection: Projection, card: Card, day: str) -> CardReview:
    """Return how far a card has come on a day (ISO 8601)."""
    reviews = projection.reviews
    names = {
        name for part in (card.answer, *(s.sentences for s in card.sections)) for s in part for name in s.statements
    }
    if not reviews:
        return CardReview(SUBMITTED, Standing(), {**dict.fromkeys(STATUSES, 0), SUBMITTED: len(names)})
    counted = Counter(reviews.standing(name, projection.statement(name).content, day).status for name in names)
    target, own = card_target(address_of(card.plan), str(card.audience)), Standing()
    if target in reviews.by_target:
        own = reviews.standing(target, manifest_of(projection, card)["content"], day)
    status = lowest([own.status, *counted])
    return CardReview(status, own, {status: counted[status] for status in STATUSES})
