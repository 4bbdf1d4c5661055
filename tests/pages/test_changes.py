"""What happened, as a page and as a feed, and what a source holds up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

from starlette.testclient import TestClient

from sarcomakg.knowledge import KnowledgeGraph

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_is_atom(client: TestClient) -> None:
    """RFC 4287, 4.1: what a feed and an entry must have, each once."""
    response = client.get("/changes.atom")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(ATOM + name)) == 1, name
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == ["/changes.atom"]
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 100
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"tag:w3id\.org,2026:[A-Za-z0-9:/._-]+", i) for i in ids)
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert all(datetime.fromisoformat(moment).tzinfo for moment in moments)
    assert moments == sorted(moments, reverse=True)
    for entry in entries:
        for name in ("title", "summary"):
            assert entry.findtext(ATOM + name), name
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert client.get(f"{link.get('href')}.html").status_code == 200


def test_the_page_pages_on_and_takes_a_day(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get("/changes").text
    total = f"{len(kg.projection.records.statements):,}"
    assert total in page
    assert "No earlier release is kept" in page
    assert "<script" not in page
    (more,) = re.findall(r'href="(\?after=[^"]+)"', page)
    assert client.get(f"/changes{more}").status_code == 200
    assert f">{kg.snapshot.modified}</time>" in client.get(f"/changes?since={kg.snapshot.modified}").text
    assert "Nothing since that day." in client.get("/changes?since=2099-01-01").text
    refused = client.get("/changes?since=yesterday")
    assert (refused.status_code, "YYYY-MM-DD" in refused.text) == (400, True)


def test_what_a_source_holds_up_stands_on_a_page_linked_from_its_own(client: TestClient) -> None:
    own = client.get("/id/source/turalio-label-2019.html").text
    assert 'href="/impact/source/turalio-label-2019"' in own
    page = client.get("/impact/source/turalio-label-2019").text
    assert "Superseded by" in page
    assert "4, of which 4 would be left by nothing" in page
    assert "<script" not in page
    assert client.get("/impact/source/none").status_code == 404


def test_each_list_of_a_source_pages_on_alone(client: TestClient) -> None:
    page = client.get("/impact/source/pdq-gist").text
    (more,) = re.findall(r'href="(\?list=statements[^"]+)"', page)
    further = client.get("/impact/source/pdq-gist" + more.replace("&amp;", "&")).text
    assert 'id="statements"' in further
    assert 'id="cards"' not in further


def test_a_page_says_what_is_stale_today_and_no_other_day(kg: KnowledgeGraph) -> None:
    from sarcomakg.app import create_app

    path, day = "/answers/ewing-sarcoma/prognosis", ["2020-01-01"]
    with TestClient(create_app(replace(kg, today=lambda: day[0]))) as client:
        fresh = client.get(path).text
        day[0] = "2099-01-01"
        later = client.get(path).text
    assert "may say something else" not in fresh
    assert "may say something else" in later
    assert "The sources cited were issued between" in fresh
