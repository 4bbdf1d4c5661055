"""The store protocol and its siblings; a store holds triples and answers SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import pyoxigraph as ox


class Store(Protocol):
    """What the snapshot needs of an RDF store. All errors are of `sarcomakg.errors`."""

    def triples(self) -> Iterator[ox.Triple]:
        """Yield every triple of the default graph."""

    def load(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples, all or none."""

    def query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a SPARQL query; raise QuerySyntaxError with the position."""

    def __len__(self) -> int:
        """Return the number of triples."""
