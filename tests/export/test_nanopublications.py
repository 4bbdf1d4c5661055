"""Nanopublications, checked by the `nanopub` package."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import rdflib

from sarcomakg.export.nanopublications import BASE, NP
from sarcomakg.export.release import Edition
from sarcomakg.identifiers import to_iri

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nanopub import Nanopub, NanopubConf

Written = Callable[[Edition, str], bytes]
_NP, _PROV = rdflib.Namespace(NP), rdflib.PROV


def test_the_package_of_the_guidelines_finds_each_one_valid(small: Edition, written: Written) -> None:
    whole = rdflib.Dataset()
    whole.parse(data=written(small, "nanopubs"), format="trig")
    assert len(whole.default_graph) == 0
    names = {s for s, _, _, _ in whole.quads((None, rdflib.RDF.type, _NP.Nanopublication, None))}
    statements = small.snapshot.records.statements
    assert len(names) == len(statements)
    for statement in statements.values():
        name = rdflib.URIRef(BASE + statement.id.partition(":")[2])
        assert name in names
        nanopub = Nanopub(rdf=alone(whole, name), conf=NanopubConf())
        assert nanopub.is_valid
        check(nanopub, name, small)
        sources = {rdflib.URIRef(to_iri(c.source)) for c in statement.citations}
        assert set(nanopub.provenance.objects(rdflib.URIRef(f"{name}#assertion"), _PROV.wasDerivedFrom)) == sources
        locators = {str(o) for o in nanopub.provenance.objects(None, rdflib.URIRef(to_iri("skg:locator")))}
        assert locators == {c.locator for c in statement.citations}
        ends = (to_iri(statement.subject), to_iri(statement.object))
        plain = [p for s, p, o in nanopub.assertion if (str(s), str(o)) == ends]
        assert len(plain) == (statement.direction != "Neutral")
        results = set(nanopub.assertion.subjects(rdflib.RDF.type, rdflib.URIRef(to_iri("skg:Result"))))
        assert results == {rdflib.URIRef(to_iri(r.id)) for r in statement.results}


def alone(whole: rdflib.Dataset, name: rdflib.URIRef) -> rdflib.ConjunctiveGraph:
    """One nanopublication, in the kind of graph that the package takes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        one = rdflib.ConjunctiveGraph()
    for part in ("Head", "assertion", "provenance", "pubinfo"):
        context = rdflib.URIRef(f"{name}#{part}")
        for triple in whole.graph(context):
            one.get_context(context).add(triple)
    return one


def check(nanopub: Nanopub, name: rdflib.URIRef, edition: Edition) -> None:
    release = edition.release
    info = nanopub.pubinfo
    assert str(info.value(name, rdflib.DCTERMS.license)) == release.licence
    assert info.value(name, rdflib.DCTERMS.created) is not None
    assert info.value(name, rdflib.DCTERMS.creator) is not None
    dataset = info.value(name, rdflib.DCTERMS.isPartOf)
    assert str(info.value(dataset, rdflib.DCTERMS.identifier)) == release.identity
    assert str(info.value(dataset, rdflib.OWL.versionInfo)) == release.version


def test_the_whole_file_has_four_graphs_for_each_statement(folder: Path, kg: object) -> None:
    text = (folder / "sarcomakg-nanopubs.trig").read_text(encoding="utf-8")
    statements = kg.snapshot.records.statements  # type: ignore[attr-defined]
    for part in ("Head", "assertion", "provenance", "pubinfo"):
        assert sum(line.endswith(f"\\#{part} {{") for line in text.splitlines()) == len(statements)
