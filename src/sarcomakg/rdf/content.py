"""What a Statement says, as one hash: a review is bound to it, and an article is checked against it.

The content of a Statement are all triples whose subject is the Statement, one of its Citations (`skg:citation`) or one
of their Results (`skg:result`). Its hash is the SHA-256, in hexadecimal, of these triples in canonical form: RDFC-1.0,
which for a graph without blank nodes, as built snapshots are, is canonical N-Triples, a line each, sorted by code point.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sarcomakg.rdf.canonical import joined

# The families of nodes that a Statement's content is made of.
OWNED = ("statement", "citation", "result")


def content_hash(texts: Iterable[str]) -> str:
    """Return the hash of triples, given by their texts without the full stop."""
    return hashlib.sha256(joined(texts)).hexdigest()
