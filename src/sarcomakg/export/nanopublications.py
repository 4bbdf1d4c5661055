"""Each Statement as a nanopublication: a head, an assertion, its provenance and its publication info, as TriG.

What the Statement says, with its figures, is the assertion; where that stands is the provenance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from sarcomakg.export.rdf import shown_prefixes
from sarcomakg.export.release import CREATOR, Edition, Release
from sarcomakg.identifiers import DATASET, ENTITY_BASE, to_iri
from sarcomakg.model import Statement
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.rdf.plain import propositions

BASE = "https://w3id.org/sarcomakg/nanopub/"
NP = "http://www.nanopub.org/nschema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = to_iri("rdf:type")
_CITATION, _RESULT = to_iri("skg:citation"), to_iri("skg:result")
# What makes a source recognizable without the rest of the graph.
_OF_SOURCE = tuple(to_iri(name) for name in ("skos:prefLabel", "skos:exactMatch", "schema:url"))
# Of the Statement's own triples, these are no part of what it states.
_NOT_ASSERTED = (_CITATION, to_iri("dcterms:modified"))

Nodes = Mapping[str, list[ox.Triple]]
Said = Iterator[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]]


def write(edition: Edition, file: BinaryIO) -> None:
    """Write the nanopublications in the order of the Statements' identifiers."""
    prefixes = shown_prefixes() | {"np": NP, "nanopub": BASE}
    ox.serialize(_quads(edition), output=file, format=ox.RdfFormat.TRIG, prefixes=prefixes)


def _quads(edition: Edition) -> Iterator[ox.Quad]:
    nodes: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in parse_n_triples(edition.snapshot.n_triples()):
        if isinstance(quad.subject, ox.NamedNode):
            nodes[quad.subject.value].append(quad.triple)
    plain = {name.value: triple for name, triple in propositions(t for found in nodes.values() for t in found)}
    for name in sorted(edition.snapshot.records.statements):
        statement = edition.snapshot.records.statements[name]
        iri = BASE + to_iri(name).removeprefix(f"{ENTITY_BASE}statement/")
        parts = {
            "Head": _head(iri),
            "assertion": _assertion(statement, nodes, plain.get(to_iri(name))),
            "provenance": _provenance(statement, nodes, iri),
            "pubinfo": _publication(statement, iri, edition.release),
        }
        for part, triples in parts.items():
            graph = ox.NamedNode(f"{iri}#{part}")
            for triple in dict.fromkeys(triples):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _head(iri: str) -> Iterator[ox.Triple]:
    nanopub = ox.NamedNode(iri)
    yield ox.Triple(nanopub, ox.NamedNode(_TYPE), ox.NamedNode(f"{NP}Nanopublication"))
    for name, part in (("hasAssertion", "assertion"), ("hasProvenance", "provenance"), ("hasPublicationInfo", "pubinfo")):  # fmt: skip
        yield ox.Triple(nanopub, ox.NamedNode(NP + name), ox.NamedNode(f"{iri}#{part}"))


def _assertion(statement: Statement, nodes: Nodes, plain: ox.Triple | None) -> Iterator[ox.Triple]:
    """Yield the plain triple, the Statement without its citations, and the figures of its citations."""
    if plain is not None:
        yield plain
    yield from (t for t in nodes[to_iri(statement.id)] if t.predicate.value not in _NOT_ASSERTED)
    for citation in statement.citations:
        yield from (t for t in nodes[to_iri(citation.id)] if t.predicate.value == _RESULT)
        for result in citation.results:
            yield from nodes[to_iri(result.id)]


def _provenance(statement: Statement, nodes: Nodes, iri: str) -> Iterator[ox.Triple]:
    """Yield what the assertion is derived from, each citation with its locator, and how to find its source."""
    assertion = ox.NamedNode(f"{iri}#assertion")
    for citation in statement.citations:
        name = "prov:wasDerivedFrom" if citation.stance == "Supports" else "cito:isDisputedBy"
        yield ox.Triple(assertion, ox.NamedNode(to_iri(name)), ox.NamedNode(to_iri(citation.source)))
    yield from (t for t in nodes[to_iri(statement.id)] if t.predicate.value == _CITATION)
    for citation in statement.citations:
        yield from (t for t in nodes[to_iri(citation.id)] if t.predicate.value != _RESULT)
    for citation in statement.citations:
        yield from (t for t in nodes[to_iri(citation.source)] if t.predicate.value in _OF_SOURCE)


def _publication(statement: Statement, iri: str, release: Release) -> Iterator[ox.Triple]:
    """Yield who published it, when, under which licence, and as a part of which release."""

    def said() -> Said:
        nanopub, dataset = ox.NamedNode(iri), ox.NamedNode(DATASET)
        # The guidelines want a time; the graph knows the day.
        created = ox.Literal(f"{statement.modified}T00:00:00Z", datatype=ox.NamedNode(f"{_XSD}dateTime"))
        yield nanopub, "dcterms:created", created
        yield nanopub, "dcterms:modified", ox.Literal(statement.modified, datatype=ox.NamedNode(f"{_XSD}date"))
        yield nanopub, "dcterms:creator", ox.NamedNode(CREATOR)
        yield nanopub, "dcterms:license", ox.NamedNode(release.licence)
        yield nanopub, "dcterms:isPartOf", dataset
        yield dataset, "dcterms:identifier", ox.Literal(release.identity)
        yield dataset, "dcterms:modified", ox.Literal(release.date, datatype=ox.NamedNode(f"{_XSD}date"))
        yield dataset, "owl:versionInfo", ox.Literal(release.version)

    for subject, predicate, value in said():
        yield ox.Triple(subject, ox.NamedNode(to_iri(predicate)), value)
