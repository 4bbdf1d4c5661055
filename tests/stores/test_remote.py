"""A store that is down, slow, busy, strict or cut short says so in one line."""

from __future__ import annotations

import socket
from collections.abc import Callable

import httpx
import pyoxigraph as ox
import pytest

from sarcomakg.errors import LimitError, QuerySyntaxError, StoreError
from sarcomakg.knowledge import open_graph
from sarcomakg.stores import remote
from sarcomakg.stores.remote import ROWS, RemoteStore, declared

from .servers import free_port

EMPTY = '{"head": {"vars": ["s"]}, "results": {"bindings": []}}'


def answering(respond: Callable[[httpx.Request], httpx.Response]) -> RemoteStore:
    return RemoteStore("http://store/sparql", client=httpx.Client(transport=httpx.MockTransport(respond)))


def test_a_store_that_is_down_is_tried_again_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "BACKOFF", (0.0, 0.0, 0.0))
    url = f"http://127.0.0.1:{free_port()}/sparql"
    store = RemoteStore(url)
    with pytest.raises(StoreError, match=f"{url} cannot be reached"):
        store.rows("SELECT * { ?s ?p ?o }")
    assert store.requests == [4]
    with pytest.raises(StoreError, match="cannot be reached"):
        open_graph(store=url)


def test_a_store_that_is_busy_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "BACKOFF", (0.0, 0.0, 0.0))
    answers = iter([httpx.Response(503), httpx.Response(429), httpx.Response(200, text=EMPTY)])
    store = answering(lambda request: next(answers))
    assert store.rows("SELECT ?s { ?s ?p ?o }") == []
    assert store.requests == [3]
    refusing = answering(lambda request: httpx.Response(503, text="no\nmore"))
    with pytest.raises(StoreError, match="answered 503: no more"):
        refusing.rows("SELECT ?s { ?s ?p ?o }")


def test_a_store_that_is_slow_is_not_asked_twice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        store = RemoteStore(f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout=0.2)
        with pytest.raises(StoreError, match=r"did not answer within 0\.2 s.*SARCOMAKG_STORE_TIMEOUT"):
            store.rows("SELECT ?s { ?s ?p ?o }")
        assert store.requests == [1]


@pytest.mark.parametrize(
    ("response", "error", "said"),
    [
        (httpx.Response(401), StoreError, r"refused us \(401\); set SARCOMAKG_STORE_USER"),
        (httpx.Response(403), StoreError, r"refused us \(403\)"),
        (httpx.Response(400, text="line 1"), QuerySyntaxError, "does not understand the query: line 1"),
        (httpx.Response(500, text="<b>boom</b>"), StoreError, "answered 500"),
        (httpx.Response(302, headers={"Location": "http://elsewhere/"}), StoreError, "answered 302"),
        (
            httpx.Response(200, text=EMPTY, headers={"X-SPARQL-MaxRows": "10000"}),
            StoreError,
            "cuts what it answers at 10000",
        ),
    ],
)
def test_what_a_store_refuses_is_said(response: httpx.Response, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        answering(lambda request: response).rows("SELECT ?s { ?s ?p ?o }")


def test_a_long_answer_and_one_that_nobody_waits_for_are_broken_off() -> None:
    store = answering(lambda request: httpx.Response(200, text=" " * 10_000))
    with pytest.raises(LimitError, match="more than 1000 bytes"):
        store.ask("ASK {}", ROWS, most=1000)
    with pytest.raises(StoreError, match="given up"):
        store.ask("ASK {}", ROWS, ended=lambda: True)


@pytest.mark.parametrize("scheme", ["Digest", "Basic"])
def test_credentials_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("SARCOMAKG_STORE_USER", "dba")
    monkeypatch.setenv("SARCOMAKG_STORE_PASSWORD", "secret")
    seen: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        given = request.headers.get("authorization", "")
        seen.append(given.partition(" ")[0])
        asked = {"WWW-Authenticate": f'{scheme} realm="x", nonce="n", qop="auth"'}
        return httpx.Response(200, text=EMPTY) if given else httpx.Response(401, headers=asked)

    own = remote.client()
    store = RemoteStore(
        "http://store/sparql", client=httpx.Client(transport=httpx.MockTransport(respond), auth=own._auth)
    )
    store.rows("SELECT ?s { ?s ?p ?o }")
    assert seen[-1] == scheme
    monkeypatch.setenv("SARCOMAKG_STORE_TOKEN", "t0ken")
    assert remote.client().headers["authorization"] == "Bearer t0ken"


def test_prefixes_that_a_query_uses_are_declared_and_a_syntax_error_has_its_place() -> None:
    assert declared("SELECT * { ?s skg:a ?o }").startswith("PREFIX skg: <")
    assert declared("ASK {}") == "ASK {}"
    with pytest.raises(QuerySyntaxError, match="error at 2:"):
        answering(lambda request: httpx.Response(200, text=EMPTY)).query("SELECT *\n  nope")


def test_the_boolean_that_virtuoso_sends_as_a_row_is_one() -> None:
    row = '{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{"__ASK_RETVAL": {"type": "literal", "value": "%s"}}]}}'
    for value in (True, False):
        found = answering(lambda request, v=value: httpx.Response(200, text=row % int(v))).query("ASK {}")  # type: ignore[misc]
        assert isinstance(found, ox.QueryBoolean)
        assert bool(found) is value
