"""CURIE and IRI, from the one prefix file; the only door to `curies`."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sarcomakg.errors import InputError
from sarcomakg.resources import default_root

if TYPE_CHECKING:
    from curies import Converter

ENTITY_BASE = "https://w3id.org/sarcomakg/id/"
# The name of the graph as a whole, and of the default graph that holds all of it.
DATASET = "https://w3id.org/sarcomakg/dataset"
ONTOLOGY_BASE = "https://w3id.org/sarcomakg/ontology#"


@lru_cache(maxsize=4)
def prefixes(root: Path | None = None) -> dict[str, str]:
    """Return prefix -> namespace IRI from `ontology/prefixes.jsonld`, in file order."""
    path = (root or default_root()) / "ontology" / "prefixes.jsonld"
    context: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["@context"]
    return context


@lru_cache(maxsize=1)
def _converter() -> Converter:
    # Read here: it takes a tenth of a second, and hardly any name needs more than the prefix file.
    from curies import Converter

    return Converter.from_prefix_map(prefixes())


@lru_cache(maxsize=1)
def _namespaces() -> dict[str, str]:
    """Return namespace -> prefix of those that end with a separator and that no other one extends."""
    bases = prefixes()
    return {
        base: name for name, base in bases.items()
        if base[-1] in "/#" and not any(other != base and other.startswith(base) for other in bases.values())
    }  # fmt: skip


@lru_cache(maxsize=65536)
def to_curie(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself when no prefix fits."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    # Nearly all are of such a namespace, and a start reads a hundred thousand.
    name = _namespaces().get(iri[:cut])
    return f"{name}:{iri[cut:]}" if name else _converter().compress(iri) or iri


@lru_cache(maxsize=65536)
def to_iri(curie: str) -> str:
    """Return the IRI of a CURIE or of an IRI; raise InputError when its prefix is unknown."""
    if "://" in curie:
        return curie
    prefix, colon, local = curie.partition(":")
    base = prefixes().get(prefix)
    if not colon or base is None:
        raise InputError(f"unknown identifier {curie!r}; identifiers look like condition:alveolar-soft-part-sarcoma")
    return base + local


def web_address(text: str) -> str:
    """Return an address of the web as it is, and nothing of any other scheme: what pages draw as links runs nowhere."""
    return text if text.startswith(("https://", "http://")) else ""


def turtle_prologue(root: Path) -> str:
    """Return one @prefix line per prefix, which the build reads before every data file."""
    return "".join(f"@prefix {name}: <{base}> .\n" for name, base in prefixes(root).items())
