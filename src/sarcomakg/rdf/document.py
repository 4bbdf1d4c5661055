"""One Turtle document: its triples, and the line on which each node of it is described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from sarcomakg.errors import DataError, Violation

_SUBJECT = re.compile(r"^(<[^>]+>|[A-Za-z][\w-]*:[^\s;,.]+)\s")
_POSITION = re.compile(r"line (\d+)")
SKG = "https://w3id.org/sarcomakg/ontology#"


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: `lines` maps a node (N-Triples form) to the 1-based line where it is described."""

    file: str
    triples: tuple[ox.Triple, ...]
    lines: dict[str, int]


def parse_document(file: str, text: str, prologue: str) -> Document:
    """Parse Turtle that may lean on the prefixes of `prologue`; raise DataError with file and line."""
    offset = prologue.count("\n")
    try:
        quads = list(ox.parse(input=prologue + text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        found = _POSITION.search(str(error))
        line = max(int(found.group(1)) - offset, 1) if found else 1
        reason = re.sub(r" at line.*| between line.*", "", str(error))
        raise DataError((Violation(file, line, "turtle-syntax", f"{reason}; mend the Turtle there"),)) from None
    triples = tuple(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    return Document(file, triples, dict(_lines(text, triples, prologue)))


def _lines(text: str, triples: tuple[ox.Triple, ...], prologue: str) -> Iterator[tuple[str, int]]:
    """Pair subjects with lines: named ones by name, nested ones by their order within the block.

    Parsers of RDF give no positions for nodes, but they keep the order of the document, so the n-th
    nested node of a property is the n-th time that the property is written.
    """
    prefixes = dict(re.findall(r"@prefix ([\w-]*): <([^>]*)>", prologue + text))
    written: dict[str, list[int]] = {"citation": [], "result": []}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _SUBJECT.match(line):
            yield _expand(match.group(1), prefixes), number
        for name, places in written.items():
            places.extend([number] * len(re.findall(rf"\bskg:{name}\s*\[", line)))
    for name, places in written.items():
        nested = [t.object for t in triples if t.predicate.value == SKG + name]
        blank = list(dict.fromkeys(str(node) for node in nested if isinstance(node, ox.BlankNode)))
        yield from zip(blank, places, strict=False)


def _expand(name: str, prefixes: dict[str, str]) -> str:
    if name.startswith("<"):
        return name
    prefix, _, local = name.partition(":")
    return f"<{prefixes.get(prefix, prefix + ':')}{local}>"
