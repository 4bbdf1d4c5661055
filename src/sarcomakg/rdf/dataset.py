"""The ontology and the data of a folder, read whole: triples, and where each node is described."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from sarcomakg.errors import DataError, InputError, Violation
from sarcomakg.identifiers import ENTITY_BASE, turtle_prologue
from sarcomakg.rdf.canonical import skolem_names, skolemize
from sarcomakg.rdf.document import Document, parse_document

SHAPES, QUERIES = "ontology/shapes.ttl", "ontology/queries/"
# What is asked of data that keeps the rules; it refuses nothing.
WARNINGS = "ontology/warnings/"
# The identity of what was checked, carried by the data (sarcomakg check --stamp).
STAMP = "data/checked.sha256"
# Characters of files that are parsed as one.
_PART = 16 * 1024 * 1024
# What a file may bring that would reach into the next one if both were parsed together.
_OWN_SCOPE = ("@prefix", "@base", "PREFIX", "BASE", "prefix ", "base ", "_:")


@dataclass(frozen=True)
class Dataset:
    """`triples` are in canonical order, `texts` are their texts; `documents` are the files as they were parsed, some of
    them joined.
    """

    root: Path
    triples: tuple[ox.Triple, ...]
    texts: tuple[str, ...]
    documents: tuple[Document, ...]
    names: dict[str, ox.NamedNode]
    files: int

    @cached_property
    def places(self) -> dict[str, tuple[str, int]]:
        """The file and 1-based line of each node, by IRI; worked out when a violation needs it."""
        found: dict[str, tuple[str, int]] = {}
        for document in self.documents:
            for node, place in document.places().items():
                iri = self.names[node].value if node in self.names else node.strip("<>")
                found.setdefault(iri, place)
        return found


def read_dataset(root: Path) -> Dataset:
    """Read every Turtle file below `ontology/` (shapes and queries apart) and `data/`; raise DataError with all syntax errors."""
    ontology, data = [_text(root, path) for path in _ontology(root)], [_text(root, path) for path in _data(root)]
    documents = (
        *(parse_document(((file, text),), "") for file, text in ontology),
        *_parse(data, turtle_prologue(root)),
    )
    if twice := tuple(_described_twice(data)):
        raise DataError(twice)
    every = [triple for document in documents for triple in document.triples]
    names = skolem_names(every)
    unique = skolemize(every, names)
    return Dataset(root, tuple(unique.values()), tuple(unique), documents, names, len(ontology) + len(data))


def read_parts(root: Path) -> Iterator[dict[str, ox.Triple]]:
    """Yield the triples of the same files by their texts, so many files at a time as are parsed fast; raise DataError.

    A node without a name never reaches beyond its file, so the names are those of `read_dataset`.
    """
    for path in _ontology(root):
        yield _named([parse_document((_text(root, path),), "")])
    prologue, part, size = turtle_prologue(root), list[tuple[str, str]](), 0
    for path in _data(root):
        part.append(_text(root, path))
        size += len(part[-1][1])
        if size > _PART:
            yield _named(_parse(part, prologue))
            part, size = [], 0
    if part:
        yield _named(_parse(part, prologue))


def _named(documents: Iterable[Document]) -> dict[str, ox.Triple]:
    every = [triple for document in documents for triple in document.triples]
    return skolemize(every, skolem_names(every))


def _ontology(root: Path) -> list[Path]:
    found = sorted((root / "ontology").rglob("*.ttl"))
    return [path for path in found if not _name(root, path).startswith((SHAPES, QUERIES))]


def _data(root: Path) -> list[Path]:
    found = sorted((root / "data").rglob("*.ttl"))
    if not found:
        raise InputError(f"{root} holds no data/*.ttl; name the folder that holds ontology/ and data/")
    return found


def _parse(files: list[tuple[str, str]], prologue: str) -> list[Document]:
    """Parse the files as one, which is many times faster; each on its own when one is broken or has its own scope."""
    apart = [file for file in files if any(word in file[1] for word in _OWN_SCOPE)]
    joint = [file for file in files if file not in apart] if apart else files
    try:
        return [parse_document(tuple(joint), prologue), *(parse_document((file,), prologue) for file in apart)]
    except DataError:
        broken: list[Violation] = []
        for file in files:
            try:
                parse_document((file,), prologue)
            except DataError as error:
                broken.extend(error.violations)
        raise DataError(tuple(broken)) from None


def fingerprint(root: Path) -> str:
    """Return the SHA-256 of everything that `check` reads: each file's name and bytes."""
    digest = hashlib.sha256()
    for folder in ("ontology", "data"):
        for path in sorted(p for p in (root / folder).rglob("*") if p.is_file() and _name(root, p) != STAMP):
            if _name(root, path).startswith((QUERIES, WARNINGS)):
                continue
            digest.update(_name(root, path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _text(root: Path, path: Path) -> tuple[str, str]:
    try:
        return _name(root, path), path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataError(
            (Violation(_name(root, path), line, "encoding", "the file is not UTF-8; save it as UTF-8"),)
        ) from None


_SUBJECT = re.compile(r"^([A-Za-z][\w-]*:[^\s;,.]+|<[^>]+>)\s", re.MULTILINE)


def _described_twice(files: list[tuple[str, str]]) -> Iterator[Violation]:
    first: dict[str, str] = {}
    for file, text in files:
        for match in _SUBJECT.finditer(text):
            name = match.group(1).strip("<>").removeprefix(ENTITY_BASE).replace("/", ":", 1)
            if first.setdefault(name, file) != file:
                line = text.count("\n", 0, match.start()) + 1
                message = f"{name} is also described in {first[name]}; keep one entity in one file"
                yield Violation(file, line, "described-twice", message)
