"""Which state of the graph a dump holds, and how a dump says so in RDF."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

import pyoxigraph as ox

from sarcomakg.errors import StoreError
from sarcomakg.identifiers import DATASET, to_iri
from sarcomakg.projection import Projection
from sarcomakg.projection.memory import project
from sarcomakg.snapshot import Snapshot, memory_snapshot

TITLE = "sarcomakg, a cited evidence graph of sarcomas"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CREATOR = "https://w3id.org/sarcomakg"
DCAT, SPDX = "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
_CHECKSUM = ox.NamedNode(f"{DATASET}#checksum")


@dataclass(frozen=True, slots=True)
class Release:
    """`identity` is the SHA-256 of the snapshot's canonical N-Triples, of which there are `triples`.

    `date` is the day of the newest Statement (ISO 8601), `licence` an IRI, `version` the version of the package.
    """

    version: str
    date: str
    licence: str
    identity: str
    triples: int

    def items(self) -> dict[str, str]:
        """Return what a file that is not RDF carries, as text by name."""
        return {
            "title": TITLE,
            "version": self.version,
            "date": self.date,
            "licence": self.licence,
            "identity": f"sha256:{self.identity}",
            "triples": str(self.triples),
            "source": DATASET,
        }


@dataclass(frozen=True)
class Edition:
    """What every writer takes: the whole graph, as triples and as records, and its release."""

    snapshot: Snapshot
    release: Release

    @cached_property
    def projection(self) -> Projection:
        """The projection, made when a table is first asked for."""
        return project(self.snapshot.records)


def edition(snapshot: Snapshot) -> Edition:
    """Return the edition of a snapshot; nothing in it depends on the day or the machine of the export.

    A snapshot in a remote store is read whole, once. Raises StoreError when that holds something else by now.
    """
    whole = snapshot if snapshot.graph else memory_snapshot(snapshot.n_triples())
    if whole.identity != snapshot.identity:
        raise StoreError(f"the store holds {whole.identity[:12]}, not {snapshot.identity[:12]}; open it again")
    triples = whole.graph.count(b"\n")
    return Edition(whole, Release(version("sarcomakg"), whole.modified, LICENCE, whole.identity, triples))


def description(release: Release) -> list[ox.Triple]:
    """Return what a dump says of itself. Every subject begins with the dataset's IRI, and no subject of the graph does."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    dataset = ox.NamedNode(DATASET)
    said: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
        (dataset, to_iri("rdf:type"), ox.NamedNode(DCAT + "Dataset")),
        (dataset, to_iri("dcterms:title"), ox.Literal(TITLE, language="en")),
        (dataset, to_iri("dcterms:creator"), ox.NamedNode(CREATOR)),
        (dataset, to_iri("dcterms:license"), ox.NamedNode(release.licence)),
        (dataset, to_iri("dcterms:modified"), ox.Literal(release.date, datatype=ox.NamedNode(xsd + "date"))),
        (dataset, to_iri("dcterms:identifier"), ox.Literal(release.identity)),
        (dataset, to_iri("owl:versionInfo"), ox.Literal(release.version)),
        (dataset, to_iri("void:triples"), ox.Literal(str(release.triples), datatype=ox.NamedNode(xsd + "integer"))),
        (dataset, SPDX + "checksum", _CHECKSUM),
        (_CHECKSUM, to_iri("rdf:type"), ox.NamedNode(SPDX + "Checksum")),
        (_CHECKSUM, SPDX + "algorithm", ox.NamedNode(SPDX + "checksumAlgorithm_sha256")),
        (_CHECKSUM, SPDX + "checksumValue", ox.Literal(release.identity, datatype=ox.NamedNode(xsd + "hexBinary"))),
    ]
    return [ox.Triple(subject, ox.NamedNode(predicate), value) for subject, predicate, value in said]
