"""The SPARQL workbench: YASGUI from files of this machine, and our own scripts; the page opens no connection but to its server."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from pathlib import Path

import pyoxigraph as ox

from sarcomakg.identifiers import ENTITY_BASE, ONTOLOGY_BASE, prefixes, to_curie
from sarcomakg.resources import workbench_file
from sarcomakg.vocabulary import EntityKind

EXAMPLE = """SELECT ?drug ?date WHERE {
  ?statement rdf:subject ?drug ; rdf:predicate skg:approvedFor ;
    rdf:object condition:alveolar-soft-part-sarcoma ; skg:validFrom ?date .
}"""
BASE = "/static/workbench"
TERMS = "terms.json"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# The ontology, and what is named by it and is not an entity.
_OWN = (ONTOLOGY_BASE, *(f"{ENTITY_BASE}{name}/" for name in ("setting", "line", "agency", "level", "grade")))
_ENTITY = {ONTOLOGY_BASE + kind: kind.name for kind in EntityKind}
_SAID = {"label": "label", "prefLabel": "label", "definition": "definition"}
_YASGUI = ("yasgui.min.js", "yasgui.min.css")
_KINDS = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain", ".json": "application/json"}
# Styles: YASGUI and its table set widths and heights in attributes.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
}
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>SPARQL on sarcomakg</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
"""
_FORM = f"""<form action="/sparql" method="get" id="plain"><p><label for="query">Query</label></p>
<p><textarea id="query" name="query" rows="14" spellcheck="false">{escape(EXAMPLE)}</textarea></p>
<p><label>Format <select name="format"><option>json</option><option>csv</option><option>xml</option><option>tsv</option></select></label>
<button>Run</button></p></form>
"""
FORM = f"""{_HEAD}<link rel="stylesheet" href="/static/site.css"></head><body><main>
<h1>SPARQL</h1>{_FORM}<p>Our prefixes need no declaration.</p></main></body></html>
"""
PAGE = f"""{_HEAD}<link rel="stylesheet" href="{BASE}/yasgui.min.css"><link rel="stylesheet" href="{BASE}/workbench.css"><link rel="stylesheet" href="{BASE}/dark.css"></head>
<body>
<header><h1>SPARQL <span>on sarcomakg</span></h1>
<nav aria-label="Site"><a href="/">Ask</a> <a href="/graphql">GraphQL</a> <a href="/queries">Examples as JSON</a> <a href="/.well-known/void">Description</a></nav></header>
<div class="bench">
<aside aria-label="Example queries"><details id="examples"><summary>Examples</summary>
<p><label for="wanted">Search the examples</label> <input type="search" id="wanted" autocomplete="off"></p>
<p id="found" role="status"></p><div id="list"></div></details></aside>
<main>
<div id="yasgui">{_FORM}</div>
<p class="hint">Our prefixes need no declaration. <kbd>Ctrl</kbd>+<kbd>Enter</kbd> runs the query, <kbd>Ctrl</kbd>+<kbd>Space</kbd> completes a name
(<code>skg:appr</code>, <code>drug:votr</code>); a name of a drug or a disease finds its synonyms too.</p>
</main></div>
<footer><p>The editor is YASGUI, under the <a href="{BASE}/notice.txt">MIT license</a>. Queries go to this server and to no other; what you write is kept in this browser.</p></footer>
<script src="{BASE}/yasgui.min.js"></script><script type="module" src="{BASE}/start.js"></script>
</body></html>
"""


def available() -> bool:
    """Return whether the files of YASGUI are there; a checkout has them only once it is installed."""
    return all(workbench_file("yasgui", name) for name in _YASGUI)


def asset(name: str) -> tuple[bytes, str] | None:
    """Return a file of the page with its media type, None when it has no file of this name."""
    if not re.fullmatch(r"[a-z][a-z.-]*", name):
        return None
    path = workbench_file("yasgui" if name in _YASGUI else "workbench", name)
    return (path.read_bytes(), _KINDS[Path(name).suffix]) if path else None


# Of a graph elsewhere, what `terms` looks at.
LOOKED_AT = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{_OWN}")) }}
  UNION {{ ?s rdf:type ?o FILTER(STRSTARTS(STR(?s), "{ENTITY_BASE}")) BIND(rdf:type AS ?p) }}
}}"""


def terms(graph: Iterable[ox.Triple | ox.Quad]) -> bytes:
    """Return what the editor completes, as JSON, from the triples of a graph.

    `prefixes`; `terms`, the classes, properties and values of the ontology and every other property in use, with label
    and definition; `kinds`, those of entities by the prefix of their names, for who wants to search among them.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    kinds: dict[str, set[str]] = defaultdict(set)
    for triple in graph:
        predicate, value = triple.predicate.value, getattr(triple.object, "value", "")
        subject = getattr(triple.subject, "value", "")
        found[predicate].setdefault("kind", "property")
        if subject.startswith(_OWN):
            _describe(found[subject], predicate, value)
        elif subject.startswith(ENTITY_BASE) and predicate == _TYPE and (kind := _ENTITY.get(value)):
            kinds[to_curie(subject).partition(":")[0]].add(kind)
    named = ({"name": to_curie(iri), **said} for iri, said in sorted(found.items()) if "kind" in said)
    return json.dumps({
        "prefixes": prefixes(), "terms": [term for term in named if "://" not in term["name"]],
        "kinds": {prefix: sorted(of) for prefix, of in sorted(kinds.items())},
    }, ensure_ascii=False).encode()  # fmt: skip


def _describe(said: dict[str, str], predicate: str, value: str) -> None:
    name = re.split("[#/]", predicate)[-1]
    if name == "type":
        kind = re.split("[#/]", value)[-1]
        is_property = kind.endswith("Property") or kind == "StatementPredicate"
        if kind == "Class" or said.get("kind") != "class":
            said["kind"] = "class" if kind == "Class" else "property" if is_property else "value"
    elif name in _SAID:
        said[_SAID[name]] = value
