"""What a card was made from, sentence by sentence, with hashes: what an article is verified against (docs/proof.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from sarcomakg.ask.address import address_of
from sarcomakg.cards.model import Card, Section
from sarcomakg.projection import Projection

FORMAT = 1
# What the header of a manifest has a hash of, each; a page, which has to be light, carries the header alone.
LISTS = ("sections", "sentences", "asides", "statements")


def manifest_of(projection: Projection, card: Card) -> dict[str, Any]:
    """Return the manifest of a card, as JSON: the header, and the lists that it has hashes of."""
    parts = [("answer", card.answer), *((s.id, s.sentences) for s in card.sections)]
    names = sorted({name for _, sentences in parts for s in sentences for name in s.statements})
    lists: dict[str, Any] = {
        "sections": [{"key": s.id, "title": s.title} for s in card.sections],
        "sentences": [
            {"section": key, "position": n, "text": text_hash(s.text), "statements": list(s.statements)}
            for key, sentences in parts
            for n, s in enumerate(sentences, 1)
        ],
        "asides": [
            {"section": s.id, "position": n, "text": text_hash(text)}
            for s in card.sections
            for n, text in enumerate(asides(s), 1)
        ],
        "statements": {name: projection.statement(name).content for name in names},
    }
    header = {
        "format": FORMAT,
        "identity": card.identity,
        "program": _program(),
        "date": card.modified,
        "plan": {"text": str(card.plan), "address": address_of(card.plan)},
        "audience": str(card.audience),
        "hashes": {name: hash_of(lists[name]) for name in LISTS},
        "texts": texts_hash((x["section"], x["text"]) for name in ("sentences", "asides") for x in lists[name]),
    }
    header["content"] = content_of(header)
    return header | {"hash": header_hash(header)} | lists


@lru_cache(maxsize=1)
def _program() -> str:
    """Return what wrote the sentences: another version may word them otherwise."""
    return f"sarcomakg {version('sarcomakg')}"


def texts_hash(found: Iterable[tuple[str, str]]) -> str:
    """Return the hash of everything that is shown, whatever its order: (section, hash of the text) of each."""
    return hash_of(sorted(f"{section} {text}" for section, text in found))


def content_of(header: Mapping[str, Any]) -> str:
    """Return the hash of the content of a card, whichever snapshot holds it: what a review of the card is bound to."""
    return hash_of({key: header[key] for key in ("plan", "audience", "hashes")})


def header_hash(header: Mapping[str, Any]) -> str:
    """Return the hash of a header: of all its entries but itself; the lists have their hashes in it."""
    return hash_of({key: header[key] for key in header if key != "hash" and key not in LISTS})


def hash_of(value: Any) -> str:
    """Return the SHA-256 of JSON in canonical form (RFC 8785), in hexadecimal."""
    return text_hash(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def asides(section: Section) -> Iterator[str]:
    """Yield what a section says that is no sentence: facts of a record, and gaps."""
    yield from (f"{fact.label}: {fact.value}" for fact in section.facts)
    yield from (gap.text for gap in section.gaps)
