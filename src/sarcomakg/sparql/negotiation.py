"""Which format an answer is sent in: SPARQL 1.1 Protocol, section 2.1.7."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pyoxigraph as ox

from sarcomakg.negotiation import best

_ROWS: dict[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_GRAPHS: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/trig": ox.RdfFormat.TRIG,
}
_SYNONYMS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
}
_NAMES = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml", "csv": "text/csv",
          "tsv": "text/tab-separated-values", "ttl": "text/turtle", "turtle": "text/turtle", "nt": "application/n-triples",
          "rdf": "application/rdf+xml", "jsonld": "application/ld+json", "trig": "application/trig"}  # fmt: skip


def offered(form: str) -> tuple[str, ...]:
    """Return the media types for a query form, best first; CSV and TSV are not defined for ASK."""
    if form in ("CONSTRUCT", "DESCRIBE"):
        return tuple(_GRAPHS)
    return tuple(_ROWS)[:2] if form == "ASK" else tuple(_ROWS)


# Characters of an Accept header up to which anything is kept by it.
LONGEST = 1000


def choose(form: str, accept: str, name: str = "") -> str | None:
    """Return the media type for an Accept header, or for `?format=`; None when nothing offered fits."""
    return (_chosen if len(accept) + len(name) <= LONGEST else _chosen.__wrapped__)(form, accept, name)


@lru_cache(maxsize=256)
def _chosen(form: str, accept: str, name: str) -> str | None:
    return among(offered(form), accept, name)


def among(types: Sequence[str], accept: str, name: str = "") -> str | None:
    """Return the media type, of those offered, for an Accept header or a short name; None when none fits."""
    if name:
        wanted = _NAMES.get(name, name)
        return wanted if wanted in types else None
    found = best((*types, *(synonym for synonym, meant in _SYNONYMS.items() if meant in types)), accept)
    return _SYNONYMS.get(found, found) if found else None


def results_format(media_type: str) -> ox.QueryResultsFormat:
    """Return the engine's format for rows and booleans."""
    return _ROWS[media_type]


def graph_format(media_type: str) -> ox.RdfFormat:
    """Return the engine's format for triples."""
    return _GRAPHS[media_type]
