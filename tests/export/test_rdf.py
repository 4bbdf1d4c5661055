"""RDF, read by rdflib."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from sarcomakg.export.release import Edition
from sarcomakg.identifiers import DATASET, to_iri
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.rdf.plain import propositions

Written = Callable[[Edition, str], bytes]
DCTERMS, SPDX = rdflib.DCTERMS, rdflib.Namespace("http://spdx.org/rdf/terms#")
_DATASET = rdflib.URIRef(DATASET)
_REIFIES = re.compile(
    r"^<(\S+)> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<\( <(\S+)> <(\S+)> <(\S+)> \)>> \.$"
)


def identity(graph: rdflib.Graph) -> str:
    """The checksum by the recipe of docs/data.md: without the description, sorted lines of N-Triples, SHA-256."""
    kept = rdflib.Graph()
    for triple in graph:
        if not str(triple[0]).startswith(DATASET):
            kept.add(triple)
    lines = sorted(kept.serialize(format="nt", encoding="utf-8").decode().splitlines(keepends=True))
    return hashlib.sha256("".join(line for line in lines if line.strip()).encode()).hexdigest()


def check_description(graph: rdflib.Graph, edition: Edition) -> None:
    release = edition.release
    assert str(graph.value(_DATASET, DCTERMS.license)) == release.licence
    assert str(graph.value(_DATASET, DCTERMS.modified)) == release.date
    assert str(graph.value(_DATASET, DCTERMS.identifier)) == release.identity
    assert str(graph.value(_DATASET, rdflib.OWL.versionInfo)) == release.version
    checksum = graph.value(_DATASET, SPDX.checksum)
    assert str(graph.value(checksum, SPDX.algorithm)) == SPDX.checksumAlgorithm_sha256.toPython()
    assert str(graph.value(checksum, SPDX.checksumValue)).lower() == release.identity


def test_the_graph_has_no_blank_node_and_nothing_named_as_the_description(kg: KnowledgeGraph) -> None:
    lines = kg.snapshot.n_triples().decode().splitlines()
    assert [line for line in lines if line.startswith(("_:", f"<{DATASET}")) or " _:" in line.split('"')[0]] == []


def test_the_checksum_of_the_whole_graph_is_found_again(kg: KnowledgeGraph, folder: Path) -> None:
    whole = rdflib.Graph().parse(folder / "sarcomakg.nt", format="nt")
    check_description(whole, kg.edition)
    without = {t for t in whole if not str(t[0]).startswith(DATASET)}
    assert len(without) == kg.edition.release.triples
    # What the docs say for the command line.
    lines = (folder / "sarcomakg.nt").read_bytes().splitlines(keepends=True)
    kept = b"".join(line for line in lines if not line.startswith(f"<{DATASET}".encode()))
    assert hashlib.sha256(kept).hexdigest() == kg.snapshot.identity


@pytest.mark.parametrize(("name", "format"), [("ntriples", "nt"), ("turtle", "turtle"), ("jsonld", "json-ld")])
def test_every_syntax_holds_the_same_graph(small: Edition, written: Written, name: str, format: str) -> None:
    graph = rdflib.Graph().parse(data=written(small, name), format=format)
    check_description(graph, small)
    expected = rdflib.Graph().parse(data=small.snapshot.n_triples(), format="nt")
    assert {t for t in graph if not str(t[0]).startswith(DATASET)} == set(expected)
    assert small.release.triples == len(expected)


def test_the_checksum_is_found_again_by_rdflib_from_turtle(small: Edition, written: Written) -> None:
    graph = rdflib.Graph().parse(data=written(small, "turtle"), format="turtle")
    assert identity(graph) == small.release.identity == small.snapshot.identity


def test_trig_names_the_graph_and_describes_it_outside(small: Edition, written: Written) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=written(small, "trig"), format="trig")
    check_description(dataset.default_graph, small)
    assert len(dataset.graph(_DATASET)) == small.release.triples
    assert {str(t[0]).startswith(DATASET) for t in dataset.default_graph} == {True}


def test_rdf_12_is_rdf_11_and_a_reification_of_each_plain_triple(small: Edition, written: Written) -> None:
    """rdflib does not read RDF 1.2 yet, so the reifications are taken out and counted line by line."""
    lines = written(small, "ntriples12").decode().splitlines()
    reified = [match.groups() for line in lines if (match := _REIFIES.match(line))]
    rest = "\n".join(line for line in lines if "<<(" not in line) + "\n"
    assert rest.encode() == written(small, "ntriples")
    graph = rdflib.Graph().parse(data=rest, format="nt")
    records = small.snapshot.records
    assert len(reified) == sum(s.direction != "Neutral" for s in records.statements.values())
    for statement, *plain in reified:
        assert tuple(map(rdflib.URIRef, plain)) in graph
        assert str(graph.value(rdflib.URIRef(statement), rdflib.RDF.subject)) == plain[0]
    assert len(lines) - len(rest.splitlines()) == len(reified)


def test_turtle_12_says_its_version_and_holds_the_reifications(small: Edition, written: Written) -> None:
    text = written(small, "turtle12").decode()
    assert text.startswith('VERSION "1.2"\n')
    found = re.sub(
        r"^(\S+) rdf:reifies <<\( (\S+) (\S+) (\S+) \)>> ([;.])$", r"\1 a rdf:Statement \5", text, flags=re.M
    )
    assert "<<(" not in found
    graph = rdflib.Graph().parse(data=found.removeprefix('VERSION "1.2"\n'), format="turtle")
    marked = set(graph.subjects(rdflib.RDF.type, rdflib.RDF.Statement))
    records = small.snapshot.records
    assert marked == {rdflib.URIRef(to_iri(s.id)) for s in records.statements.values() if s.direction != "Neutral"}
    assert len(graph) == small.release.triples + 12 + len(marked)


def test_a_plain_triple_follows_direction_and_end(kg: KnowledgeGraph) -> None:
    records = kg.snapshot.records
    found = {str(name.value): triple for name, triple in propositions(kg.snapshot.store.triples())}
    ended = [s for s in records.statements.values() if s.direction == "For" and s.qualifier("validUntil")]
    assert ended
    for statement in ended:
        assert found[to_iri(statement.id)].predicate.value == to_iri("skg:formerlyApprovedFor")
    assert not {to_iri(s.id) for s in records.statements.values() if s.direction == "Neutral"} & found.keys()
