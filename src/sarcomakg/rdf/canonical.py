"""Names for nameless nodes, and the identity of a graph, both made from content alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

import pyoxigraph as ox

from sarcomakg.identifiers import ENTITY_BASE
from sarcomakg.rdf.document import SKG

_XSD = "http://www.w3.org/2001/XMLSchema#"
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_KINDS = {SKG + "citation": "citation", SKG + "result": "result"}


def skolem_names(triples: Iterable[ox.Quad]) -> dict[str, ox.NamedNode]:
    """Map each blank node to an IRI that is a hash of its owner and its content.

    Two rebuilds of the same data, in whatever order of files, give the same names. Only trees of blank
    nodes are named, which is what nested Citations and Results are.
    """
    content: dict[str, list[tuple[str, Term]]] = defaultdict(list)
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


def skolemize(triples: Iterable[ox.Quad], names: Mapping[str, ox.NamedNode]) -> dict[str, ox.Triple]:
    """Return the triples with blank nodes named and numbers in canonical form, by their text, in canonical order."""

    def named(term: Term) -> Term:
        if isinstance(term, ox.BlankNode):
            return names.get(str(term), term)
        return _canonical(term) if isinstance(term, ox.Literal) else term

    found = (ox.Triple(named(t.subject), t.predicate, named(t.object)) for t in triples)  # type: ignore[arg-type]
    unique = {str(t): t for t in found}
    return {key: unique[key] for key in sorted(unique)}


def _canonical(literal: ox.Literal) -> ox.Literal:
    """Write a number as a store gives it back: by value, 0.40 as 0.4."""
    kind = literal.datatype.value.removeprefix(_XSD)
    if kind == "decimal":
        text = f"{Decimal(literal.value).normalize():f}"
        return ox.Literal("0" if text == "-0" else text, datatype=literal.datatype)
    if kind == "integer":
        return ox.Literal(str(int(literal.value)), datatype=literal.datatype)
    return literal


def n_triples(triples: Iterable[ox.Triple]) -> bytes:
    """Return the triples as sorted N-Triples, each line once: the canonical form of a graph without blank nodes."""
    return joined(str(triple) for triple in triples)


def joined(texts: Iterable[str]) -> bytes:
    """Return the texts of triples as sorted N-Triples, each line once."""
    return "".join(sorted({f"{text} .\n" for text in texts})).encode()


def identity(triples: Iterable[ox.Triple]) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(n_triples(triples)).hexdigest()
