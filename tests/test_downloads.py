"""Dumps over HTTP."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import rdflib
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.export.formats import FORMATS
from sarcomakg.identifiers import DATASET
from sarcomakg.knowledge import KnowledgeGraph

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Any:
    with TestClient(create_app(kg)) as found:
        yield found


def test_every_dump_is_listed_with_its_release_and_served_as_listed(client: TestClient, kg: KnowledgeGraph) -> None:
    listed = client.get("/data/").json()
    release = kg.edition.release
    assert (listed["identity"], listed["triples"]) == (f"sha256:{release.identity}", release.triples)
    assert [dump["name"] for dump in listed["dumps"]] == list(FORMATS)
    for dump in listed["dumps"]:
        assert (dump["licence"], dump["version"], dump["date"]) == (release.licence, release.version, release.date)
        # The test client takes seconds for the largest.
        whole = dump["size"] < 5_000_000
        found = client.get(f"/data/{dump['file']}") if whole else client.head(f"/data/{dump['file']}")
        assert found.status_code == 200
        assert found.headers["content-type"].startswith(dump["media_type"])
        assert found.headers["content-disposition"] == f'attachment; filename="{dump["file"]}"'
        assert found.headers["etag"] == f'"{dump["sha256"]}"'
        assert "content-encoding" not in found.headers
        assert int(found.headers["content-length"]) == dump["size"]
        if whole:
            assert hashlib.sha256(found.content).hexdigest() == dump["sha256"]


def test_a_browser_gets_a_page(client: TestClient) -> None:
    page = client.get("/data/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    for format in FORMATS.values():
        assert f'href="/data/{format.file}"' in page.text
    assert client.get("/data").json() == client.get("/data/").json()
    assert client.get("/data/", headers={"Accept": "image/png"}).status_code == 406


def test_head_not_modified_and_parts(client: TestClient) -> None:
    whole = client.get("/data/sarcomakg.graphml")
    head = client.head("/data/sarcomakg.graphml")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    tag = whole.headers["etag"]
    for wanted in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get("/data/sarcomakg.graphml", headers={"If-None-Match": wanted})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/data/sarcomakg.graphml", headers={"If-None-Match": '"x"'}).status_code == 200
    part = client.get("/data/sarcomakg.graphml", headers={"Range": "bytes=10-19", "If-Range": tag})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    stale = client.get("/data/sarcomakg.graphml", headers={"Range": "bytes=10-19", "If-Range": '"x"'})
    assert stale.status_code == 200
    beyond = client.get("/data/sarcomakg.graphml", headers={"Range": "bytes=99999999999-"})
    assert beyond.status_code == 416


def test_a_wrong_name_lists_the_right_ones(client: TestClient) -> None:
    for name in ("sarcomakg.xls", "..%2fpyproject.toml", "SHA256SUMS.x"):
        found = client.get(f"/data/{name}")
        assert found.status_code == 404
    assert "sarcomakg-csv.zip" in client.get("/data/sarcomakg.xls").text
    assert client.post("/data/sarcomakg.nt").status_code == 405


def test_the_description_of_the_dataset_names_each_dump(client: TestClient) -> None:
    graph = rdflib.Graph().parse(
        data=client.get("/.well-known/void", headers={"Accept": "text/turtle"}).text, format="turtle"
    )
    distributions = list(graph.objects(rdflib.URIRef(DATASET), DCAT.distribution))
    assert len(distributions) == len(FORMATS)
    urls = {str(graph.value(d, DCAT.downloadURL)).removeprefix("http://testserver/data/") for d in distributions}
    assert urls == {format.file for format in FORMATS.values()}
    assert all(str(graph.value(d, DCAT.mediaType)).startswith("https://www.iana.org/") for d in distributions)
