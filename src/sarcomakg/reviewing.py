"""The work of reviewing: what waits, what lapsed, and a record of what somebody decided."""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sarcomakg.cards import Card
from sarcomakg.cards.manifest import manifest_of
from sarcomakg.cards.stable import card_at, content_at
from sarcomakg.errors import InputError, SarcomakgError, StoreError, Violation
from sarcomakg.projection import Projection
from sarcomakg.reviews import APPROVED, FAMILY, ROLES, STATUSES, TERMS, Review, lapse
from sarcomakg.traverse import condition_of
from sarcomakg.vocabulary import Predicate

FOLDER = Path("data") / "reviews"
_TREATS = (Predicate.TREATED_WITH, Predicate.APPROVED_FOR)
_STATUS_TERMS = {status: term for term, status in TERMS.items()}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A Statement that is not approved; `reach` is how many conditions, drugs and trials have answers that may show it."""

    statement: str
    status: str
    reach: int


def waiting(projection: Projection, day: str) -> list[Waiting]:
    """Return the Statements that are not approved on a day, first those on which most answers depend."""
    reach = _Reach(projection)
    found = []
    for name, statement in projection.records.statements.items():
        status = projection.reviews.standing(name, statement.content, day).status
        if status != APPROVED:
            found.append(Waiting(name, status, reach.of(condition_of(statement), statement.subject)))
    return sorted(found, key=lambda w: (-w.reach, -STATUSES.index(w.status), w.statement))


class _Reach:
    """How many things have answers that may show a Statement: a condition, and everything that inherits from it; a drug
    without a condition, and the conditions that it is for. Where guidance is kept apart, it is fewer.
    """

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._beneath: dict[str, set[str]] = defaultdict(set)
        self._drugs: dict[str, int] = {}
        for entity in projection.by_family.get("condition", ()):
            for broader in projection.ancestors.get(entity.id, {entity.id: 0}):
                self._beneath[broader].add(entity.id)

    def of(self, condition: str, subject: str) -> int:
        if condition:
            return len(self._beneath[condition])
        if subject not in self._drugs:
            links = self._projection.links.get(subject, ())
            ends = {link.other for link in links if link.predicate in _TREATS}
            self._drugs[subject] = 1 + len(set().union(*(self._beneath[end] for end in ends if end in self._beneath)))
        return self._drugs[subject]


def lapsed(projection: Projection, day: str) -> list[tuple[Review, str]]:
    """Return the reviews that do not count on a day, each with the reason, by identifier."""
    reviews = sorted((r for found in projection.reviews.by_target.values() for r in found), key=lambda r: r.id)
    found = ((review, lapse(review, content_at(projection, review.target), day)) for review in reviews)
    return [(review, why) for review, why in found if why]


def misfits(projection: Projection) -> Iterator[Violation]:
    """Yield a violation for each review of a card that is not there: a topic, a site or a drug that nothing is called."""
    for entity in projection.by_family.get(FAMILY, ()):
        if address := entity.first("reviewedCard"):
            try:
                found = card_at(projection, address, entity.first("reviewedFor"))
                why = "" if isinstance(found, Card) else found.message
            except SarcomakgError as error:
                why = str(error)
            if why:
                message = f"{entity.id} is of a card that is not there, {address}: {why}; mend skg:reviewedCard, or remove the record"
                yield Violation(FOLDER.as_posix(), 0, "review-of-nothing", message)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided; `target` is a Statement, or the stable address of a card for an `audience`; days are ISO 8601."""

    target: str
    status: str
    role: str
    interests: str
    day: str
    expires: str
    audience: str = ""
    note: str = ""


def record(projection: Projection, root: Path, decision: Decision, today: str) -> Path:
    """Write the record of a decision, bound to what the graph says now, below a root; return its file.

    Raises InputError or NotFoundError on what `check` would refuse, StoreError when it cannot be written.
    """
    _admit(decision, today)
    content = _content(projection, decision)
    name = _free_name(projection, decision)
    path = root / FOLDER / f"{name}.ttl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(_turtle(name, decision, content))
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from None
    return path


def _admit(d: Decision, today: str) -> None:
    if d.status not in STATUSES:
        raise InputError(f"no status is called {d.status[:40]!r}; choose {', '.join(STATUSES)}")
    if f"role:{d.role}" not in ROLES:
        roles = ", ".join(role.removeprefix("role:") for role in ROLES)
        raise InputError(f"no role is called {d.role[:40]!r}; choose {roles}")
    if STATUSES.index(d.status) > STATUSES.index(ROLES[f"role:{d.role}"]):
        raise InputError(f"a {d.role} does not give the status {d.status!r}; only a clinical-reviewer approves")
    for what, day in (("the day", d.day), ("the expiry", d.expires)):
        try:
            datetime.date.fromisoformat(day if len(day) == len("2000-01-01") else "")
        except ValueError:
            raise InputError(f"{what} {day[:40]!r} is no day; write it as YYYY-MM-DD") from None
    if d.day > today:
        raise InputError(f"{d.day} is to come; record a review when it is done")
    if d.expires <= d.day:
        raise InputError(f"it would expire on {d.expires}, not after {d.day}, when it was done")
    if not d.interests.strip():
        raise InputError("declare interests; write 'none declared' where there are none")


def _content(projection: Projection, d: Decision) -> str:
    if not d.target.startswith("/"):
        if d.audience:
            raise InputError("a Statement has no audience; leave it out")
        return projection.statement(d.target).content
    card = card_at(projection, d.target, d.audience or "(none)")
    if not isinstance(card, Card):
        raise InputError(f"there is no card at {d.target}: {card.message}")
    content: str = manifest_of(projection, card)["content"]
    return content


def _free_name(projection: Projection, d: Decision) -> str:
    what = (
        d.target.partition(":")[2]
        if not d.target.startswith("/")
        else f"{d.target.removeprefix('/answers/')}-{d.audience}"
    )
    name = re.sub(r"[^a-z0-9]+", "-", f"{what}-{d.role}-{d.day}".lower()).strip("-")
    taken = projection.records.entities
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 1000))) if f"{FAMILY}:{n}" not in taken)


def _turtle(name: str, d: Decision, content: str) -> str:
    def text(value: str) -> str:
        return json.dumps(value, ensure_ascii=False)

    card = d.target.startswith("/")
    target = (
        f"skg:reviewedCard {text(d.target)} ; skg:reviewedFor {text(d.audience)}"
        if card
        else f"skg:reviewed {d.target}"
    )
    label = f"Review of {d.target}{f' for {d.audience}s' if card else ''} by {d.role.replace('-', ' ')}, {d.day}"
    note = f" ;\n    skg:note {text(d.note)}" if d.note else ""
    return (
        f"{FAMILY}:{name} a skg:Review ; skos:prefLabel {text(label)}@en ;\n"
        f"    {target} ;\n"
        f"    skg:contentHash {text(content)} ;\n"
        f"    skg:statusGiven skg:{_STATUS_TERMS[d.status]} ; skg:reviewerRole role:{d.role} ;\n"
        f'    skg:reviewedOn "{d.day}"^^xsd:date ; skg:expiresOn "{d.expires}"^^xsd:date ;\n'
        f"    skg:interests {text(d.interests)}{note} .\n"
    )
