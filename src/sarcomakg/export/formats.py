"""The registry of formats: what each is called, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from sarcomakg.errors import InputError
from sarcomakg.export import datapackage, graphml, kgx, nanopublications, parquet, rdf
from sarcomakg.export.release import Edition

Writer = Callable[[Edition, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format's name on the command line, the file that holds it, its media type, and its meaning in a line."""

    name: str
    file: str
    media_type: str
    meaning: str
    write: Writer


FORMATS: Mapping[str, Format] = {
    found.name: found
    for found in (
        Format("turtle", "sarcomakg.ttl", "text/turtle", "RDF 1.1 for people to read", rdf.write_turtle),
        Format("ntriples", "sarcomakg.nt", "application/n-triples", "RDF 1.1, a line for each triple", rdf.write_n_triples),
        Format("trig", "sarcomakg.trig", "application/trig", "RDF 1.1 with the graph as a named graph", rdf.write_trig),
        Format("jsonld", "sarcomakg.jsonld", "application/ld+json", "RDF 1.1 as JSON", rdf.write_json_ld),
        Format("turtle12", "sarcomakg-rdf12.ttl", "text/turtle; version=1.2", "RDF 1.2: a plain triple carries its Statement", rdf.write_turtle_12),
        Format("ntriples12", "sarcomakg-rdf12.nt", "application/n-triples; version=1.2", "RDF 1.2, a line for each triple", rdf.write_n_triples_12),
        Format("nanopubs", "sarcomakg-nanopubs.trig", "application/trig", "A nanopublication for each Statement", nanopublications.write),
        Format("graphml", "sarcomakg.graphml", "application/xml", "Entities and Statements for graph tools", graphml.write),
        Format("kgx", "sarcomakg-kgx.tar.gz", "application/gzip", "KGX node and edge tables in terms of Biolink", kgx.write),
        Format("csv", "sarcomakg-csv.zip", "application/zip", "A CSV table for each kind of record, as a Data Package", datapackage.write),
        Format("parquet", "sarcomakg-parquet.zip", "application/zip", "A Parquet table for each kind of record", parquet.write),
    )
}  # fmt: skip


def find(name: str) -> Format:
    """Return a format by name; raise InputError that lists them."""
    if name not in FORMATS:
        raise InputError(f"unknown format {name[:40]!r}; choose one of: {', '.join(FORMATS)}")
    return FORMATS[name]


def by_file(file: str) -> Format | None:
    """Return the format that a file name stands for."""
    return next((found for found in FORMATS.values() if found.file == file), None)
