"""The W3C's query tests: their manifests, their data, and what they expect (github.com/w3c/rdf-tests)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
BASE = "https://w3c.github.io/rdf-tests/"
# What is not a query to an endpoint without services, updates and entailment.
SUITES = ("sparql10/manifest-evaluation.ttl", "sparql10/manifest-syntax.ttl", "sparql11/manifest-sparql11-query.ttl",
          "sparql11/manifest-sparql11-results.ttl", "sparql12/manifest.ttl")  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A test: kind is the class of the manifest, without its namespace; data and graphs are files by IRI."""

    name: str
    kind: str
    query: str
    data: tuple[str, ...]
    graphs: tuple[tuple[str, str], ...]
    result: str
    lax: bool


def stored(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


class Suite:
    """A checkout of the tests."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def file(self, iri: str) -> Path:
        return self._root / unquote(iri.removeprefix(BASE))

    def text(self, iri: str) -> str:
        return self.file(iri).read_bytes().decode()

    def cases(self) -> list[Case]:
        return [c for suite in SUITES for c in self._manifest(f"{BASE}sparql/{suite}")]

    def quads(self, iri: str, graph: str | None = None) -> Iterator[ox.Quad]:
        kind = ox.RdfFormat.from_extension(self.file(iri).suffix[1:])
        assert kind is not None, iri
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        for quad in ox.parse(self.file(iri).read_bytes(), format=kind, base_iri=iri):
            own = isinstance(quad.graph_name, ox.DefaultGraph)
            yield ox.Quad(quad.subject, quad.predicate, quad.object, name if own else quad.graph_name)

    def _manifest(self, iri: str) -> Iterator[Case]:
        store = stored(self.quads(iri))

        def one(subject: Any, predicate: str) -> Any:
            return next((q.object for q in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)), None)

        def members(head: Any) -> Iterator[Any]:
            while head is not None and head.value != f"{RDF}nil":
                yield one(head, f"{RDF}first")
                head = one(head, f"{RDF}rest")

        for included in store.quads_for_pattern(None, ox.NamedNode(f"{MF}include"), None):
            for file in members(included.object):
                yield from self._manifest(file.value)
        for entries in store.quads_for_pattern(None, ox.NamedNode(f"{MF}entries"), None):
            for test in members(entries.object):
                if (case := self._case(store, one, test)) is not None:
                    yield case

    def _case(self, store: ox.Store, one: Any, test: Any) -> Case | None:
        kind, action = one(test, f"{RDF}type"), one(test, f"{MF}action")
        if kind is None or action is None or "pdate" in kind.value:
            return None
        query = action if isinstance(action, ox.NamedNode) else one(action, f"{QT}query")

        def every(name: str) -> Iterator[Any]:
            return (q.object for q in store.quads_for_pattern(action, ox.NamedNode(QT + name), None))

        if query is None or any(every("serviceData")):
            return None
        graphs = []
        for graph in every("graphData"):
            label = one(graph, "http://www.w3.org/2000/01/rdf-schema#label")
            inner = one(graph, f"{QT}graph")
            graphs.append((label.value, inner.value) if label and inner else (graph.value, graph.value))
        result = one(test, f"{MF}result")
        lax = getattr(one(test, f"{MF}resultCardinality"), "value", "") == f"{MF}LaxCardinality"
        return Case(
            test.value, kind.value.removeprefix(MF), query.value, tuple(d.value for d in every("data")), tuple(graphs),
            result.value if result is not None else "", lax,
        )  # fmt: skip


Rows = list[dict[str, Any]]


def as_rows(solutions: ox.QuerySolutions) -> Rows:
    names = [v.value for v in solutions.variables]
    return [{n: row[n] for n in names if row[n] is not None} for row in solutions]


def read_set(quads: list[ox.Quad]) -> bool | Rows | None:
    """Return the boolean or the rows that a graph describes in the result-set vocabulary; None of another graph."""
    store = stored(quads)

    def every(subject: Any, name: str) -> list[Any]:
        return [q.object for q in store.quads_for_pattern(subject, ox.NamedNode(RS + name), None)]

    found = [
        q.subject for q in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{RS}ResultSet"))
    ]
    if not found:
        return None
    if boolean := every(found[0], "boolean"):
        return bool(boolean[0].value in ("true", "1"))
    return [
        {every(b, "variable")[0].value: every(b, "value")[0] for b in every(solution, "binding")}
        for solution in every(found[0], "solution")
    ]


def same_rows(one: Rows, other: Rows, *, lax: bool) -> bool:
    """Say whether two bags of rows are one up to the names of blank nodes; as sets where cardinality is free."""
    return _canonical(one, lax=lax) == _canonical(other, lax=lax)


def same_graph(one: list[ox.Triple], other: list[ox.Triple]) -> bool:
    def canonical(triples: list[ox.Triple]) -> set[str]:
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return {str(q) for q in dataset}

    return canonical(one) == canonical(other)


def _canonical(rows: Rows, *, lax: bool) -> set[str]:
    """Return the rows as a canonical graph: a blank node for each, a triple for each value."""
    if lax:
        rows = list({frozenset(row.items()): row for row in rows}.values())
    quads = []
    for row in rows:
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{RS}solution")))
        quads += [ox.Quad(node, ox.NamedNode(f"var:{name}"), value) for name, value in row.items()]
    # Through a store, which writes a number in one way: 2.0 and 2 are one decimal.
    dataset = ox.Dataset(stored(quads))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(q) for q in dataset}
