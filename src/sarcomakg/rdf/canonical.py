"""Names for nameless nodes, and the identity of a graph, both made from content alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from sarcomakg.identifiers import ENTITY_BASE
from sarcomakg.rdf.document import SKG

_KINDS = {SKG + "citation": "citation", SKG + "result": "result"}


def skolem_names(triples: Iterable[ox.Triple]) -> dict[str, ox.NamedNode]:
    """Map each blank node to an IRI that is a hash of its owner and its content.

    Two rebuilds of the same data, in whatever order of files, give the same names. Only trees of blank
    nodes are named, which is what nested Citations and Results are.
    """
    content: dict[str, list[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = defaultdict(list)
    owner: dict[str, tuple[str, str]] = {}
    for triple in triples:
        subject = str(triple.subject)
        if isinstance(triple.subject, ox.BlankNode):
            content[subject].append((triple.predicate.value, triple.object))
        if isinstance(triple.object, ox.BlankNode):
            owner[str(triple.object)] = (subject, triple.predicate.value)
    digests: dict[str, str] = {}

    def digest(node: str) -> str:
        if node not in digests:
            parts = sorted(
                f"{predicate} {digest(str(value)) if isinstance(value, ox.BlankNode) else value}"
                for predicate, value in content[node]
            )
            digests[node] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        return digests[node]

    def root(node: str) -> str:
        while node in owner:
            node = owner[node][0]
        return node

    names = {}
    for node, (_, predicate) in owner.items():
        key = hashlib.sha256(f"{root(node)} {digest(node)}".encode()).hexdigest()[:20]
        names[node] = ox.NamedNode(f"{ENTITY_BASE}{_KINDS.get(predicate, 'node')}/{key}")
    return names


def skolemize(triples: Iterable[ox.Triple], names: Mapping[str, ox.NamedNode]) -> list[ox.Triple]:
    """Return the triples with blank nodes replaced by their names, each once, in canonical order."""

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple):  # type: ignore[no-untyped-def]
        return names.get(str(term), term) if isinstance(term, ox.BlankNode) else term

    unique = {str(t): t for t in (ox.Triple(named(t.subject), t.predicate, named(t.object)) for t in triples)}
    return [unique[key] for key in sorted(unique)]


def identity(triples: Iterable[ox.Triple]) -> str:
    """Return the SHA-256 of the sorted N-Triples lines, in hexadecimal."""
    digest = hashlib.sha256()
    for line in sorted({f"{triple} .\n" for triple in triples}):
        digest.update(line.encode())
    return digest.hexdigest()
