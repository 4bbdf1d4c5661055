"""A source text in Markdown: its headings as places, its numbers, its reference list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$")
_MARKER = re.compile(r"\[+\d+\]\(#cit[^)]*\)[\],\s-]*(?:\[?\d+\]\(#cit[^)]*\)[\],\s-]*)*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TABLE = re.compile(r"^(Table|Figure) (\d+)\b")
_REFERENCE = re.compile(r"^\d+\.\s+(?P<entry>.*?)\s*\[\[PUBMED Abstract\]\]\(\S*?list_uids=(?P<pmid>\d+)")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+")
_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_WORDS = {word: value for value, word in enumerate(_ONES)} | _TENS
_WORDS |= {f"{ten}-{_ONES[one]}": value + one for ten, value in _TENS.items() for one in range(1, 10)}
_WORDS |= {"none": 0, "no": 0, "neither": 0, "once": 1, "twice": 2, "single": 1}


def normal(text: str) -> str:
    """Return a heading or title in the form that is compared: no markup, one kind of dash and quote, lower case."""
    plain = re.sub(r"[*_`®™]", "", _LINK.sub(r"\1", text))
    plain = unicodedata.normalize("NFKC", plain).translate({0x2013: "-", 0x2014: "-", 0x2019: "'", 0x2011: "-"})
    return " ".join(plain.casefold().split())


def numbers(text: str) -> frozenset[Decimal]:
    """Return the numbers of a text, in digits or in words, apart from those of reference marks and links."""
    plain = unicodedata.normalize("NFKC", _LINK.sub(r"\1", _MARKER.sub(" ", text)))
    digits = {Decimal(n.replace(",", "")) for n in _NUMBER.findall(plain)}
    words = {Decimal(_WORDS[w]) for w in re.findall(r"[a-z]+(?:-[a-z]+)?", plain.casefold()) if w in _WORDS}
    split = {
        Decimal(_WORDS[p]) for w in re.findall(r"[a-z]+-[a-z]+", plain.casefold()) for p in w.split("-") if p in _WORDS
    }
    return frozenset(digits | words | split)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with the lines below it, those of its subordinate headings included."""

    level: int
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A parsed text; `references` maps a PMID to its entry in a list of references."""

    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    references: dict[str, str]

    def passages(self, locator: str) -> list[str]:
        """Return the text under each place that a locator fits: headings from broad to narrow, then a table."""
        table = None
        if found := re.search(r"(?:^|, )((?:Table|Figure) \d+)$", locator):
            table, locator = found.group(1), locator[: found.start()]
        whole = Heading(0, "", 0, len(self.lines))
        places = list(self._within(whole, normal(locator))) if locator else [whole]
        texts = ["\n".join(self.lines[p.start : p.end]) for p in places]
        return texts if table is None else [t for text in texts if (t := _table(text, table))]

    def _within(self, outer: Heading, locator: str) -> Iterator[Heading]:
        """Yield the headings inside `outer` that the locator leads to; a title may itself hold a comma."""
        for heading in self.headings:
            if not outer.start <= heading.start - 1 < outer.end or heading is outer:
                continue
            if locator == heading.title:
                yield heading
            elif locator.startswith(heading.title + ", "):
                yield from self._within(heading, locator[len(heading.title) + 2 :])


def _table(text: str, name: str) -> str:
    """Return a table: from the line that names it to the first blank line after its rows."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        found = _TABLE.match(normal(line).capitalize())
        if found and f"{found.group(1)} {found.group(2)}" == name:
            end = number + 1
            rows = False
            while end < len(lines) and not (rows and not lines[end].startswith("|")):
                rows = rows or lines[end].startswith("|")
                end += 1
            return "\n".join(lines[number:end])
    return ""


def parse_text(text: str) -> TextDocument:
    """Return the document of a Markdown text."""
    lines = tuple(text.splitlines())
    marks = [(i, len(m.group(1)), normal(m.group(2))) for i, line in enumerate(lines) if (m := _HEADING.match(line))]
    headings = []
    for place, (line, level, title) in enumerate(marks):
        end = next((later for later, depth, _ in marks[place + 1 :] if depth <= level), len(lines))
        end = next((later for later, _, name in marks[place + 1 :] if later < end and name == "references"), end)
        headings.append(Heading(level, title, line + 1, end))
    references = {m["pmid"]: m["entry"] for line in lines if (m := _REFERENCE.match(line))}
    return TextDocument(lines, tuple(headings), references)
