from __future__ import annotations

import html
import re
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from sarcomakg.errors import InputError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages import ArticlePages, HomePages, Site
from sarcomakg.pages.coverage import evidence
from sarcomakg.pages.home import EXAMPLES
from sarcomakg.render.family import family, rows
from sarcomakg.render.news import news


@pytest.fixture(scope="module")
def site(kg: KnowledgeGraph) -> Site:
    return Site(kg, kg.service())


def test_home_has_the_box_the_family_and_the_news(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert '<form class="ask" action="/" method="get"' in page.text
    assert '<a href="/" aria-current="page">Ask</a>' in page.text
    assert page.text.count("aria-current") == 1
    for entity in kg.projection.records.entities.values():
        if entity.kind == "Condition":
            slug = entity.id.partition(":")[2]
            assert page.text.count(f'<li id="{slug}">') == 1
            # What has no article of its own leads to its record.
            label = html.escape(entity.label)
            assert any(f'<a href="{to}{slug}">{label}</a>' in page.text for to in ("/answers/", "/id/condition/"))
            assert f'href="/id/condition/{slug}"' in page.text
    assert "no treatment guidance of its own, 56 inherited" in page.text
    assert f"{len(kg.projection.records.statements):,} Statements" in page.text
    assert "approval ended" in page.text
    assert kg.snapshot.identity[:12] in page.text


def test_home_has_no_inline_script_or_style(client: TestClient) -> None:
    for address in ("/", "/coverage", "/about"):
        page = client.get(address)
        assert re.findall(r"<script(?![^>]*src=)[^>]*>|<style| style=| on[a-z]+=", page.text) == []
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "http://" not in page.text.replace("http://www.w3.org", "")


@pytest.mark.parametrize("address", ["/", "/coverage", "/coverage?sort=studies", "/about"])
def test_a_page_that_the_reader_has_is_not_sent_again(client: TestClient, address: str) -> None:
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_question_is_answered_at_home(client: TestClient) -> None:
    for _, question in EXAMPLES:
        page = client.get("/", params={"q": question})
        assert page.status_code == 200
        assert page.text == client.get("/answers", params={"q": question}).text
    assert client.get("/", params={"q": "   "}).text == client.get("/").text


@pytest.mark.parametrize("name", ["ASPS", "Votrient", "PALETTE", "NCT02066181"])
def test_a_name_is_answered(client: TestClient, name: str) -> None:
    assert client.get("/", params={"q": name}).status_code == 200


@pytest.mark.parametrize(
    ("name", "address"), [("thigh", "/id/site/thigh"), ("RIGHT", "/id/trial/right"), ("source:pdq-adult-sts", "/id/source/pdq-adult-sts")]
)  # fmt: skip
def test_a_name_that_is_no_question_leads_to_its_page(client: TestClient, name: str, address: str) -> None:
    found = client.get("/", params={"q": name}, follow_redirects=False, headers={"Host": "evil.example"})
    assert (found.status_code, found.headers["location"]) == (303, address)
    assert client.get(address, headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "text", ["zzzz", "<script>alert(1)</script>", "x" * 20_000, "a " * 3000, "//evil.example", "%00\0", "id:\r\nSet-Cookie: a=b"]
)  # fmt: skip
def test_what_is_neither_is_refused(client: TestClient, text: str) -> None:
    page = client.get("/", params={"q": text}, follow_redirects=False)
    assert page.status_code in (400, 404)
    assert "<script>alert" not in page.text


def test_every_condition_stands_whole_in_the_family_once(site: Site) -> None:
    found = rows(*evidence(site))
    shown = [branch.row.id for root in family(found) for branch in root.walk()]
    assert sorted(shown) == sorted(found)
    assert family(found)[0].row.id == "condition:sarcoma"


def test_a_cycle_or_an_unknown_parent_does_not_lose_a_condition() -> None:
    def node(name: str, *parents: str) -> dict[str, Any]:
        zero = {"totalCount": 0}
        broader = ("withBroader", "approvedNowWithBroader", "factorsWithBroader", "diagnosisWithBroader", "stagingWithBroader", "followUpWithBroader")  # fmt: skip
        return {"id": name, "label": name, "parents": [{"id": p} for p in parents], "relations": {"countsByPredicate": []}, "approvedNow": zero,
                "managedApartFrom": {"nodes": []}, "searches": [], **dict.fromkeys(broader, zero)}  # fmt: skip

    roots = family(rows([node("a", "gone"), node("b", "a"), node("c", "a"), node("d", "b", "c")], []))
    assert [b.row.id for b in roots[0].walk()] == ["a", "b", "d", "c"]
    assert roots[0].children[1].children[0].elsewhere


def test_news_come_newest_first_and_lose_no_limit(site: Site) -> None:
    found = news(site.read("news"))
    assert [e.day for e in found.events] == sorted((e.day for e in found.events), reverse=True)
    ended = next(e for e in found.events if not e.began)
    assert ended.statement["subject"]["label"] == "tazemetostat"
    assert ended.limits == "accelerated approval; from the age of 16; metastatic disease or unresectable disease"
    assert [s["issued"] for s in found.sources] == sorted((s["issued"] for s in found.sources), reverse=True)


def test_the_news_can_be_asked_for(client: TestClient, site: Site) -> None:
    asked = news(site.read("news")).ask
    assert asked
    assert [q for q in asked if client.get("/", params={"q": q}).status_code != 200] == []


def test_without_the_family_there_is_the_box(client: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(self: Site, document: str, **variables: Any) -> dict[str, Any]:
        raise InputError("the answer took over 5 s and was stopped")

    monkeypatch.setattr(Site, "read", slow)
    pages = HomePages(site, ArticlePages(site, cast(Any, None)).asked)
    made = pages._page()
    assert 'name="q"' in made
    assert "cannot be shown now" in made
    monkeypatch.undo()
    assert 'class="tree"' in pages._page()


def test_scripts_are_files_of_ours(client: TestClient) -> None:
    found = client.get("/static/site/suggest.js")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/javascript")
    assert client.get("/static/site/nothing.js").status_code == 404
    assert client.get("/static/site/..").status_code == 404
