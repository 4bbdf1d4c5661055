"""Reviews: what was read, in which role, on which day, and the status that it was given.

A review is bound to the hash of what was read. It counts while that is the hash of what there is, and until the day on
which it expires; the latest one that counts decides, and where none does, a thing is submitted.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sarcomakg.model import Entity

SUBMITTED, UNDER_REVIEW, APPROVED = "submitted", "under review", "approved"
# From the lowest.
STATUSES = (SUBMITTED, UNDER_REVIEW, APPROVED)
# As the ontology calls them.
TERMS = {"Submitted": SUBMITTED, "UnderReview": UNDER_REVIEW, "Approved": APPROVED}
FAMILY = "review"
# The highest status that each role may give, as skg:mayGive says it.
ROLES = {"role:curator": SUBMITTED, "role:second-reader": SUBMITTED, "role:editor": UNDER_REVIEW, "role:methodologist": UNDER_REVIEW,
         "role:patient-reviewer": UNDER_REVIEW, "role:clinical-reviewer": APPROVED}  # fmt: skip


def today() -> str:
    """Return the day (ISO 8601, UTC); whoever asks for a status may be given another one."""
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def card_target(address: str, audience: str) -> str:
    """Return what a review of a card is found under."""
    return f"{address}#{audience}"


def lowest(statuses: Iterable[str]) -> str:
    """Return the lowest of statuses, `approved` of none."""
    return min(statuses, key=STATUSES.index, default=APPROVED)


@dataclass(frozen=True, slots=True)
class Review:
    """A record: `target` is a Statement, or a card (`card_target`); days are ISO 8601, `expires` the first that it does not count."""

    id: str
    target: str
    content: str
    status: str
    role: str
    day: str
    expires: str
    interests: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a thing stands: its status, the review that gave it (None of what nobody reviewed), those that do not count
    any more, each with the reason, and those that a later one took the place of.
    """

    status: str = SUBMITTED
    review: Review | None = None
    lapsed: tuple[tuple[Review, str], ...] = ()
    former: tuple[Review, ...] = ()


@dataclass(frozen=True)
class Reviews:
    """All reviews of a graph, the latest first, by what was reviewed."""

    by_target: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_target)

    def standing(self, target: str, content: str, day: str) -> Standing:
        """Return where a thing stands on a day; `content` is the hash of what it says now."""
        found = self.by_target.get(target, ())
        reasons = [(review, lapse(review, content, day)) for review in found]
        counting = [review for review, why in reasons if not why]
        lapsed = tuple((review, why) for review, why in reasons if why)
        if not counting:
            return Standing(lapsed=lapsed)
        return Standing(counting[0].status, counting[0], lapsed, tuple(counting[1:]))

    def epoch(self, day: str) -> int:
        """Return a number that changes on each day on which a status may change by itself."""
        return sum((day >= r.expires) + (day >= r.day) for found in self.by_target.values() for r in found)


def lapse(review: Review, content: str, day: str) -> str:
    """Return why a review does not count on a day; the empty string when it does."""
    if review.content != content:
        return "the content has changed since"
    if day >= review.expires:
        return f"it expired on {review.expires}"
    return f"it is dated {review.day}, which is to come" if day < review.day else ""


def read_reviews(entities: Iterable[Entity]) -> Reviews:
    """Return the reviews that entities of the family are."""
    found: dict[str, list[Review]] = defaultdict(list)
    for entity in entities:
        review = read_review(entity)
        found[review.target].append(review)
    ordered = {
        target: tuple(sorted(these, key=lambda r: (r.day, r.id), reverse=True)) for target, these in found.items()
    }
    return Reviews(ordered)


def read_review(e: Entity) -> Review:
    """Return the review that an entity is."""
    card = e.first("reviewedCard")
    return Review(
        id=e.id,
        target=card_target(card, e.first("reviewedFor")) if card else e.first("reviewed"),
        content=e.first("contentHash"),
        status=TERMS[e.first("statusGiven")],
        role=e.first("reviewerRole"),
        day=e.first("reviewedOn"),
        expires=e.first("expiresOn"),
        interests=e.first("interests"),
        note=e.first("note"),
    )
