"""Triples to the records of the model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from sarcomakg.identifiers import to_curie
from sarcomakg.model import Citation, Concept, Entity, Records, Result, Statement
from sarcomakg.rdf.content import OWNED, content_hash

_DECIMALS = ("estimate", "lower", "upper", "intervalLevel", "comparatorEstimate", "comparatorLower",
             "comparatorUpper", "atTime", "fromTime", "untilTime", "untilTimeLower", "period")  # fmt: skip
_INTEGERS = ("armSize", "events", "comparatorSize", "comparatorEvents", "frequency")
_TEXTS = ("unit", "analysis", "pValue", "analysisSet", "dataCut", "timeUnit", "periodUnit", "route")
_NODES = ("endpoint", "arm", "comparator")
_STATEMENT_FIXED = {"rdf:type", "rdf:subject", "rdf:predicate", "rdf:object", "skg:direction", "skg:citation",
                    "dcterms:modified"}  # fmt: skip
_ENTITY_FIXED = {"rdf:type", "skos:prefLabel", "skos:altLabel", "skos:definition", "skos:broader", "skg:partOf",
                 "skos:exactMatch", "skg:plainLabel", "skg:plainDefinition"}  # fmt: skip

_OWNED = tuple(f"{family}:" for family in OWNED)
Node = Mapping[str, list[str]]


def read_records(triples: Iterable[ox.Triple | ox.Quad]) -> Records:
    """Return the records that the triples describe; raise KeyError or ValueError on what `validate` refuses."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    texts: dict[str, list[str]] = defaultdict(list)
    subject, node, owned = None, nodes[""], False
    for triple in triples:
        # What is said of one node comes in a row.
        if triple.subject != subject:
            subject = triple.subject
            name = _text(subject)
            node, owned = nodes[name], name.startswith(_OWNED)
        if owned:
            texts[name].append(str(triple))
        node[to_curie(triple.predicate.value)].append(_text(triple.object))
    nodes.pop("", None)
    for node in nodes.values():
        for values in node.values():
            if len(values) > 1:
                values.sort()
    kinds = {name: _own_kinds(node) for name, node in nodes.items()}
    statements = {n: _statement(n, nodes, texts) for n in sorted(nodes) if "Statement" in kinds[n]}
    concepts = {n: _concept(n, nodes[n]) for n in sorted(nodes) if _is_concept(nodes[n])}
    entities = {n: _entity(n, nodes[n], kinds[n]) for n in sorted(nodes) if kinds[n] and _is_entity(n, nodes[n])}
    return Records(entities=entities, statements=statements, concepts=concepts)


