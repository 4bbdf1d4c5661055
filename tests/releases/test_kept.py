"""An operation is answered from a release that is kept, opened when it is asked for; what is not kept is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sarcomakg.errors import NotFoundError, StoreError
from sarcomakg.graphql import Question
from sarcomakg.knowledge import KnowledgeGraph, kept_releases, open_state
from sarcomakg.releases import KeptReleases

from .conftest import GONE

QUESTION = "Where does alveolar soft part sarcoma metastasize?"
ASKED = """query($question: String!, $release: String) {
  release { identity kept { version } }
  answer(question: $question, release: $release) {
    ... on Card { release identity sections { sentences { text statementIds marks { citation { statement { id } source { id } } } } } }
  }
}"""


@pytest.fixture
def graph(kept: Path) -> KnowledgeGraph:
    """The second release served, with both beside it."""
    return replace(open_state(kept / "2026.11"), kept=kept_releases(kept), version="")


@pytest.fixture
def ask(graph: KnowledgeGraph) -> Callable[..., dict[str, Any]]:
    service = graph.service()
    return lambda document=ASKED, **given: service.execute(Question(document, variables=given))


def _named(response: dict[str, Any]) -> set[str]:
    sections = response["data"]["answer"]["sections"]
    return {name for part in sections for s in part["sentences"] for name in s["statementIds"]}


def test_an_earlier_release_answers_as_it_did(ask: Callable[..., dict[str, Any]], kept: Path) -> None:
    now, then = ask(question=QUESTION), ask(question=QUESTION, release="2026.10")
    assert GONE not in _named(now)
    assert GONE in _named(then)
    assert now["data"]["answer"]["release"] is None
    assert then["data"]["answer"]["release"] == "2026.10"
    # The whole operation is answered from it, and says so.
    identity = then["data"]["answer"]["identity"]
    assert then["data"]["release"]["identity"] == then["extensions"]["snapshot"] == identity
    assert ask(question=QUESTION, release=identity)["data"] == then["data"]
    assert ask(question=QUESTION, release="2026.10") == then
    assert ask(question=QUESTION) == now


def test_the_release_that_is_served_is_answered_here(ask: Callable[..., dict[str, Any]], graph: KnowledgeGraph) -> None:
    for name in ("2026.11", graph.snapshot.identity, graph.snapshot.identity[:12]):
        assert ask(question=QUESTION, release=name)["data"] == ask(question=QUESTION)["data"]
    assert graph.kept is not None
    assert len(graph.kept) == 0


def test_an_unknown_release_is_refused_with_what_is_kept(
    ask: Callable[..., dict[str, Any]], kg: KnowledgeGraph
) -> None:
    (error,) = ask(question=QUESTION, release="2025.1")["errors"]
    assert error["message"] == "no release '2025.1' is kept; those kept are: 2026.10, 2026.11"
    assert error["extensions"]["code"] == "NOT_FOUND"
    response = kg.service().execute(Question(ASKED, variables={"question": QUESTION, "release": "2026.10"}))
    assert "no release '2026.10' is kept here" in response["errors"][0]["message"]


def test_an_operation_asks_one_release(ask: Callable[..., dict[str, Any]]) -> None:
    document = 'query($q: String!) { a: answer(question: $q, release: "2026.10") { __typename } b: answer(question: $q%s) { __typename } }'  # fmt: skip
    for other, said in ((', release: "2026.11"', "release 2026.11"), ("", "the graph that is served")):
        (error,) = ask(document % other, q=QUESTION)["errors"]
        assert error["message"].endswith(f"this asks release 2026.10 and {said}; send two")
    assert "errors" not in ask(document % ', release: "2026.10"', q=QUESTION)


def test_a_release_that_is_not_whole_is_refused_and_the_others_answer(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path / "kept")
    (tmp_path / "kept" / "2026.10" / "data" / "sarcomakg.nt").unlink()
    (tmp_path / "kept" / "half").mkdir()
    (tmp_path / "kept" / "half" / "release.json").write_text("{")
    graph = replace(open_state(kept / "2026.11"), kept=kept_releases(tmp_path / "kept"), version="")
    with pytest.raises(StoreError, match=r"sarcomakg\.nt is missing"):
        graph.release("2026.10")
    with pytest.raises(StoreError, match=r"half/release\.json cannot be read"):
        graph.release("half")
    service = graph.service()
    (error,) = service.execute(Question(ASKED, variables={"question": QUESTION, "release": "2026.10"}))["errors"]
    assert error["extensions"]["code"] == "STORE_UNAVAILABLE"
    assert "is missing" in error["message"]
    assert "errors" not in service.execute(Question(ASKED, variables={"question": QUESTION}))


def test_releases_are_opened_when_they_are_asked_for_and_few_stay_open(kept: Path, tmp_path: Path) -> None:
    opened: list[str] = []
    found = KeptReleases(kept, lambda manifest, snapshot: (opened.append(manifest.version), object())[1], most=1)
    assert [m.version for m in found.listed()] == ["2026.10", "2026.11"]
    assert opened == []
    one = found.open("2026.10")
    assert found.open("2026.10") is one
    found.open("2026.11")
    assert len(found) == 1
    assert found.open("2026.10") is not one
    assert opened == ["2026.10", "2026.11", "2026.10"]
    with pytest.raises(NotFoundError):
        found.open("../2026.10")
    with pytest.raises(StoreError, match="cannot be listed"):
        KeptReleases(tmp_path / "none", lambda *_: None)


def test_changes_are_those_between_the_releases_then_those_by_date(ask: Callable[..., dict[str, Any]], graph: KnowledgeGraph) -> None:  # fmt: skip
    document = """query($since: Date, $first: Int, $after: String) { changes(since: $since, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { statementId kind on release was now statement { id } } } }"""
    whole = ask(document, first=100)["data"]["changes"]
    withdrawn = [n for n in whole["nodes"] if n["kind"] == "WITHDRAWN"]
    assert [(n["statementId"], n["release"], n["statement"], n["now"]) for n in withdrawn] == [
        (GONE, "2026.11", None, None)
    ]
    assert "lung metastases" in withdrawn[0]["was"]
    assert whole["totalCount"] == len(graph.projection.records.statements) + 1
    days = [n["on"] for n in whole["nodes"]]
    assert days == sorted(days, reverse=True)
    first = ask(document, first=3)["data"]["changes"]
    second = ask(document, first=3, after=first["pageInfo"]["endCursor"])["data"]["changes"]
    assert first["nodes"] + second["nodes"] == whole["nodes"][:6]
    assert ask(document, since="2027-01-01")["data"]["changes"]["totalCount"] == 0
    # Told by the release itself, so that none was opened.
    assert graph.kept is not None
    assert len(graph.kept) == 0


def test_releases_that_say_nothing_of_their_predecessor_are_compared(kept: Path, tmp_path: Path, graph: KnowledgeGraph) -> None:  # fmt: skip
    shutil.copytree(kept / "2026.10", tmp_path / "2026.10")
    alone = replace(graph, kept=kept_releases(tmp_path))
    found = [e for e in alone.history() if e.kind == "withdrawn"]
    assert [(e.statement, e.release) for e in found] == [(GONE, "")]
