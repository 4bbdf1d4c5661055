"""What a footnote opens: each Statement of a card once, with the Citations that the card's sentences stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sarcomakg.render.figures import row


@dataclass
class Block:
    """The evidence of one Statement: `key` is its address in the page, `aside` what it puts aside."""

    key: str
    statement: dict[str, Any]
    cited: dict[str, dict[str, Any]] = field(default_factory=dict)
    aside: list[dict[str, Any]] = field(default_factory=list)


class Evidence:
    """The blocks of a card, and the marks that lead to them."""

    def __init__(self, card: dict[str, Any]) -> None:
        """Gather the Statements of a card of the published document, in the order of reading."""
        self.asked = _asked(card)
        self._blocks: dict[str, Block] = {}
        self._met: dict[str, list[Block]] = {}
        for key, sentences in (("answer", card["answer"]), *((s["key"], s["sentences"]) for s in card["sections"])):
            for sentence in sentences:
                self._gather(key, sentence)

    def of(self, key: str) -> list[Block]:
        """Return the blocks that are first met in a section; `answer` is the opening."""
        return self._met.get(key, [])

    @cached_property
    def keys(self) -> dict[str, str]:
        """The places of the blocks in the page, by Statement."""
        return {name: block.key for name, block in self._blocks.items()}

    def marks(self, sentence: dict[str, Any]) -> list[tuple[int, str]]:
        """Return (number of the source, key of the block) of a sentence, in reading order, each pair once."""
        pairs = ((m["number"], self._blocks[m["citation"]["statement"]["id"]].key) for m in sentence["marks"])
        return list(dict.fromkeys(pairs))

    def figures(self, sentences: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the figures of sentences as rows, each with its people and its mark; one that two sentences share once."""
        found: dict[str, dict[str, Any]] = {}
        for mark in (m for s in sentences for m in s["marks"]):
            c = mark["citation"]
            for r in c["results"]:
                about = {
                    "people": c["population"]["label"],
                    "number": mark["number"],
                    "key": self.keys[c["statement"]["id"]],
                }
                found.setdefault(r["id"], {**row(r), **about})
        return list(found.values())

    def _gather(self, key: str, sentence: dict[str, Any]) -> None:
        carried = {m["citation"]["statement"]["id"] for m in sentence["marks"]}
        others = [s for s in sentence["statements"] if s["id"] not in carried]
        for statement in sentence["statements"]:
            if statement["id"] not in carried:
                continue
            block = self._blocks.get(statement["id"])
            if block is None:
                block = self._blocks[statement["id"]] = Block(f"e{len(self._blocks) + 1}", statement)
                self._met.setdefault(key, []).append(block)
            for other in others:
                if other not in block.aside:
                    block.aside.append(other)
        for mark in sentence["marks"]:
            block = self._blocks[mark["citation"]["statement"]["id"]]
            block.cited.setdefault(mark["citationId"], {**mark, "relation": sentence["relation"]})


def rows(citation: dict[str, Any]) -> list[dict[str, str]]:
    """Return the figures of a Citation as rows, for a small table."""
    return [row(r) for r in citation["results"]]


def readings(card: dict[str, Any]) -> tuple[int, int, str]:
    """Return how many places a card cites, how many a second reader has compared, and the day of the last comparison."""
    days = {m["citationId"]: m["secondReading"] for s in _sentences(card) for m in s["marks"]}
    read = [day for day in days.values() if day]
    return len(days), len(read), max(read, default="")


def _asked(card: dict[str, Any]) -> str:
    """Return the disease that populations are compared with, in words; a card without one compares with that of each Statement."""
    name = card["plan"]["condition"]
    if not name:
        return "the disease of the statement"
    ends = (s[end] for x in _sentences(card) for s in x["statements"] for end in ("subject", "object"))
    return next((str(end["label"]) for end in ends if end["id"] == name), "the disease asked about")


def _sentences(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [*card["answer"], *(x for s in card["sections"] for x in s["sentences"])]
