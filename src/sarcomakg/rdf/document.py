"""Turtle text of one or more files: its triples, and the file and line on which each node of it is described."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from sarcomakg.errors import DataError, Violation

_SUBJECT = re.compile(r"^(<[^>]+>|[A-Za-z][\w-]*:[^\s;,.]+)\s")
_POSITION = re.compile(r"line (\d+)")
SKG = "https://w3id.org/sarcomakg/ontology#"


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed files: (name, text) of each, in the order in which they were read, and their triples as quads."""

    files: tuple[tuple[str, str], ...]
    triples: tuple[ox.Quad, ...]
    prologue: str

    def places(self) -> dict[str, tuple[str, int]]:
        """Return the file and 1-based line where each node (N-Triples form) is described."""
        starts = [0]
        for _, text in self.files:
            starts.append(starts[-1] + _ended(text).count("\n"))

        def place(line: int) -> tuple[str, int]:
            file = bisect_right(starts, line - 1) - 1
            return self.files[file][0], line - starts[file]

        text = "".join(_ended(text) for _, text in self.files)
        return {node: place(line) for node, line in _lines(text, self.triples, self.prologue)}


def parse_document(files: tuple[tuple[str, str], ...], prologue: str) -> Document:
    """Parse Turtle that may lean on the prefixes of `prologue`; raise DataError with file and line."""
    offset = prologue.count("\n")
    text = prologue + "".join(_ended(text) for _, text in files)
    try:
        quads = list(ox.parse(input=text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        found = _POSITION.search(str(error))
        last = text.count("\n") - offset
        line = min(max(int(found.group(1)) - offset, 1), last) if found else 1
        reason = re.sub(r" at line.*| between line.*", "", str(error))
        raise DataError((Violation(files[0][0], line, "turtle-syntax", f"{reason}; mend the Turtle there"),)) from None
    return Document(files, tuple(quads), prologue)


def parse_n_triples(graph: bytes) -> Iterator[ox.Quad]:
    """Yield the triples of an N-Triples document, as quads."""
    return iter(ox.parse(input=graph, format=ox.RdfFormat.N_TRIPLES))


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _lines(text: str, triples: tuple[ox.Quad, ...], prologue: str) -> Iterator[tuple[str, int]]:
    """Pair subjects with lines: named ones by name, nested ones by their order within the text.

    Parsers of RDF give no positions for nodes, but they keep the order of the document, so the n-th
    nested node of a property is the n-th time that the property is written.
    """
    prefixes = dict(re.findall(r"@prefix ([\w-]*): <([^>]*)>", prologue + text))
    written: dict[str, list[int]] = {"citation": [], "result": []}
    for number, line in enumerate(text.split("\n"), start=1):
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
