"""The ontology and the data of a folder, read whole: triples, and where each node is described."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sarcomakg.errors import DataError, InputError, Violation
from sarcomakg.identifiers import ENTITY_BASE, turtle_prologue
from sarcomakg.rdf.canonical import skolem_names, skolemize
from sarcomakg.rdf.document import Document, parse_document

SHAPES = "ontology/shapes.ttl"


@dataclass(frozen=True, slots=True)
class Dataset:
    """`places` maps the IRI of a node to its file and 1-based line; `triples` are in canonical order."""

    root: Path
    triples: tuple[ox.Triple, ...]
    places: dict[str, tuple[str, int]]
    files: int


def read_dataset(root: Path) -> Dataset:
    """Read every Turtle file below `ontology/` (shapes apart) and `data/`; raise DataError with all syntax errors."""
    documents: list[Document] = []
    broken: list[Violation] = []
    for path, prologue in _files(root):
        try:
            documents.append(parse_document(path.relative_to(root).as_posix(), _text(root, path), prologue))
        except DataError as error:
            broken.extend(error.violations)
    broken.extend(_defined_twice(documents))
    if broken:
        raise DataError(tuple(broken))
    every = [triple for document in documents for triple in document.triples]
    names = skolem_names(every)
    places: dict[str, tuple[str, int]] = {}
    for document in documents:
        for node, line in document.lines.items():
            iri = names[node].value if node in names else node.strip("<>")
            places.setdefault(iri, (document.file, line))
    return Dataset(root, tuple(skolemize(every, names)), places, len(documents))


def fingerprint(root: Path) -> str:
    """Return the SHA-256 of everything that `check` reads: each file's name and bytes."""
    digest = hashlib.sha256()
    for folder in ("ontology", "data"):
        for path in sorted(p for p in (root / folder).rglob("*") if p.is_file()):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    data = sorted((root / "data").rglob("*.ttl"))
    if not data:
        raise InputError(f"{root} holds no data/*.ttl; name the folder that holds ontology/ and data/")
    for path in sorted((root / "ontology").rglob("*.ttl")):
        if path.relative_to(root).as_posix() != SHAPES:
            yield path, ""
    prologue = turtle_prologue(root)
    for path in data:
        yield path, prologue


def _text(root: Path, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        file = path.relative_to(root).as_posix()
        raise DataError((Violation(file, line, "encoding", "the file is not UTF-8; save it as UTF-8"),)) from None


def _defined_twice(documents: list[Document]) -> Iterator[Violation]:
    first: dict[str, str] = {}
    for document in documents:
        for node, line in document.lines.items():
            if node.startswith(f"<{ENTITY_BASE}") and first.setdefault(node, document.file) != document.file:
                name = node.strip("<>").removeprefix(ENTITY_BASE).replace("/", ":", 1)
                message = f"{name} is also described in {first[node]}; keep one entity in one file"
                yield Violation(document.file, line, "described-twice", message)
