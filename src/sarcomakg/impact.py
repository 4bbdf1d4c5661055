"""What a source holds up: Statements, sentences and cards, and what of them would be left without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sarcomakg.ask.plan import Plan
from sarcomakg.cards.reach import candidates, taken, walked
from sarcomakg.cards.sections import by_people
from sarcomakg.errors import InputError
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.vocabulary import SOURCE_KINDS

# Cards that are looked through at most.
MOST = 3000


@dataclass(frozen=True, slots=True)
class Held:
    """A Statement that rests on a source: by these Citations of it, or at second hand by those of others that report
    from it alone; `others` are the sources that support it without it, none where it would fall.
    """

    statement: Statement
    citations: tuple[Citation, ...]
    reports: tuple[Citation, ...]
    others: tuple[str, ...]

    @property
    def falls(self) -> bool:
        """Whether nothing else supports it."""
        return not self.others


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card with sentences that cite a source: how many do, how many of those would be left by nothing, and how many
    the sections of the card have in all.
    """

    plan: Plan
    citing: int
    falling: int
    sentences: int

    @property
    def falls(self) -> bool:
        """Whether none of its sentences would be left."""
        return self.falling == self.sentences


@dataclass(frozen=True, slots=True)
class Impact:
    """What a source holds up; each list has first what would fall. `whole` is whether every card was looked through."""

    source: str
    statements: tuple[Held, ...]
    cards: tuple[HeldCard, ...]
    whole: bool

    @property
    def sentences(self) -> int:
        """How many sentences of cards cite it."""
        return sum(card.citing for card in self.cards)


def impact(projection: Projection, source: str, question: Callable[[Plan], str] = str) -> Impact:
    """Return what a source holds up; raise NotFoundError, or InputError where the identifier is not that of a source.

    A Statement is supported by a Citation that does not dispute it, of a source that was not retracted, and that does not
    only report from the source in question. `question` is what cards are ordered by.
    """
    if projection.entity(source).kind not in SOURCE_KINDS:
        raise InputError(f"{source!r} is not a source; give the identifier of one, such as source:pdq-adult-sts")
    held = _held(projection, source)
    falling = {h.statement.id for h in held if h.falls}
    plans = candidates(projection, (h.statement for h in held))
    names = {h.statement.id for h in held}
    cards = [c for plan in plans[:MOST] if (c := _card(projection, plan, source, names, falling))]
    return Impact(
        source,
        tuple(sorted(held, key=lambda h: (not h.falls, h.statement.id))),
        tuple(sorted(cards, key=lambda c: (not c.falls, -c.falling, -c.citing, question(c.plan)))),
        len(plans) <= MOST,
    )


def _held(projection: Projection, source: str) -> list[Held]:
    found = {s.id: s for s in (*projection.by_source.get(source, ()), *projection.by_report.get(source, ()))}
    held = []
    for s in found.values():
        own = tuple(c for c in s.citations if c.source == source)
        reports = tuple(c for c in s.citations if c.source != source and set(c.reported_from) == {source})
        if own or reports:
            resting = {c.id for c in (*own, *reports)}
            others = dict.fromkeys(c.source for c in s.citations if c.id not in resting and _supports(projection, c))
            held.append(Held(s, own, reports, tuple(others)))
    return held


def _supports(projection: Projection, citation: Citation) -> bool:
    return citation.stance == "Supports" and not projection.entity(citation.source).first("retractedOn")


def _card(projection: Projection, plan: Plan, source: str, held: set[str], falling: set[str]) -> HeldCard | None:
    edges = walked(projection, plan)
    if not any(e.statement.id in held for e in edges):
        return None
    citing = fallen = sentences = 0
    for _, edge, citations in taken(projection, plan, edges):
        for group in by_people(citations):
            sentences += 1
            if any(c.source == source or source in c.reported_from for c in group):
                citing += 1
                fallen += edge.statement.id in falling
    return HeldCard(plan, citing, fallen, sentences) if citing else None
