"""What an agent reads before it asks: the ontology, the prefixes, the GraphQL schema, the published queries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sarcomakg.graphql.schema import sdl
from sarcomakg.identifiers import prefixes
from sarcomakg.resources import default_root
from sarcomakg.sparql.examples import examples


@dataclass(frozen=True, slots=True)
class Book:
    """A resource: `read` gives its text."""

    uri: str
    name: str
    title: str
    description: str
    media_type: str
    read: Callable[[], str]


def _ontology() -> str:
    return (default_root() / "ontology" / "sarcomakg.ttl").read_text(encoding="utf-8")


def _prefixes() -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())


def _queries() -> str:
    listed = [
        {"name": e.name, "question": e.question, "group": e.group, "form": e.form, "query": e.text,
         "parameters": [{"name": p.name, "meaning": p.meaning, "kind": p.kind, "default": p.default} for p in e.parameters]}
        for e in examples().values()
    ]  # fmt: skip
    return json.dumps(listed, ensure_ascii=False, indent=1)


BOOKS: Mapping[str, Book] = {
    book.uri: book
    for book in (
        Book("sarcomakg://ontology", "ontology", "The ontology",
             "Every class, property and term of the graph with its definition: what a SPARQL query can name.", "text/turtle", _ontology),
        Book("sarcomakg://prefixes", "prefixes", "The prefixes",
             "The prefixes that a SPARQL query may use without declaring them.", "application/sparql-query", _prefixes),
        Book("sarcomakg://queries", "queries", "SPARQL examples",
             "Questions with the SPARQL query that answers each; $name in a query is a parameter.", "application/json", _queries),
        Book("sarcomakg://schema", "schema", "The GraphQL schema", "What the tool graphql can ask, with descriptions.", "application/graphql", sdl),
    )
}  # fmt: skip