def _text(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return to_curie(term.value)
    return term.value if isinstance(term, ox.Literal) else str(getattr(term, "value", term))


def _own_kinds(node: Node) -> list[str]:
    return [kind.removeprefix("skg:") for kind in node.get("rdf:type", ()) if kind.startswith("skg:")]


def _is_concept(node: Node) -> bool:
    return "skos:inScheme" in node


def _is_entity(name: str, node: Node) -> bool:
    return ":" in name and "skos:prefLabel" in node and "skos:inScheme" not in node and not name.startswith("skg:")


def _one(node: Node, key: str) -> str:
    values = node.get(key, ())
    return values[0] if values else ""


def _local(node: Node, key: str) -> str:
    return _one(node, key).removeprefix("skg:")


def _concept(name: str, node: Node) -> Concept:
    label = _one(node, "skos:prefLabel")
    return Concept(
        id=name,
        label=label,
        plain_label=_one(node, "skg:plainLabel") or label,
        definition=_one(node, "skos:definition"),
        notation=_one(node, "skos:notation"),
        scheme=_one(node, "skos:inScheme"),
    )


def _entity(name: str, node: Node, kinds: list[str]) -> Entity:
    label = _one(node, "skos:prefLabel")
    properties = {
        key.partition(":")[2]: tuple(v.removeprefix("skg:") for v in values)
        for key, values in sorted(node.items())
        if key not in _ENTITY_FIXED and key.partition(":")[0] in ("skg", "dcterms", "schema")
    }
    return Entity(
        id=name,
        kind=kinds[0],
        label=label,
        plain_label=_one(node, "skg:plainLabel") or label,
        definition=_one(node, "skos:definition"),
        plain_definition=_one(node, "skg:plainDefinition"),
        synonyms=tuple(node.get("skos:altLabel", ())),
        parents=(*node.get("skos:broader", ()), *node.get("skg:partOf", ())),
        exact_matches=tuple(node.get("skos:exactMatch", ())),
        properties=properties,
    )


def _content(name: str, nodes: Mapping[str, Node], texts: Mapping[str, list[str]]) -> str:
    citations = nodes[name].get("skg:citation", ())
    results = (result for citation in citations for result in nodes[citation].get("skg:result", ()))
    return content_hash(text for owned in (name, *citations, *results) for text in texts[owned])


def _statement(name: str, nodes: Mapping[str, Node], texts: Mapping[str, list[str]]) -> Statement:
    node = nodes[name]
    citations = tuple(_citation(c, nodes) for c in node.get("skg:citation", ()))
    qualifiers = {
        key.partition(":")[2]: tuple(v.removeprefix("skg:") for v in values)
        for key, values in sorted(node.items())
        if key.startswith("skg:") and key not in _STATEMENT_FIXED
    }
    return Statement(
        id=name,
        subject=_one(node, "rdf:subject"),
        predicate=_local(node, "rdf:predicate"),
        object=_one(node, "rdf:object"),
        direction=_local(node, "skg:direction"),
        modified=_one(node, "dcterms:modified"),
        citations=tuple(sorted(citations, key=lambda c: (c.source, c.locator, c.id))),
        content=_content(name, nodes, texts),
        qualifiers=qualifiers,
    )


def _citation(name: str, nodes: Mapping[str, Node]) -> Citation:
    node = nodes[name]
    size = _one(node, "skg:sampleSize")
    results = (_result(r, nodes[r]) for r in node.get("skg:result", ()))
    return Citation(
        id=name,
        source=_one(node, "skg:source"),
        locator=_one(node, "skg:locator"),
        population=_one(node, "skg:population"),
        stance=_local(node, "skg:stance") or "Supports",
        level=_one(node, "skg:level"),
        grade=_one(node, "skg:grade"),
        design=_one(node, "skg:design"),
        trial=_one(node, "skg:trial"),
        reported_from=tuple(node.get("skg:reportedFrom", ())),
        stated_by=_one(node, "skg:statedBy"),
        note=_one(node, "skg:note"),
        second_reading=_one(node, "skg:secondReading"),
        sample_size=int(size) if size else None,
        results=tuple(sorted(results, key=lambda r: (r.endpoint, r.measure, r.arm, r.at_time or 0, r.id))),
    )


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def _fields(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((_snake(name), f"skg:{name}") for name in names)


# (field of a Result, its property), worked out once for the thousands of Results.
_TEXT_FIELDS, _DECIMAL_FIELDS, _INTEGER_FIELDS = _fields(_TEXTS + _NODES), _fields(_DECIMALS), _fields(_INTEGERS)


def _result(name: str, node: Node) -> Result:
    fields: dict[str, Any] = {"id": name, "measure": _local(node, "skg:measure"),
                              "interval_kind": _local(node, "skg:intervalKind")}  # fmt: skip
    for field, key in _TEXT_FIELDS:
        fields[field] = _one(node, key)
    for field, key in _DECIMAL_FIELDS:
        text = _one(node, key)
        fields[field] = Decimal(text) if text else None
    for field, key in _INTEGER_FIELDS:
        text = _one(node, key)
        fields[field] = int(text) if text else None
    flag = _one(node, "skg:significant")
    fields["significant"] = {"true": True, "1": True, "false": False, "0": False}.get(flag)
    return Result(**fields)
