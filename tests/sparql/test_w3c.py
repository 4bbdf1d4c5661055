"""The W3C's query tests through our endpoint: it passes what the engine passes, in every format that they use.

They run where RDF_TESTS names a checkout of github.com/w3c/rdf-tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from sarcomakg.errors import SarcomakgError
from sarcomakg.sparql.endpoint import SparqlEndpoint
from sarcomakg.sparql.guard import admit
from sarcomakg.sparql.pool import Pool

from .w3c import Case, Suite, as_rows, read_set, same_graph, same_rows, stored

ROOT = os.environ.get("RDF_TESTS", "")
pytestmark = pytest.mark.skipif(not ROOT, reason="RDF_TESTS names no checkout of the W3C's tests")
Found = Any
# A query that parses and calls a function that nobody defined.
PARSED = "parsed"
FORMATS = {".csv": "csv", ".tsv": "tsv", ".srj": "json"}


def dataset(suite: Suite, case: Case) -> list[ox.Quad]:
    """Return the data of a test, with the graphs that its query is FROM."""
    files = [(None, file) for file in case.data] + [(name, file) for name, file in case.graphs]
    if case.kind == "QueryEvaluationTest":
        text = f"BASE <{case.query}>\n{suite.text(case.query)}"
        named = {f for f in _named(text) if suite.file(f).is_file()}
        files += [(name, name) for name in sorted(named - {name for name, _ in files})]
    return [quad for name, file in files for quad in suite.quads(file, name)]


class _Anything:
    """Graphs, whatever they are called."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __contains__(self, name: object) -> bool:
        self.asked.append(str(name))
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _named(text: str) -> list[str]:
    every = _Anything()
    try:
        query = admit(text, graphs=every)
    except SarcomakgError:  # what the guard refuses, the endpoint is seen to refuse
        return []
    return [*(query.default or ()), *(query.named or ()), *every.asked]


def by_engine(suite: Suite, case: Case, quads: list[ox.Quad]) -> Found:
    """Return what the engine itself answers: rows, triples or a boolean; an error is returned, not raised."""
    try:
        result = stored(quads).query(suite.text(case.query), base_iri=case.query)
        if isinstance(result, ox.QuerySolutions):
            return as_rows(result)
        return list(result) if isinstance(result, ox.QueryTriples) else bool(result)
    except RuntimeError:
        return PARSED
    except (SyntaxError, ValueError, OSError) as error:
        return error


def by_endpoint(client: TestClient, suite: Suite, case: Case) -> Found:
    """Return what the endpoint answers in the format of what is expected."""
    name = FORMATS.get(Path(case.result).suffix, "")
    text = f"BASE <{case.query}>\n".encode() + suite.file(case.query).read_bytes()
    headers = {
        "Accept": "application/sparql-results+xml, application/n-triples",
        "Content-Type": "application/sparql-query",
    }
    response = client.post("/", content=text, params={"format": name} if name else {}, headers=headers)
    if response.status_code != 200:
        return PARSED if "cannot be evaluated" in response.text else ValueError(response.text)
    kind = response.headers["content-type"].partition(";")[0]
    if kind == "text/csv":
        return response.text
    if (graph := ox.RdfFormat.from_media_type(kind)) and "results" not in kind and name != "tsv":
        return [q.triple for q in ox.parse(response.content, format=graph)]
    results = ox.QueryResultsFormat.from_media_type(kind)
    assert results is not None, kind
    found = ox.parse_query_results(response.content, format=results)
    return as_rows(found) if isinstance(found, ox.QuerySolutions) else bool(found)


def passes(suite: Suite, case: Case, found: Found) -> bool:
    """Say whether an answer is the one that the test expects."""
    if "Syntax" in case.kind:
        return isinstance(found, Exception) == ("Negative" in case.kind)
    if isinstance(found, Exception) or found is PARSED:
        return False
    suffix = Path(case.result).suffix
    if suffix == ".csv":
        expected: Found = suite.text(case.result)
        return isinstance(found, str) and sorted(found.splitlines()) == sorted(expected.splitlines())
    if suffix in (".ttl", ".rdf", ".nt"):
        quads = list(suite.quads(case.result))
        expected = read_set(quads)
        if expected is None:
            return isinstance(found, list) and same_graph(found, [q.triple for q in quads])
    else:
        results = ox.QueryResultsFormat.from_extension(suffix[1:])
        assert results is not None, case.result
        parsed = ox.parse_query_results(suite.file(case.result).read_bytes(), format=results)
        expected = as_rows(parsed) if isinstance(parsed, ox.QuerySolutions) else bool(parsed)
    if isinstance(expected, bool) or isinstance(found, bool):
        return bool(found == expected)
    return same_rows(found, expected, lax=case.lax)


def named_in(suite: Suite, case: Case) -> list[str]:
    """Return the graphs that a test of syntax names: for it, they exist."""
    return _named(f"BASE <{case.query}>\n{suite.text(case.query)}") if "PositiveSyntax" in case.kind else []


# Where a graph that does not exist is an error here, not an empty answer, as docs/sparql.md says.
OURS = {"http://www.w3.org/2001/sw/DataAccess/tests/data-r2/graph/manifest#graph-not-exist"}


def test_the_endpoint_passes_what_the_engine_passes() -> None:
    suite = Suite(Path(ROOT))
    cases = [(case, dataset(suite, case)) for case in suite.cases()]
    assert len(cases) > 1000

    def key(item: tuple[Case, list[ox.Quad]]) -> str:
        return "\n".join(sorted(map(str, item[1])))

    engine, endpoint = set(), set()
    for _, same in groupby(sorted(cases, key=key), key=key):
        group = list(same)
        quads = group[0][1]
        graphs = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
        graphs |= {name for case, _ in group for name in named_in(suite, case)}
        pool = Pool(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"", size=1)
        client = TestClient(SparqlEndpoint(pool, b"", "x", "2026-11-30", graphs=graphs))
        try:
            for case, _ in group:
                if case.kind != "CSVResultFormatTest" and passes(suite, case, by_engine(suite, case, quads)):
                    engine.add(case.name)
                if passes(suite, case, by_endpoint(client, suite, case)):
                    endpoint.add(case.name)
        finally:
            pool.close()
    print(f"{len(cases)} tests: the engine passes {len(engine)}, the endpoint {len(endpoint)}")
    assert engine - endpoint == OURS
