"""The frames hold what the records hold, typed; what is not stated is missing; networkx works on the graph."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarcomakg.errors import ForbiddenQueryError, InputError, QuerySyntaxError
from sarcomakg.frames import rewritten
from sarcomakg.frames.cells import DTYPES
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.model import Result
from sarcomakg.tables import KINDS, Type

from .conftest import ROOT
from .test_tables import FAMILIES

PAGE = ROOT / "docs" / "python.md"


@pytest.fixture(scope="module")
def frames(kg: KnowledgeGraph) -> dict[str, pd.DataFrame]:
    return {name: kg.frame(name) for name in KINDS}


def test_frames_are_named_as_the_folders_of_data(frames: dict[str, pd.DataFrame]) -> None:
    folders = {path.name for path in (ROOT / "data").iterdir() if path.is_dir()}
    assert folders == set(FAMILIES)
    assert set(frames) == folders | {"concepts", "statements", "citations", "results"}


def test_there_is_one_row_for_each_record(kg: KnowledgeGraph, frames: dict[str, pd.DataFrame]) -> None:
    records = kg.snapshot.records
    families = Counter(entity.family for entity in records.entities.values())
    assert {name: len(frames[name]) for name in FAMILIES} == {n: families[f] for n, f in FAMILIES.items()}
    assert sum(families.values()) == sum(len(frames[name]) for name in FAMILIES)
    assert list(frames["statements"].index) == list(records.statements)
    assert list(frames["concepts"].index) == list(records.concepts)
    citations = [c.id for s in records.statements.values() for c in s.citations]
    assert list(frames["citations"].index) == citations
    assert all(f.index.is_unique and (f.index.name, str(f.index.dtype)) == ("id", "string") for f in frames.values())


def test_every_column_has_its_type(frames: dict[str, pd.DataFrame]) -> None:
    for name, kind in KINDS.items():
        assert [c.name for c in kind.columns] == list(frames[name]), "names are unique, in order"
        assert {c.name: str(frames[name][c.name].dtype) for c in kind.columns} == {c.name: DTYPES[c.type] for c in kind.columns}  # fmt: skip
        assert [c.name for c in kind.columns if not c.name.isidentifier() or c.name != c.name.lower()] == []


def test_what_is_not_stated_is_missing(frames: dict[str, pd.DataFrame]) -> None:
    for name, kind in KINDS.items():
        for column in kind.columns:
            cells = frames[name][column.name].dropna()
            assert not (cells == "").any(), (name, column.name)
            if column.type is Type.MANY:
                assert all(isinstance(cell, tuple) and cell and "" not in cell for cell in cells), (name, column.name)


def test_each_result_stands_once(kg: KnowledgeGraph, frames: dict[str, pd.DataFrame]) -> None:
    carried = Counter(
        r.id for s in kg.snapshot.records.statements.values() for c in s.citations for r in c.results
    )  # fmt: skip
    frame = frames["results"]
    assert set(frame.index) == set(carried)
    also = frame["also_in"].map(lambda cell: len(cell) if isinstance(cell, tuple) else 0)
    assert (also + 1).to_dict() == carried, "and every Citation that carries it is named"
    assert frames["statements"]["results"].sum() == len(frame)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_row_of_results_is_its_result(
    kg: KnowledgeGraph, frames: dict[str, pd.DataFrame], data: st.DataObject
) -> None:
    statements = [s for s in kg.snapshot.records.statements.values() if s.results]
    statement = data.draw(st.sampled_from(statements))
    citation = data.draw(st.sampled_from([c for c in statement.citations if c.results]))
    result = data.draw(st.sampled_from(citation.results))
    row = frames["results"].loc[result.id]
    assert row["statement"] == statement.id
    assert citation.id == row["citation"] or citation.id in row["also_in"]
    assert (row["subject"], row["predicate"], row["object"]) == (
        statement.subject,
        statement.predicate,
        statement.object,
    )
    for field in dataclasses.fields(Result):
        value = getattr(result, field.name)
        if field.name == "id":
            continue
        cell = row[field.name]
        if value is None or value == "":
            assert pd.isna(cell), field.name
        elif field.name == "data_cut":
            assert cell == pd.Timestamp(value)
        else:
            assert cell == (float(value) if isinstance(value, Decimal) else value), field.name


def test_known_edges_come_back(frames: dict[str, pd.DataFrame]) -> None:
    edge = frames["statements"].loc["statement:asps-guideline-complete-resection"]
    assert (edge["subject"], edge["predicate"]) == ("condition:alveolar-soft-part-sarcoma", "treatedWith")
    assert (edge["condition"], edge["subject_kind"]) == (edge["subject"], "Condition")
    assert edge["citations"] >= 1
    approvals = frames["statements"].query("predicate == 'approvedFor' and subject == 'drug:atezolizumab'")
    approval = approvals[approvals["object"] == "condition:alveolar-soft-part-sarcoma"].iloc[0]
    assert approval["valid_from"] == pd.Timestamp("2022-12-09")
    assert approval["minimum_age"] == 2.0
    assert pd.isna(approval["valid_until"])
    assert approval["agency"] == "agency:fda"


def test_a_day_that_is_known_in_part_says_so(frames: dict[str, pd.DataFrame]) -> None:
    sources = frames["sources"]
    assert set(sources["issued_precision"]) == {"year", "month", "day"}
    only = sources[sources["issued_precision"] == "year"]["issued"]
    assert ((only.dt.month == 1) & (only.dt.day == 1)).all()
    assert (sources["issued"].dt.year == sources["year"]).all()


def test_a_frame_is_the_callers_own(kg: KnowledgeGraph) -> None:
    one = kg.frame("stages")
    one["label"] = "x"
    assert kg.frame("stages")["label"].iloc[0] != "x"


@pytest.mark.parametrize(("name", "nearest"), [("drug", "drugs"), ("Trials", "trials"), ("edges", ""), ("", "")])
def test_an_unknown_frame_names_the_nearest_and_all(kg: KnowledgeGraph, name: str, nearest: str) -> None:
    with pytest.raises(InputError, match=f"did you mean '{nearest}") as error:
        kg.frame(name)
    assert all(kind in str(error.value) for kind in KINDS)


def test_a_select_is_typed(kg: KnowledgeGraph) -> None:
    found = kg.select("""SELECT ?b ?a ?d ?whole ?real ?mixed ?flag ?day ?moment ?text ?bad ?none {
        VALUES (?a ?whole ?real ?mixed ?flag ?day ?text ?bad) {
            (drug:pazopanib 1 1.5 1 true "2020-02-29"^^xsd:date "x"@en "abc"^^xsd:integer)
            (<http://example.org/a> UNDEF UNDEF 2.5 UNDEF UNDEF "" "2"^^xsd:integer) }
        BIND(skg:For AS ?b) BIND(1e3 AS ?d) BIND("2020-01-01T10:00:00Z"^^xsd:dateTime AS ?moment) }""")
    assert found.dtypes.astype(str).to_dict() == {
        "b": "string", "a": "string", "d": "float64", "whole": "Int64", "real": "float64", "mixed": "float64",
        "flag": "boolean", "day": "datetime64[s]", "moment": found["moment"].dtype, "text": "string", "bad": "string",
        "none": "string",
    }  # fmt: skip
    first, second = found.sort_values("whole").to_dict("records")
    assert first["a"] == "drug:pazopanib"
    assert first["day"] == pd.Timestamp("2020-02-29")
    assert first["moment"] == pd.Timestamp("2020-01-01T10:00:00Z")
    assert (first["bad"], second["a"], second["text"], second["mixed"]) == ("abc", "http://example.org/a", "", 2.5)
    assert all(pd.isna(second[name]) for name in ("whole", "real", "flag", "day", "none"))


@pytest.mark.parametrize(
    "value", ['"99999999999999999999"^^xsd:integer', '"2020-01-01Z"^^xsd:date', '"maybe"^^xsd:boolean']
)
def test_what_no_dtype_holds_is_text(kg: KnowledgeGraph, value: str) -> None:
    cell = kg.select(f"SELECT ({value} AS ?x) {{}}")["x"]
    assert (str(cell.dtype), cell[0]) == ("string", value[1:].partition('"')[0])


def test_an_empty_select_keeps_its_columns(kg: KnowledgeGraph) -> None:
    found = kg.select("SELECT ?z ?a { ?z a skg:Nothing ; rdfs:label ?a }")
    assert (list(found), len(found)) == (["z", "a"], 0)


def test_a_select_says_what_sparql_says(kg: KnowledgeGraph) -> None:
    query = "SELECT ?s ?estimate { ?s skg:estimate ?estimate }"
    rows = kg.sparql(query)
    found = kg.select(query)
    assert isinstance(rows, list)
    assert sorted(found["estimate"]) == sorted(float(row["estimate"] or "nan") for row in rows)
    assert set(found["s"]) <= set(kg.frame("results").index), "identifiers meet the index of a frame"


@pytest.mark.parametrize(
    "query", ["ASK {}", "CONSTRUCT WHERE { ?s a skg:Drug }", "PREFIX a: <b:> DESCRIBE drug:pazopanib"]
)
def test_other_forms_are_shown_the_way(kg: KnowledgeGraph, query: str) -> None:
    with pytest.raises(InputError, match=r"use kg\.sparql"):
        kg.select(query)


@pytest.mark.parametrize(("query", "error"), [("DROP ALL", ForbiddenQueryError), ("SELECT {", QuerySyntaxError),
                                              ("SELECT * { SERVICE <http://x> {} }", ForbiddenQueryError), ("", InputError)])  # fmt: skip
def test_a_select_is_guarded(kg: KnowledgeGraph, query: str, error: type[InputError]) -> None:
    with pytest.raises(error):
        kg.select(query)


def test_pandas_waits_until_a_frame_is_wanted() -> None:
    code = (
        "import sys, sarcomakg, sarcomakg.cli, sarcomakg.app\n"
        "kg = sarcomakg.open(); kg.answer('treatment of ASPS')\n"
        "assert not {'pandas', 'numpy', 'matplotlib'} & sys.modules.keys()\n"
        "kg.frame('stages'); assert 'pandas' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_the_page_documents_every_column() -> None:
    page = PAGE.read_text(encoding="utf-8")
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(rewritten(page), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == rewritten(page), "run: make golden"
    missing = [
        c.name for kind in KINDS.values() for c in kind.columns if f"| `{c.name}` |" not in page or not c.means()
    ]
    assert missing == []


def test_networkx_ranks_joins_and_walks(kg: KnowledgeGraph, frames: dict[str, pd.DataFrame]) -> None:
    graph = kg.graph
    assert nx.is_frozen(graph)
    rank = nx.pagerank(nx.DiGraph(graph))
    assert sum(rank.values()) == pytest.approx(1)
    both_ways = graph.to_undirected(as_view=True)
    # A source that is only cited has no edge of its own.
    joined = [name for name, degree in graph.degree() if degree]
    assert max(map(len, nx.connected_components(both_ways))) > len(joined) / 2
    path = nx.shortest_path(both_ways, "drug:pazopanib", "condition:alveolar-soft-part-sarcoma")
    assert len(path) == 2
    degree = pd.Series(dict(graph.degree()))
    drugs = frames["drugs"]
    assert degree[drugs.index].tolist() == drugs["statements"].tolist()
    assert nx.degree_centrality(both_ways)["condition:osteosarcoma"] > 0


def test_networkx_views_by_attribute_and_exports(kg: KnowledgeGraph, frames: dict[str, pd.DataFrame]) -> None:
    graph, statements = kg.graph, frames["statements"]
    edges = nx.to_pandas_edgelist(graph, edge_key="id").set_index("id")
    joined = edges.merge(statements, left_index=True, right_index=True, suffixes=("", "_of"))
    assert len(edges) == len(joined) == len(statements)
    assert (joined["source"] == joined["subject"]).all()
    assert (joined["target"] == joined["object"]).all()
    against = nx.subgraph_view(graph, filter_edge=lambda u, v, key: graph.edges[u, v, key]["direction"] == "Against")
    assert against.number_of_edges() == (statements["direction"] == "Against").sum()
    approved = [(u, v, k) for u, v, k, p in graph.edges(keys=True, data="predicate") if p == "approvedFor"]
    assert graph.edge_subgraph(approved).number_of_edges() == (statements["predicate"] == "approvedFor").sum()
    with pytest.raises(nx.NetworkXError, match=r"[Ff]rozen"):
        graph.remove_node("drug:pazopanib")
