"""The graph as RDF 1.1 (N-Triples, Turtle, TriG, JSON-LD) and as RDF 1.2, where a triple carries its Statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

import pyoxigraph as ox

from sarcomakg.export.release import DCAT, SPDX, Edition, description
from sarcomakg.identifiers import DATASET, prefixes, to_iri
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.rdf.plain import propositions

_REIFIES = ox.NamedNode(to_iri("rdf:reifies"))
_VERSION = b'VERSION "1.2"\n'


def write_n_triples(edition: Edition, file: BinaryIO) -> None:
    """Write the description, then the canonical N-Triples of the snapshot as they are."""
    file.write(_lines(description(edition.release)))
    file.write(edition.snapshot.n_triples())


def write_turtle(edition: Edition, file: BinaryIO) -> None:
    """Write the description and the graph as Turtle with our prefixes."""
    ox.serialize(_described(edition), output=file, format=ox.RdfFormat.TURTLE, prefixes=shown_prefixes())


def write_trig(edition: Edition, file: BinaryIO) -> None:
    """Write the graph as a named graph; its description stands in the default graph."""
    name = ox.NamedNode(DATASET)
    inside = (ox.Quad(t.subject, t.predicate, t.object, name) for t in _graph(edition))
    outside = (ox.Quad(t.subject, t.predicate, t.object) for t in description(edition.release))
    ox.serialize(chain(outside, inside), output=file, format=ox.RdfFormat.TRIG, prefixes=shown_prefixes())


def write_json_ld(edition: Edition, file: BinaryIO) -> None:
    """Write the description and the graph as expanded JSON-LD."""
    ox.serialize(_described(edition), output=file, format=ox.RdfFormat.JSON_LD)


def write_turtle_12(edition: Edition, file: BinaryIO) -> None:
    """Write Turtle 1.2: each Statement that has a plain triple reifies it, and so annotates it with all that it says."""
    file.write(_VERSION)
    ox.serialize(_annotated(edition), output=file, format=ox.RdfFormat.TURTLE, prefixes=shown_prefixes())


def write_n_triples_12(edition: Edition, file: BinaryIO) -> None:
    """Write N-Triples 1.2: the lines of N-Triples, then one line of rdf:reifies for each plain triple of a Statement."""
    write_n_triples(edition, file)
    file.write(_lines(_reifications(edition)))


def shown_prefixes() -> dict[str, str]:
    """Return the prefixes that a dump declares."""
    # One of a query string is no prefix that every parser takes.
    return {name: iri for name, iri in prefixes().items() if iri[-1] in "/#_"} | {"dcat": DCAT, "spdx": SPDX}


def _graph(edition: Edition) -> Iterator[ox.Triple]:
    return (quad.triple for quad in parse_n_triples(edition.snapshot.n_triples()))


def _described(edition: Edition) -> Iterator[ox.Triple]:
    return chain(description(edition.release), _graph(edition))


def _reifications(edition: Edition) -> Iterator[ox.Triple]:
    return (ox.Triple(name, _REIFIES, plain) for name, plain in propositions(_graph(edition)))


def _annotated(edition: Edition) -> Iterator[ox.Triple]:
    """Yield the described graph with each rdf:reifies before the rest of its Statement."""
    reifications = {r.subject: r for r in _reifications(edition)}
    for triple in _described(edition):
        # What is said of one node comes in a row; the first of it takes the reification along.
        if (reification := reifications.pop(triple.subject, None)) is not None:
            yield reification
        yield triple


def _lines(triples: Iterable[ox.Triple]) -> bytes:
    return "".join(f"{triple} .\n" for triple in triples).encode()
