"""What a card was made from, sentence by sentence, with hashes: what an article is verified against (docs/proof.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sarcomakg.ask.address import address_of
from sarcomakg.cards.model import Card
from sarcomakg.projection import Projection

FORMAT = 1
# What a review of a card is bound to: what it says and what that is made from, whichever snapshot holds it.
_CONTENT = ("plan", "audience", "sections", "sentences", "asides", "statements")


def manifest_of(projection: Projection, card: Card) -> dict[str, Any]:
    """Return the manifest of a card, as JSON."""
    parts = [("answer", card.answer), *((s.id, s.sentences) for s in card.sections)]
    names = sorted({name for _, sentences in parts for s in sentences for name in s.statements})
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "identity": card.identity,
        "date": card.modified,
        "plan": {"text": str(card.plan), "address": address_of(card.plan)},
        "audience": str(card.audience),
        "sections": [{"key": s.id, "title": s.title} for s in card.sections],
        "sentences": [
            {"section": key, "position": n, "text": text_hash(s.text), "statements": list(s.statements)}
            for key, sentences in parts
            for n, s in enumerate(sentences, 1)
        ],
        "asides": [
            {"section": s.id, "position": n, "text": text_hash(text)}
            for s in card.sections
            for n, text in enumerate(_asides(s), 1)
        ],
        "statements": {name: projection.statement(name).content for name in names},
    }
    manifest["content"] = content_of(manifest)
    return manifest | {"hash": hash_of(manifest)}


def _asides(section: Any) -> Iterator[str]:
    """Yield what a section says that is no sentence: facts of a record, and gaps."""
    yield from (f"{fact.label}: {fact.value}" for fact in section.facts)
    yield from (gap.text for gap in section.gaps)


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(manifest: Mapping[str, Any]) -> str:
    """Return the hash of the content of a card."""
    return hash_of({key: manifest[key] for key in _CONTENT})


def hash_of(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of JSON in canonical form (RFC 8785), an entry `hash` of the whole left out."""
    whole = {key: value[key] for key in value if key != "hash"}
    return text_hash(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
