"""A selection as SPARQL: the query that finds the same Statements, in the same order, on any endpoint of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sarcomakg.identifiers import prefixes
from sarcomakg.projection import Projection
from sarcomakg.select.anchors import Inherited
from sarcomakg.select.filters import StatementFilter, words
from sarcomakg.select.selection import Order, Selection, StatementOrderField, first_of_each
from sarcomakg.traverse import lineage

_ORDERED = {
    StatementOrderField.LABEL: "?end skos:prefLabel ?endLabel . BIND(LCASE(STR(?endLabel)) AS ?{key})",
    StatementOrderField.PREDICATE: "?statement rdf:predicate ?{key} .",
    StatementOrderField.MODIFIED: "?statement dcterms:modified ?{key} .",
    StatementOrderField.YEAR: "OPTIONAL {{ SELECT ?statement (MAX(xsd:integer(SUBSTR(STR(?when), 1, 4))) AS ?{key}) WHERE "
    "{{ ?statement skg:citation/skg:source/dcterms:issued ?when }} GROUP BY ?statement }}",
    StatementOrderField.SAMPLE_SIZE: "OPTIONAL {{ SELECT ?statement (MAX(?size) AS ?{key}) WHERE "
    "{{ ?statement skg:citation/skg:sampleSize ?size }} GROUP BY ?statement }}",
}


def selecting(projection: Projection, selection: Selection, limit: int | None = None, offset: int = 0) -> str:
    """Return a SELECT, without prologue, of the Statements of a selection, or of one page of them."""
    keys = [(f"key{n}", order) for n, order in enumerate(first_of_each(selection.order))]
    inherited = isinstance(selection.anchor, Inherited)
    body = [selection.anchor.pattern(projection), *_filters(projection, selection.filter, selection.anchor)]
    body += [_ORDERED[StatementOrderField(order.field)].format(key=key) for key, order in keys]
    by = [_by(key, order) for key, order in keys] + (["?distance", "?about"] if inherited else []) + ["?statement"]
    shown = (
        " ".join(["?statement", "?distance", "?about", *(f"?{key}" for key, _ in keys)])
        if keys or inherited
        else "?statement"
    )
    page = f" LIMIT {limit} OFFSET {offset}" if limit is not None else ""
    return f"SELECT DISTINCT {shown} WHERE {{ {' '.join(body)} }} ORDER BY {' '.join(by)}{page}"


def union(parts: Iterable[str], listed: Iterable[str] = ()) -> str:
    """Return the query of all Statements that any of the parts selects, or that are listed, with what each states.

    The empty string when there is nothing to find.
    """
    blocks = [f"{{ SELECT ?statement WHERE {{ {{ {part} }} }} }}" for part in dict.fromkeys(parts)]
    names = list(dict.fromkeys(listed))
    if names:
        blocks.append(f"{{ VALUES ?statement {{ {' '.join(names)} }} }}")
    if not blocks:
        return ""
    joined = "\n  UNION ".join(blocks)
    query = (
        "SELECT DISTINCT ?statement ?subject ?predicate ?object ?direction WHERE {\n"
        f"  {joined}\n"
        "  ?statement a skg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; skg:direction ?direction .\n"
        "}\nORDER BY ?statement"
    )
    return prologue(query) + query + "\n"


def prologue(query: str) -> str:
    """Return the PREFIX lines of the prefixes that a query uses."""
    used = set(re.findall(r"(?<![\w:/])([a-z]+):(?!//)", re.sub(r'"(?:[^"\\]|\\.)*"', "", query)))
    return "".join(f"PREFIX {name}: <{base}>\n" for name, base in prefixes().items() if name in used)


def _by(key: str, order: Order) -> str:
    return f"DESC(?{key})" if order.descending else f"ASC(?{key})"


def _filters(projection: Projection, f: StatementFilter, anchor: object) -> Iterator[str]:
    for values, prop, prefix in (
        (f.predicates, "rdf:predicate", "skg:"), (f.directions, "skg:direction", "skg:"), (f.modalities, "skg:modality", "skg:"),
    ):  # fmt: skip
        if values:
            yield f"FILTER EXISTS {{ {_one_of(prop.partition(':')[2], prefix, values)} ?statement {prop} ?{prop.partition(':')[2]} }}"
    if f.kinds:
        yield f"FILTER EXISTS {{ {_one_of('kind', 'skg:', f.kinds)} ?end a ?kind }}"
    for value, prop in ((f.line, "skg:line"), (f.comparator, "skg:comparedWith"), (f.agency, "skg:agency"), (f.subject, "rdf:subject"), (f.object, "rdf:object")):  # fmt: skip
        if value:
            yield f"FILTER EXISTS {{ ?statement {prop} {value} }}"
    if f.ended is not None:
        yield f"FILTER {'' if f.ended else 'NOT '}EXISTS {{ ?statement skg:validUntil ?until }}"
    for value, name in ((f.stage, "stage"), (f.site, "site"), (f.outcome, "outcome")):
        if value:
            path = f"(skg:{name}|rdf:subject|rdf:object)/(skos:broader|skg:partOf)*"
            yield f"FILTER EXISTS {{ ?statement {path} {value} }}"
    if f.cites:
        # A subquery, not EXISTS: it is worked out once, not once for each Statement.
        yield f"{{ SELECT DISTINCT ?statement WHERE {{ ?statement skg:citation ?cited . {' '.join(_cited(projection, f, anchor))} }} }}"
    for word in words(f.text):
        yield (
            "{ SELECT DISTINCT ?statement WHERE { ?named skos:prefLabel ?name . "
            f"FILTER(CONTAINS(LCASE(STR(?name)), {literal(word)})) ?statement rdf:subject|rdf:object ?named }} }}"
        )


def _cited(projection: Projection, f: StatementFilter, anchor: object) -> Iterator[str]:
    if f.levels:
        yield f"?cited skg:level|skg:grade ?level . {_within('level', '', f.levels)}"
    if f.designs:
        yield (
            "OPTIONAL { ?cited skg:design ?own } OPTIONAL { ?cited skg:source/skg:design ?of } "
            "OPTIONAL { ?cited skg:trial/skg:design ?trialled } BIND(COALESCE(?own, ?of, ?trialled) AS ?design) "
            f"{_within('design', 'skg:', f.designs)}"
        )
    if f.source_kinds:
        yield f"?cited skg:source/rdf:type ?sourceKind . {_within('sourceKind', 'skg:', f.source_kinds)}"
    if f.source:
        yield f"?cited skg:source {f.source} ."
    if f.phases:
        yield f"?cited skg:trial/skg:phase ?phase . FILTER(STR(?phase) IN ({', '.join(map(literal, f.phases))}))"
    if f.from_year is not None or f.to_year is not None:
        yield "?cited skg:source/dcterms:issued ?issued . BIND(xsd:integer(SUBSTR(STR(?issued), 1, 4)) AS ?year)"
        yield f"FILTER(?year >= {f.from_year})" if f.from_year is not None else ""
        yield f"FILTER(?year <= {f.to_year})" if f.to_year is not None else ""
    if isinstance(anchor, Inherited):
        own = ", ".join(lineage(projection, anchor.condition))
        yield (
            f"?statement rdf:subject|rdf:object ?at . FILTER(?at = {anchor.condition} || NOT EXISTS {{ "
            f"?cited skg:population/skg:excludesCondition ?out FILTER(?out IN ({own})) }})"
        )


def _within(variable: str, prefix: str, values: Iterable[str]) -> str:
    return f"FILTER(?{variable} IN ({', '.join(prefix + value for value in values)}))"


def _one_of(variable: str, prefix: str, values: Iterable[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(prefix + value for value in values)} }}"


def literal(text: str) -> str:
    """Return a text as a SPARQL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
