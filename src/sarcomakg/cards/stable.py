"""The card at a stable address, and where a thing that was reviewed stands."""

from __future__ import annotations

from sarcomakg.ask.address import address_of, variables_of
from sarcomakg.ask.plan import Audience, Plan, Refusal, Topic, plan_for
from sarcomakg.cards.assembly import assemble
from sarcomakg.cards.manifest import manifest_of
from sarcomakg.cards.model import Card
from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.projection import Projection


def plan_at(projection: Projection, address: str) -> Plan:
    """Return the plan of a stable address; raise InputError or NotFoundError when it names what is not there."""
    given = variables_of(address)
    topics, drugs = [Topic[name] for name in given.pop("topics")], given.pop("drugs")
    plan = plan_for(projection, topics, drugs=drugs, **given)
    if address_of(plan) != address:
        raise InputError(f"{address[:120]!r} is not the stable address of its card; that is {address_of(plan)}")
    return plan


def card_at(projection: Projection, address: str, audience: str, identity: str = "", day: str = "") -> Card | Refusal:
    """Return the card at a stable address; raise InputError or NotFoundError when there can be none."""
    try:
        reader = Audience(audience)
    except ValueError:
        raise InputError(f"unknown audience {audience[:40]!r}; choose {' or '.join(Audience)}") from None
    return assemble(projection, plan_at(projection, address), reader, identity, day)


def content_at(projection: Projection, target: str) -> str:
    """Return the hash of what a Statement or a card says; the empty string when it is not there."""
    address, mark, audience = target.rpartition("#")
    if not mark:
        found = projection.records.statements.get(target)
        return found.content if found else ""
    try:
        card = card_at(projection, address, audience)
    except SarcomakgError:
        return ""
    return manifest_of(projection, card)["content"] if isinstance(card, Card) else ""
