"""SPARQL over HTTP: eight shapes of query, no query twice, beside `oxigraph serve` and rdflib-endpoint on the same triples."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import pyoxigraph as ox

from benchmarks.endpoints import OXIGRAPH, Target, loaded, targets
from benchmarks.graphs import graph
from benchmarks.harness import (
    MissingError,
    Options,
    Report,
    Table,
    geometric,
    median,
    percentile,
    versions,
)
from sarcomakg.identifiers import prefixes

_ASKED = 30  # queries of a shape in a round
_BUDGET = 10.0  # seconds that a target may take for them; then it is judged by those it answered
_LONGEST = 60.0  # seconds for one answer
_USED = ("rdf", "rdfs", "skos", "dcterms", "skg")
_PROLOGUE = "".join(f"PREFIX {name}: <{prefixes()[name]}>\n" for name in _USED)
# What each asks, and the kind of thing that stands for `%s`.
SHAPES = {
    "point": ("statement", "SELECT ?p ?o WHERE { %s ?p ?o }"),
    "star": ("statement", """SELECT ?s ?p ?o ?source ?locator ?measure ?estimate WHERE {
  %s rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; skg:citation ?c . ?c skg:source ?source ; skg:locator ?locator
  OPTIONAL { ?c skg:result ?r OPTIONAL { ?r skg:measure ?measure } OPTIONAL { ?r skg:estimate ?estimate } } }"""),
    "joins": ("drug", """SELECT ?condition ?factor ?label WHERE {
  ?studied rdf:subject %s ; rdf:predicate skg:studiedIn ; rdf:object ?condition .
  ?bears rdf:subject ?condition ; rdf:predicate skg:hasPrognosticFactor ; rdf:object ?factor .
  ?factor skos:prefLabel ?label } LIMIT 200"""),
    "optional": ("condition", """SELECT ?st ?o ?label ?stage ?line ?modality WHERE {
  ?st rdf:subject %s ; rdf:object ?o . ?o skos:prefLabel ?label
  OPTIONAL { ?st skg:stage ?stage } OPTIONAL { ?st skg:line ?line } OPTIONAL { ?st skg:modality ?modality } }"""),
    "hierarchy": ("condition", """SELECT ?broader ?st WHERE { %s skos:broader* ?broader
  { ?st rdf:subject ?broader } UNION { ?st rdf:object ?broader } } LIMIT 500"""),
    "aggregate": ("source", """SELECT ?p (COUNT(DISTINCT ?st) AS ?n) WHERE {
  ?c skg:source %s . ?st skg:citation ?c ; rdf:predicate ?p } GROUP BY ?p"""),
    "text": ("text", 'SELECT ?drug ?label WHERE { ?drug a skg:Drug ; skos:prefLabel ?label FILTER(CONTAINS(LCASE(STR(?label)), "%s")) }'),
    "card": ("condition", "CONSTRUCT { ?n ?p ?o } WHERE { ?st rdf:subject %s . ?st (skg:citation/skg:result?)? ?n . ?n ?p ?o }"),
}  # fmt: skip
_KINDS = {
    "statement": "?x a skg:Statement", "condition": "?x a skg:Condition", "drug": "?x a skg:Drug",
    "source": "?c skg:source ?x",
}  # fmt: skip


def constants(data: ox.Store, most: int) -> dict[str, list[str]]:
    """Return what stands for `%s` by kind: so many of the graph, evenly spaced, and pieces of words."""
    found: dict[str, list[str]] = {}
    for kind, pattern in _KINDS.items():
        rows = data.query(f"{_PROLOGUE}SELECT DISTINCT ?x WHERE {{ {pattern} }} ORDER BY ?x")
        assert isinstance(rows, ox.QuerySolutions)
        names = [str(row["x"]) for row in rows]
        found[kind] = names[:: max(1, len(names) // most)]
    pairs = [a + b + c for a in "bdfgklmnprstvz" for b in "aeiou" for c in "bdfgklmnprstvz"]
    found["text"] = pairs[:: max(1, len(pairs) // most)]
    return found


def ask(connection: http.client.HTTPConnection, target: Target, query: str, accept: str) -> tuple[float, bytes]:
    """Return milliseconds and the body of an answer; raise MissingError when it is none."""
    begun = time.perf_counter()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
    try:
        connection.request("POST", target.path, urllib.parse.urlencode({"query": _PROLOGUE + query}), headers)
        answer = connection.getresponse()
        body = answer.read()
    except OSError as error:
        raise MissingError(f"no answer within {_LONGEST:g} s ({error})") from None
    if answer.status != 200:
        raise MissingError(f"status {answer.status}: {body[:120].decode(errors='replace')}")
    return 1000 * (time.perf_counter() - begun), body


def rows(body: bytes, accept: str) -> int:
    """Return how many rows or triples an answer has."""
    if accept.endswith("json"):
        return len(json.loads(body)["results"]["bindings"])
    return sum(1 for _ in ox.parse(input=body, format=ox.RdfFormat.TURTLE))


def measure(target: Target, queries: Sequence[str], accept: str) -> dict[str, tuple[float, int]]:
    """Return milliseconds and rows of as many of the queries as were answered in time, asked one after another."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=_LONGEST)
    found: dict[str, tuple[float, int]] = {}
    begun = time.perf_counter()
    for query in queries:
        taken, body = ask(connection, target, query, accept)
        found[query] = (taken, rows(body, accept))
        if time.perf_counter() - begun > _BUDGET:
            break
    connection.close()
    return found


