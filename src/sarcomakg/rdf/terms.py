"""What the terms of the ontology mean, read from its files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pyoxigraph as ox

from sarcomakg.identifiers import ONTOLOGY_BASE
from sarcomakg.resources import default_root

_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, str]:
    """Return the definition of each term of ours by its local name: HazardRatio, treatedWith."""
    folder = default_root() / "ontology"
    found: dict[str, str] = {}
    for path in (folder / "sarcomakg.ttl", *sorted((folder / "schemes").glob("*.ttl"))):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            subject = getattr(quad.subject, "value", "")
            if quad.predicate.value == _DEFINITION and subject.startswith(ONTOLOGY_BASE):
                found[subject.removeprefix(ONTOLOGY_BASE)] = getattr(quad.object, "value", "")
    return found
