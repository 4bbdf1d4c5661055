"""The plain triple of each Statement: subject, predicate, object, as a short query asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from sarcomakg.identifiers import to_iri

_SUBJECT, _PREDICATE, _OBJECT = (to_iri(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_DIRECTION, _WHEN_AGAINST, _WHEN_ENDED = (to_iri(f"skg:{name}") for name in ("direction", "whenAgainst", "whenEnded"))
_UNTIL = to_iri("skg:validUntil")


def propositions(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[tuple[ox.NamedNode, ox.Triple]]:
    """Yield each Statement that is for or against, with its plain triple; a neutral one has none.

    One that is against has the contrary predicate, and one that ended the predicate of what has been, so that a
    short query never takes a withdrawn approval for a present one.
    """
    parts: dict[str, dict[str, ox.NamedNode]] = {}
    contrary: dict[str, ox.NamedNode] = {}
    past: dict[str, ox.NamedNode] = {}
    ended: set[str] = set()
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        subject, predicate = triple.subject.value, triple.predicate.value
        if predicate == _UNTIL:
            ended.add(subject)
        elif not isinstance(triple.object, ox.NamedNode):
            continue
        elif predicate in (_SUBJECT, _PREDICATE, _OBJECT, _DIRECTION):
            parts.setdefault(subject, {})[predicate] = triple.object
        elif predicate == _WHEN_AGAINST:
            contrary[subject] = triple.object
        elif predicate == _WHEN_ENDED:
            past[subject] = triple.object
    for name, part in parts.items():
        direction, predicate_node = part[_DIRECTION].value.rpartition("#")[2], part[_PREDICATE]
        if direction == "For":
            holds = past[predicate_node.value] if name in ended else predicate_node
        elif direction == "Against":
            holds = contrary[predicate_node.value]
        else:
            continue
        yield ox.NamedNode(name), ox.Triple(part[_SUBJECT], holds, part[_OBJECT])
