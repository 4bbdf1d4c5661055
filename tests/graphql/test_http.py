"""GraphQL over HTTP: what the public audit suite checks, and what hostile clients send."""

from __future__ import annotations

import gzip
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.graphql import Service
from sarcomakg.graphql.endpoint import MAX_BODY
from sarcomakg.graphql.persisted import digest
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.resources import published

JSON, RESPONSE = "application/json", "application/graphql-response+json"
TYPENAME = {"query": "{ __typename }"}


@pytest.mark.parametrize(
    ("accept", "media"),
    [(None, JSON), ("*/*", JSON), ("application/*", JSON), (JSON, JSON), (RESPONSE, RESPONSE), (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
     (f"{RESPONSE};q=0.1, {JSON}", JSON), (f"{JSON};q=0, */*", RESPONSE), (f"text/html;q=0.9, {RESPONSE};q=0.8, */*;q=0.1", RESPONSE), (f"{RESPONSE}; charset=utf-8", RESPONSE)],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_media_type_is_negotiated(client: TestClient, accept: str | None, media: str, method: str) -> None:
    headers = {"Accept": accept} if accept else {"Accept": ""}
    get = method == "GET"
    found = client.request(method, "/graphql", params=TYPENAME if get else None, json=None if get else TYPENAME, headers=headers)  # fmt: skip
    assert found.status_code == 200
    assert found.headers["content-type"] == f"{media}; charset=utf-8"
    assert found.json()["data"] == {"__typename": "Query"}
    assert "accept" in found.headers["vary"].lower()


def test_what_cannot_be_accepted_is_406(client: TestClient) -> None:
    assert client.post("/graphql", json=TYPENAME, headers={"Accept": "image/png"}).status_code == 406
    assert client.post("/graphql", json=TYPENAME, headers={"Accept": f"{JSON};q=0"}).status_code == 406


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        ({"query": "{"}, 200, 400),
        ({"query": "{ nonsense }"}, 200, 400),
        ({"query": "query($id: ID!) { drug(id: $id) { id } }", "variables": {"id": None}}, 200, 400),
        ({"query": "{ __typename }", "operationName": "Nope"}, 200, 400),
        ({"query": "query A { __typename } query B { __typename }"}, 200, 400),
        ({"query": '{ drug(id: "nope") { id } }'}, 200, 200),
        ({"query": "mutation { __typename }"}, 200, 400),
        ({"query": 5}, 400, 400),
        ({"query": TYPENAME["query"], "variables": []}, 400, 400),
        ({"query": TYPENAME["query"], "extensions": "x"}, 400, 400),
        ({"query": TYPENAME["query"], "operationName": 1}, 400, 400),
        ({"query": TYPENAME["query"], "variables": None, "operationName": None, "extensions": None}, 200, 200),
        ({}, 400, 400),
    ],
)
def test_the_status_follows_the_media_type(client: TestClient, body: dict[str, Any], old: int, new: int) -> None:
    for media, status in ((JSON, old), (RESPONSE, new)):
        found = client.post("/graphql", json=body, headers={"Accept": media})
        assert found.status_code == status, (media, found.text)
        if status == 400:
            assert "data" not in found.json()
            assert found.json()["errors"][0]["extensions"]["code"]


BODIES: dict[str, tuple[bytes, int]] = {
    "null": (b"null", 400),
    "a string": (b'"{ __typename }"', 400),
    "a number": (b"5", 400),
    "a batch": (b'[{"query": "{ __typename }"}]', 400),
    "nothing": (b"", 400),
    "broken": (b'{"query": ', 400),
    "not UTF-8": (b'{"query": "{ \xff\xfe }"}', 400),
    "100,000 brackets": (b"[" * 100_000, 400),
    "100,000 objects": (b'{"a":' * 16_000, 400),
    "a 5,000-digit integer": (b'{"query": "{ __typename }", "variables": {"n": ' + b"9" * 5000 + b"}}", 400),
    "NaN": (b'{"query": "{ __typename }", "variables": {"n": NaN}}', 400),
    "a lone surrogate": (b'{"query": "{ search(text: \\"\\ud800\\") { totalCount } }"}', 400),
    "10 MB": (b'{"query": "' + b"#" * 10_000_000 + b'"}', 413),
    "a lone surrogate with a hash": (
        b'{"query": "\\ud800", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}}',
        400,
    ),
    "an integer of 100 digits": (b'{"query": "{ __typename }", "variables": {"n": ' + b"9" * 100 + b"}}", 400),
    "an infinite number": (b'{"query": "{ __typename }", "variables": {"n": 1e400}}', 400),
    "variables 600 deep": (b'{"query": "{ __typename }", "variables": {"n": ' + b"[" * 600 + b"]" * 600 + b"}}", 400),
    "a null byte": (b'{"query": "{ __typename \\u0000 }"}', 400),
}