def settle(target: Target) -> None:
    """Wait until a server that was given up on answers again: it may still work on what nobody waits for."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=1200)
    with contextlib.suppress(MissingError):
        ask(connection, target, "ASK {}", "application/sparql-results+json")
    connection.close()


def _asked(filling: Mapping[str, list[str]], number: int) -> Iterator[tuple[str, list[str], str]]:
    """Yield what is asked in a round, by shape, and as what the answer is wanted."""
    for shape, (kind, text) in SHAPES.items():
        names = filling[kind]
        chosen = [names[n % len(names)] for n in range(number * _ASKED, (number + 1) * _ASKED)]
        accept = "text/turtle" if text.startswith("CONSTRUCT") else "application/sparql-results+json"
        yield shape, [text % name for name in chosen], accept


Times = dict[str, dict[str, list[float]]]


def _size(size: str, options: Options, missing: list[str]) -> tuple[Table, Table]:
    """Return the table of a size, and that of a query that is asked again."""
    found = graph(size, options)
    filling = constants(ox.Store.read_only(str(loaded(found))), _ASKED * options.rounds)
    once: Times = {shape: {} for shape in SHAPES}
    again: Times = {"star": {}}
    said: dict[str, dict[str, int]] = defaultdict(dict)
    with ExitStack() as stack:
        running = dict(targets(found, stack, missing))
        failed: set[tuple[str, str]] = set()
        for number in range(options.rounds):
            for shape, queries, accept in _asked(filling, number):
                for name, target in running.items():
                    if (name, shape) in failed:
                        continue
                    try:
                        answers = measure(target, queries, accept)
                    except MissingError as error:
                        failed.add((name, shape))
                        missing.append(f"{name} at {size}, {shape}: {error}")
                        settle(target)
                        continue
                    once[shape].setdefault(name, []).extend(taken for taken, _ in answers.values())
                    for query, (_, n) in answers.items():
                        said[query][name] = n
            star = next(queries[0] for shape, queries, _ in _asked(filling, number) if shape == "star")
            for name, target in running.items():
                for _ in range(0 if (name, "star") in failed else _ASKED):
                    answers = measure(target, [star], "application/sparql-results+json")
                    again["star"].setdefault(name, []).extend(taken for taken, _ in answers.values())
    if unlike := [query for query, n in said.items() if len(set(n.values())) > 1]:
        missing.append(
            f"at {size}, {len(unlike)} queries have other numbers of rows, such as {said[unlike[0]]}: {unlike[0]}"
        )
    return _table(f"SPARQL over HTTP, {size} triples", once), _table(f"One query again, {size} triples", again)


def _table(title: str, times: Times) -> Table:
    cells: list[tuple[Any, ...]] = []
    shares: dict[str, list[float]] = defaultdict(list)
    for shape, seen in times.items():
        for name, taken in seen.items():
            share = median(taken) / median(seen[OXIGRAPH]) if OXIGRAPH in seen else None
            if share:
                shares[name].append(share)
            cells.append((shape, name, len(taken), median(taken), percentile(taken, 0.99), share))
    if len(times) > 1:
        cells += [("geometric mean", name, None, geometric([median(seen[name]) for seen in times.values() if name in seen]), None, geometric(found))
                  for name, found in shares.items()]  # fmt: skip
    about = (
        f"Milliseconds of one client on one connection, from the request to the last byte, {_ASKED} queries of a shape in each round; over 1 in the last column is slower than *{OXIGRAPH}*. "
        + (
            "No query is asked twice: its constant changes (a Statement, a condition, a drug, a source, a piece of a word). *sarcomakg* has its guards, and answers in a process that can be stopped; it holds the graph in memory, ten million triples apart, which it reads from disk as Oxigraph does all."
            if len(times) > 1
            else "The same query, over and over."
        )
    )
    return Table(title, about, ("shape", "target", "queries", "p50 ms", "p99 ms", "of Oxigraph's"), tuple(cells))


def run(options: Options) -> Report:
    """Measure each size."""
    missing: list[str] = []
    tables: list[Table] = []
    for size in options.sizes:
        try:
            tables += _size(size, options, missing)
        except MissingError as error:
            missing.append(f"SPARQL at {size}: {error}")
    told = versions("sarcomakg", "pyoxigraph", "oxigraph", "rdflib-endpoint", "rdflib")
    return Report("sparql", tuple(tables), told, tuple(missing))
