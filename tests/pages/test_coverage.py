from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from sarcomakg.graphql import Question
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages import Site
from sarcomakg.pages.coverage import evidence
from sarcomakg.render.coverage import SORTS
from sarcomakg.render.family import COLUMNS, rows
from sarcomakg.stats import count


@pytest.fixture(scope="module")
def site(kg: KnowledgeGraph) -> Site:
    return Site(kg, kg.service())


def numbers(page: str) -> list[tuple[str, list[int]]]:
    lines = re.findall(r'<tr id="([^"]+)">(.*?)</tr>', page, re.S)
    return [(name, [int(n) for n in re.findall(r"<td[^>]*>(\d+)", line)]) for name, line in lines]


def test_the_page_has_every_condition_with_every_kind(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get("/coverage")
    assert page.status_code == 200
    assert '<a href="/coverage" aria-current="page">Coverage</a>' in page.text
    lines = dict(numbers(page.text))
    conditions = {e.id.partition(":")[2] for e in kg.projection.records.entities.values() if e.kind == "Condition"}
    assert set(lines) == conditions
    assert {len(line) for line in lines.values()} == {len(COLUMNS) + 1}
    for column in COLUMNS:
        assert html.escape(column.label) in page.text
    assert "<caption" in page.text
    assert 'scope="rowgroup"' in page.text


def test_numbers_are_those_of_the_statistics(site: Site, kg: KnowledgeGraph) -> None:
    counted = count(kg.projection.records).conditions
    same = {"guidance": "treatment", "studies": "studies", "prognosis": "prognosis", "outcomes": "outcomes", "biomarkers": "biomarkers",
            "sites": "sites", "metastasis": "metastasis", "follow-up": "follow-up", "epidemiology": "epidemiology", "searches": "searches without a finding"}  # fmt: skip
    for name, row in rows(*evidence(site)).items():
        assert {key: row.own[key] for key in same} == {key: counted[name][other] for key, other in same.items()}
        assert row.own["approvals"] + row.own["ended"] == counted[name]["approvals"]
        assert row.own["diagnosis"] + row.own["staging"] == counted[name]["diagnosis"]


def test_what_is_inherited_is_what_stands_further_up(site: Site) -> None:
    found = rows(*evidence(site))
    document = "query ($id: ID!, $after: String) { condition(id: $id) { treatments(first: 100, after: $after) { totalCount edges { distance } } } }"
    for name in (
        "leiomyosarcoma",
        "uterine-leiomyosarcoma",
        "gastrointestinal-stromal-tumor",
        "alveolar-soft-part-sarcoma",
    ):
        edges = site.service.execute(Question(document, variables={"id": name}))["data"]["condition"]["treatments"]["edges"]  # fmt: skip
        row = found[f"condition:{name}"]
        assert row.own["guidance"] == sum(e["distance"] == 0 for e in edges)
        assert row.inherited["guidance"] == sum(e["distance"] > 0 for e in edges)


def test_trials_count_by_the_people_whom_they_enrolled(site: Site) -> None:
    found = rows(*evidence(site))
    assert found["condition:osteosarcoma"].own["trials"] > 5
    assert found["condition:alveolar-soft-part-sarcoma"].own["trials"] > 3


@pytest.mark.parametrize("sort", SORTS)
def test_each_order(client: TestClient, sort: str) -> None:
    lines = numbers(client.get("/coverage", params={"sort": sort}).text)
    assert len(lines) == len(dict(lines))
    keys = [column.key for column in COLUMNS] + ["total"]
    if sort in keys:
        column = [line[keys.index(sort)] for _, line in lines]
        assert column == sorted(column, reverse=True)


def test_another_order_is_refused(client: TestClient) -> None:
    page = client.get("/coverage", params={"sort": "<script>" + "x" * 500})
    assert page.status_code == 400
    assert "<script>x" not in page.text
    assert len(page.content) < 5000


def test_shade_is_never_alone(client: TestClient) -> None:
    cells = re.findall(r'<td class="h\d">(.*?)</td>', client.get("/coverage").text)
    assert cells
    assert all(re.match(r"[1-9]", cell) for cell in cells)


def test_the_data_of_the_page_is_there(client: TestClient) -> None:
    text = client.get("/coverage").text
    for address in re.findall(r'href="(/queries/[^"]+)"', text):
        assert client.get(address).status_code == 200