@pytest.mark.parametrize("name", BODIES)
def test_hostile_bodies_get_an_answer(client: TestClient, name: str) -> None:
    body, status = BODIES[name]
    found = client.post("/graphql", content=body, headers={"Content-Type": JSON, "Accept": RESPONSE})
    assert found.status_code == status, found.text
    assert len(found.content) < 1000
    assert found.json()["errors"][0]["extensions"]["code"]


def test_a_body_without_a_declared_length_is_cut_off(client: TestClient) -> None:
    def chunks() -> Any:
        for _ in range(3 * MAX_BODY // 4096):
            yield b"#" * 4096

    found = client.post("/graphql", content=chunks(), headers={"Content-Type": JSON})
    assert found.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/graphql", "", "application/x-www-form-urlencoded", "application/json; charset=utf-16"])  # fmt: skip
def test_another_kind_of_body_is_415(client: TestClient, kind: str) -> None:
    found = client.post("/graphql", content=b'{"query": "{ __typename }"}', headers={"Content-Type": kind})
    assert found.status_code == 415
    assert found.json()["errors"][0]["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


def test_a_compressed_body_is_415(client: TestClient) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": "gzip"}
    assert client.post("/graphql", content=gzip.compress(b"{}"), headers=headers).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_405(client: TestClient, method: str) -> None:
    found = client.request(method, "/graphql")
    assert found.status_code == 405
    assert found.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_get_takes_variables_and_refuses_mutations(client: TestClient) -> None:
    given = {
        "query": "query N($id: ID!) { drug(id: $id) { label } }",
        "variables": json.dumps({"id": "pazopanib"}),
        "operationName": "N",
    }
    assert client.get("/graphql", params=given).json()["data"] == {"drug": {"label": "pazopanib"}}
    assert client.get("/graphql", params={"query": "mutation { __typename }"}).status_code == 405
    assert client.get("/graphql", params={"query": "# so\n, mutation { __typename }"}).status_code == 405
    assert client.get("/graphql", params={"query": "{ __typename }", "variables": "[1"}).status_code == 400
    assert client.get("/graphql?query={__typename}&query={__typename}").status_code == 400
    head = client.head("/graphql", params={"query": "{ __typename }"})
    assert head.status_code == 200
    assert head.headers["etag"]


def test_entity_tags(client: TestClient) -> None:
    given = {"query": '{ drug(id: "pazopanib") { label } }'}
    first = client.get("/graphql", params=given)
    tag = first.headers["etag"]
    assert "must-revalidate" in first.headers["cache-control"]
    for known in (tag, f'"x", {tag}', "*", tag.removeprefix("W/")):
        again = client.get("/graphql", params=given, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get("/graphql", params=given, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get("/graphql", params={"query": '{ drug(id: "imatinib") { label } }'}).headers["etag"] != tag
    assert client.post("/graphql", json=given).headers["cache-control"] == "no-store"
    assert client.get("/graphql", params={"query": '{ drug(id: "nope") { label } }'}).headers["cache-control"] == "no-store"  # fmt: skip


def test_long_answers_are_compressed(client: TestClient) -> None:
    given = {"query": "{ drugs(first: 100) { nodes { id label } } }"}
    found = client.get("/graphql", params=given, headers={"Accept-Encoding": "gzip"})
    assert found.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in found.headers["vary"].lower()
    plain = client.get("/graphql", params=given, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == found.json()


def test_automatic_persisted_queries(client: TestClient) -> None:
    document = '{ drug(id: "ripretinib") { label } }'
    extension = {"persistedQuery": {"version": 1, "sha256Hash": digest(document)}}
    unknown = client.post("/graphql", json={"extensions": extension})
    assert unknown.status_code == 200
    error = unknown.json()["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
    false = {"query": "{ __typename }", "extensions": extension}
    assert client.post("/graphql", json=false).status_code == 400
    assert client.post("/graphql", json={"query": document, "extensions": extension}).json()["data"]
    found = client.get("/graphql", params={"extensions": json.dumps(extension)})
    assert found.json()["data"] == {"drug": {"label": "ripretinib"}}
    assert found.headers["etag"]
    for bad in ({"persistedQuery": 5}, {"persistedQuery": {"version": 2, "sha256Hash": "x"}}):
        assert client.post("/graphql", json={"extensions": bad}).status_code == 400


def test_published_documents_are_known_by_their_hash(client: TestClient) -> None:
    extension = {"persistedQuery": {"version": 1, "sha256Hash": digest(published()["release"])}}
    assert client.get("/graphql", params={"extensions": json.dumps(extension)}).json()["data"]["release"]["identity"]


def test_settings_open_and_shut_doors(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARCOMAKG_CORS", "https://clinic.example")
    monkeypatch.setenv("SARCOMAKG_GRAPHIQL", "off")
    monkeypatch.setenv("SARCOMAKG_INTROSPECTION", "off")
    monkeypatch.setenv("SARCOMAKG_MAX_AGE", "60")
    monkeypatch.setenv("SARCOMAKG_MAX_COST", "10")
    with TestClient(create_app(kg)) as client:
        ours = {"Origin": "https://clinic.example"}
        found = client.get("/graphql", params=TYPENAME, headers=ours)
        assert found.headers["access-control-allow-origin"] == "https://clinic.example"
        assert found.headers["cache-control"] == "public, max-age=60, must-revalidate"
        assert "access-control-allow-origin" not in client.get("/graphql", params=TYPENAME, headers={"Origin": "https://other.example"}).headers  # fmt: skip
        preflight = {**ours, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        assert client.options("/graphql", headers=preflight).status_code == 200
        assert client.get("/graphql", headers={"Accept": "text/html"}).status_code == 406
        assert "errors" in client.get("/graphql", params={"query": "{ __schema { types { name } } }"}).json()
        assert "limit of 10" in client.get("/graphql", params={"query": "{ drugs { nodes { id } } }"}).text


@pytest.mark.parametrize("variable", ["SARCOMAKG_MAX_COST", "SARCOMAKG_GRAPHIQL", "SARCOMAKG_DEADLINE"])
def test_a_setting_that_cannot_be_read_is_named(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    from sarcomakg.errors import InputError

    monkeypatch.setenv(variable, "many")
    with pytest.raises(InputError, match=f"{variable}='many'"):
        create_app(kg)


def test_one_missing_lookup_is_cheap_and_says_no_more_than_that(client: TestClient) -> None:
    for name in ("s", "---", "x" * 190, "condition:" + "-".join("abcdefghijklmnop")):
        found = client.post(
            "/graphql", json={"query": "query($i: ID!) { condition(id: $i) { id } }", "variables": {"i": name}}
        ).json()
        assert found["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_many_errors_are_counted_not_repeated(client: TestClient) -> None:
    fields = " ".join(f'a{n}: populationRelation(condition: "condition:x")' for n in range(90))
    found = client.post(
        "/graphql", json={"query": f"{{ statements(first: 5) {{ nodes {{ citations {{ {fields} }} }} }} }}"}
    ).json()
    assert len(found["errors"]) == 101
    assert "more errors like these" in found["errors"][-1]["message"]


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-1-1", 5, {"a": [1, None]}])
def test_a_day_is_a_day(client: TestClient, day: Any) -> None:
    query = 'query($d: Date) { card(topics: [NEWS], condition: "condition:osteosarcoma", since: $d) { __typename } }'
    found = client.post("/graphql", json={"query": query, "variables": {"d": day}}).json()
    assert found["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert "YYYY-MM-DD" in found["errors"][0]["message"]


def test_no_redirect_repeats_a_strangers_host(client: TestClient) -> None:
    assert client.get("/graphql/", headers={"Host": "evil.example"}).status_code == 404


def test_large_requests_keep_nobody_waiting_who_asks_for_little(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    finish = Service.finish

    def slow(self: Service, *given: Any) -> Any:
        go_on.wait(60)
        return finish(self, *given)

    monkeypatch.setattr(Service, "finish", slow)
    large = "{ conditions(first: 50) { nodes { relations(first: 50) { nodes { id } } } } } #%d"
    with TestClient(create_app(kg)) as client, ThreadPoolExecutor() as threads:
        asked = [threads.submit(client.post, "/graphql", json={"query": large % n}) for n in range(6)]
        assert client.post("/graphql", json=TYPENAME).json()["data"] == {"__typename": "Query"}
        assert not any(request.done() for request in asked)
        go_on.set()
        assert all(request.result().status_code == 200 for request in asked)
