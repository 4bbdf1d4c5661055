"""Answers that are ready: what came before is answered the same, and nothing is worked out again."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.graphql import PersistedQueries, Question, Service, ready
from sarcomakg.graphql.endpoint import GraphQLEndpoint
from sarcomakg.graphql.execution import Reply
from sarcomakg.graphql.ready import Ready, ReadyAnswers
from sarcomakg.knowledge import KnowledgeGraph

LONG = "{ drugs(first: 100) { nodes { id label } } }"
JSON = "application/json"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the documents that the service is asked for, or works out."""
    asked: list[str] = []
    real = Service.kept

    def kept(self: Service, question: Question) -> Reply | None:
        asked.append(question.document)
        return real(self, question)

    monkeypatch.setattr(Service, "kept", kept)
    return asked


def test_what_came_before_is_not_read_again(kg: KnowledgeGraph, counted: list[str]) -> None:
    with TestClient(create_app(kg)) as client:
        for send in (
            lambda: client.post("/graphql", json={"query": LONG}),
            lambda: client.get("/graphql", params={"query": LONG}),
            lambda: client.get("/graphql", params={"query": LONG}, headers={"Accept": "application/graphql-response+json"}),
        ):  # fmt: skip
            counted.clear()
            first, again = send(), send()
            assert counted == [LONG]
            assert (first.status_code, first.content, dict(first.headers)) == (again.status_code, again.content, dict(again.headers))  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [{"json": {"query": LONG, "variables": {}}}, {"json": {"query": LONG}, "headers": {"Accept": "application/graphql-response+json"}},
     {"content": json.dumps({"query": LONG}), "headers": {"Content-Type": "application/json; charset=utf-8"}}, {"json": {"query": LONG}, "params": {"x": "y"}}],
)  # fmt: skip
def test_whatever_varies_an_answer_is_told_apart(kg: KnowledgeGraph, counted: list[str], other: dict[str, Any]) -> None:
    with TestClient(create_app(kg)) as client:
        client.post("/graphql", json={"query": LONG})
        assert client.post("/graphql", **other).json() == client.post("/graphql", json={"query": LONG}).json()
    assert counted == [LONG, LONG]


def test_what_is_refused_or_has_an_error_is_not_kept(kg: KnowledgeGraph, counted: list[str]) -> None:
    with TestClient(create_app(kg)) as client:
        for query in ('{ drug(id: "none") { id } }', "{ nonsense }", "{"):
            assert client.post("/graphql", json={"query": query}).json() == client.post("/graphql", json={"query": query}).json()  # fmt: skip
            assert counted == [query, query]
            counted.clear()
        client.post("/graphql", json={"query": LONG})
        assert client.post("/graphql", json={"query": LONG}, headers={"Content-Encoding": "gzip"}).status_code == 415
        assert client.post("/graphql", json={"query": LONG}, headers={"Accept": "image/png"}).status_code == 406


def test_an_answer_is_compressed_once(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = gzip.compress
    monkeypatch.setattr(ready.gzip, "compress", lambda data, *a, **k: made.append(len(data)) or real(data, *a, **k))
    with TestClient(create_app(kg)) as client:
        for accepted in ("gzip", "br, gzip;q=0.5", "identity"):
            found = [
                client.get("/graphql", params={"query": LONG}, headers={"Accept-Encoding": accepted}) for _ in "ab"
            ]
            assert {f.headers.get("content-encoding") for f in found} == {None if accepted == "identity" else "gzip"}
            assert all(f.headers["vary"].lower().startswith("accept, accept-encoding") for f in found)
            assert {f.headers["etag"] for f in found} == {found[0].headers["etag"]}
            assert found[0].json()["data"]["drugs"]["nodes"]
        assert len(made) == 1
        known = {"If-None-Match": found[0].headers["etag"], "Accept-Encoding": "gzip"}
        again = client.get("/graphql", params={"query": LONG}, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert "content-encoding" not in again.headers
        assert again.headers["cache-control"] == found[0].headers["cache-control"]
        # A POST has no entity tag to match.
        assert client.post("/graphql", json={"query": LONG}, headers=known).status_code == 200
        assert client.head("/graphql", params={"query": LONG}, headers={"Accept-Encoding": "identity"}).headers["content-length"] == found[0].headers["content-length"]  # fmt: skip


def test_what_is_ready_is_bounded(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "_KEPT_BYTES", 100_000)
    answers, reply = ReadyAnswers(), Reply(b"x" * 1000, executed=True, clean=True)
    for n in range(100):
        answers.keep(("POST", b"", (), str(n).encode() * 5000), Ready(reply, JSON, 200, None))
    assert 0 < len(answers) < 20


def test_a_body_that_does_not_come_is_not_waited_for(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sarcomakg.graphql.endpoint._SENDING", 0)
    endpoint, sent = GraphQLEndpoint(kg.service(), PersistedQueries()), list[Any]()

    async def never() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": []}
    asyncio.run(endpoint(scope, never, send))
    assert sent[0]["status"] == 408


def test_a_small_question_is_answered_without_a_thread(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    real = Service.begin

    def begin(self: Service, question: Question, *given: Any) -> Any:
        begun.append(question.document)
        return real(self, question, *given)

    monkeypatch.setattr(Service, "begin", begin)
    # No clock here: a moment is long, then it is over at once.
    monkeypatch.setattr("sarcomakg.graphql.execution._MOMENT", 60)
    document = "query($id: ID!) { drug(id: $id) { label } }"
    with TestClient(create_app(kg)) as client:

        def ask(name: str) -> Any:
            return client.post("/graphql", json={"query": document, "variables": {"id": name}}).json()

        assert ask("pazopanib")["data"]["drug"]["label"] == "pazopanib"
        assert ask("imatinib")["data"]["drug"]["label"] == "imatinib"
        assert begun == [document]
        # What goes wrong is graphql-core's, in a thread.
        assert ask("nobody")["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert len(begun) == 2
        monkeypatch.setattr("sarcomakg.graphql.execution._MOMENT", -1)
        assert ask("doxorubicin")["data"]["drug"]["label"] == "doxorubicin"
        assert ask("sunitinib")["data"]["drug"]["label"] == "sunitinib"
        assert len(begun) == 4


def test_requests_are_read_and_run_by_the_fast_parts(kg: KnowledgeGraph) -> None:
    pytest.importorskip("uvloop")
    config = uvicorn.Config(create_app(kg))
    config.load()
    assert config.http_protocol_class.__name__ == "HttpToolsProtocol"
    assert config.get_loop_factory().__module__.startswith("uvloop")
