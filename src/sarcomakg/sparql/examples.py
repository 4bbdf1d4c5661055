"""Published queries: `ontology/queries/NAME.ttl`, one to a file with its question (SHACL's SPARQL executables)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from sarcomakg.errors import InputError
from sarcomakg.identifiers import to_iri
from sarcomakg.resources import default_root

_SH, _RDFS = "http://www.w3.org/ns/shacl#", "http://www.w3.org/2000/01/rdf-schema#"
_QUERY, _KEYWORDS = "https://w3id.org/sarcomakg/query/", "https://schema.org/keywords"
_FORMS = ("select", "ask", "construct")
_GROUPS = ("first steps", "conditions", "treatments", "drugs", "trials", "prognosis", "sources", "quality", "analytics", "network")  # fmt: skip
_IRI = re.compile(r"[a-z]+://[^\x00-\x20<>\"{}|^`\\]{1,300}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be bound: `kind` is iri, integer or string; `default` is a term as SPARQL writes it."""

    name: str
    meaning: str
    kind: str
    default: str

    def term(self, given: str) -> str:
        """Return a value as SPARQL writes it; raise InputError on one that is not of the kind."""
        if self.kind == "iri":
            iri = to_iri(given) if ":" in given else ""
            if not _IRI.fullmatch(iri):
                raise InputError(
                    f"{self.name} is {given[:80]!r}; give an identifier, such as {self.default.strip('<>')}"
                )
            return f"<{iri}>"
        if self.kind == "integer":
            if not re.fullmatch(r"-?\d{1,9}", given):
                raise InputError(f"{self.name} is {given[:40]!r}; give a whole number, such as {self.default}")
            return given
        return str(ox.Literal(given[:200]))


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its question; `$name` in `text` stands for the value of a parameter."""

    name: str
    label: str
    question: str
    group: str
    form: str
    text: str
    parameters: tuple[Parameter, ...]

    def bound(self, given: Mapping[str, str]) -> str:
        """Return the query with values for its parameters; raise InputError on a parameter that it does not have."""
        known = {p.name: p for p in self.parameters}
        for name in given:
            if name not in known:
                raise InputError(f"{self.name} has no parameter {name[:40]!r}; it has: {', '.join(known) or 'none'}")
        terms = {p.name: p.term(given[p.name]) if p.name in given else p.default for p in self.parameters}
        return re.sub(r"\$(\w+)", lambda m: terms.get(m[1], m[0]), self.text)


@lru_cache(maxsize=1)
def examples() -> Mapping[str, Example]:
    """Return the published queries by name, first steps first."""
    files = sorted((default_root() / "ontology" / "queries").glob("*.ttl"))
    found = [_read(path.read_bytes()) for path in files]
    return {e.name: e for e in sorted(found, key=lambda e: (_GROUPS.index(e.group), e.name))}


def _read(text: bytes) -> Example:
    store = ox.Store()
    store.load(text, format=ox.RdfFormat.TURTLE)
    query: Any = next(q.subject for q in store.quads_for_pattern(None, ox.NamedNode(f"{_SH}prefixes"), None))

    def every(subject: Any, name: str) -> list[Any]:
        return [q.object for q in store.quads_for_pattern(subject, ox.NamedNode(name), None)]

    form = next(f for f in _FORMS if every(query, _SH + f))
    words = {str(w.value) for w in every(query, _KEYWORDS)}
    return Example(
        name=query.value.removeprefix(_QUERY), label=every(query, f"{_RDFS}label")[0].value, question=every(query, f"{_RDFS}comment")[0].value,
        group=next(g for g in _GROUPS if g in words), form=form, text=every(query, _SH + form)[0].value,
        parameters=tuple(sorted((_parameter(every, p) for p in every(query, f"{_SH}parameter")), key=lambda p: p.name)),
    )  # fmt: skip


def _parameter(every: Any, node: Any) -> Parameter:
    default = every(node, f"{_SH}defaultValue")[0]
    integer = isinstance(default, ox.Literal) and default.datatype.value.endswith("#integer")
    kind = "iri" if isinstance(default, ox.NamedNode) else "integer" if integer else "string"
    shown = default.value if integer else str(default)
    return Parameter(every(node, f"{_SH}name")[0].value, every(node, f"{_RDFS}comment")[0].value, kind, shown)


def as_markdown() -> str:
    """Return the page that lists them all."""
    lines = ["# Example queries", "", "Each is a file in `ontology/queries/`, with its question, and is run by a test. "
             "`GET /queries/NAME` runs one (`?format=csv`, `json`, `xml`, `tsv`; its parameters by name, an identifier as CURIE or IRI), "
             "`GET /queries` lists them. This page is made from them (`make golden`)."]  # fmt: skip
    group = ""
    for e in examples().values():
        if e.group != group:
            group = e.group
            lines += ["", f"## {group.capitalize()}", ""]
        takes = f" Takes {', '.join(f'`{p.name}`' for p in e.parameters)}." if e.parameters else ""
        lines.append(f"- [`{e.name}`](../ontology/queries/{e.name}.ttl): {e.question}{takes}")
    return "\n".join(lines) + "\n"
