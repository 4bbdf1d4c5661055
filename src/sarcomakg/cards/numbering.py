"""References: one number for a source, in the order of reading."""

from __future__ import annotations

from sarcomakg.cards.model import Mark, Reference
from sarcomakg.identifiers import web_address
from sarcomakg.model import Citation
from sarcomakg.projection import Projection


class Numbering:
    """Gives numbers out; the only mutable thing in the making of a card."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._numbers: dict[str, int] = {}
        self._locators: dict[str, list[str]] = {}

    def mark(self, citation: Citation) -> Mark:
        """Return the mark of a citation; its source keeps the number that it got first."""
        number = self._numbers.setdefault(citation.source, len(self._numbers) + 1)
        places = self._locators.setdefault(citation.source, [])
        if citation.locator not in places:
            places.append(citation.locator)
        retracted, newer = self._fate(citation.source)
        return Mark(number, citation.id, citation.source, citation.locator, citation.second_reading, retracted, newer)

    def references(self) -> tuple[Reference, ...]:
        """Return the sources marked so far, by number."""
        return tuple(self._reference(name, number) for name, number in self._numbers.items())

    def _fate(self, source: str) -> tuple[str, str]:
        """Return the day of a source's retraction, and the label of its newer version."""
        e = self._projection.entity(source)
        newer = e.first("supersededBy")
        return e.first("retractedOn"), self._projection.label(newer) if newer else ""

    def _reference(self, name: str, number: int) -> Reference:
        e = self._projection.entity(name)
        retracted, newer = self._fate(name)
        return Reference(
            number=number,
            source=name,
            label=e.label,
            title=e.first("title"),
            kind=e.kind,
            issued=e.first("issued"),
            url=web_address(e.first("url")),
            read_as=e.first("readAs"),
            retracted=retracted,
            superseded_by=newer,
            locators=tuple(self._locators[name]),
        )
