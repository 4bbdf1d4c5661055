"""The pages of entities: what a reader of each kind looks for, from real data."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from sarcomakg.graphql import Question
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages.entity import FIRST

ASPS = "/id/condition/alveolar-soft-part-sarcoma.html"


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def section(html: str, key: str) -> str:
    return html.partition(f'<section id="{key}">')[2].partition("</table>")[0]


def test_a_condition_has_a_table_for_each_kind_of_evidence(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get(ASPS).text
    query = '{ condition(id: "alveolar-soft-part-sarcoma") { treatments(first: 1) { totalCount } prognosticFactors(first: 1) { totalCount } } }'
    totals = kg.service().execute(Question(query))["data"]["condition"]
    assert (
        f'Treatments that sources recommend or speak against <span class="count">{totals["treatments"]["totalCount"]}<'
        in page
    )
    assert f'Prognostic factors <span class="count">{totals["prognosticFactors"]["totalCount"]}<' in page
    assert "alveolar rhabdomyosarcoma" in section(page, "notToBeConfusedWith")
    assert "ASPSCR1::TFE3" in section(page, "biomarkers")
    assert "26 of 26" in section(page, "biomarkers")
    assert "mondo:0011655" in page
    assert 'href="/id/condition/soft-tissue-sarcoma"' in page


def test_each_row_leads_to_its_statement_and_to_the_place_in_its_source(client: TestClient) -> None:
    page = client.get(ASPS).text
    for key in ("treatments", "approvals", "studies", "prognosticFactors", "metastaticSites", "followUp"):
        rows = section(page, key).split("<tr ")[2:]
        own = [row for row in rows if "further" not in row and 'class="group"' not in row]
        assert own, key
        assert all('href="/id/statement/' in row and 'href="/id/source/' in row and "<em>" in row for row in own), key


def test_what_is_inherited_says_for_whom_it_was_stated(client: TestClient) -> None:
    assert "stated for soft tissue sarcoma" in text(section(client.get(ASPS).text, "treatments"))


def test_treatments_stand_under_their_stage(client: TestClient) -> None:
    found = section(client.get(ASPS).text, "treatments")
    headings = re.findall(r'class="group"><th[^>]*>([^<]+)<', found)
    assert "localized disease" in headings
    assert headings[-1] == "whatever the stage"


def test_no_list_is_cut_without_its_total_and_the_way_on(client: TestClient) -> None:
    page = client.get("/id/condition/osteosarcoma.html").text
    total = int(re.findall(r'Prognostic factors <span class="count">(\d+)<', page)[0])
    assert total > FIRST
    seen: list[str] = re.findall(r'href="(/id/statement/[^"]+)"', section(page, "prognosticFactors"))
    way = re.findall(r'href="(\?list=prognosticFactors&amp;after=[^"]+)"', page)
    while way:
        page = client.get("/id/condition/osteosarcoma.html" + way[0].replace("&amp;", "&")).text
        assert "A further page of one list" in page
        assert 'id="studies"' not in page
        seen += re.findall(r'href="(/id/statement/[^"]+)"', section(page, "prognosticFactors"))
        way = re.findall(r'href="(\?list=[^"]+)" rel="next"', page)
    assert len(set(seen)) == total


@pytest.mark.parametrize("query", ["?list=nonsense", "?after=x", "?list=studies&after=nonsense"])
def test_a_list_that_is_not_there_is_a_bad_request(client: TestClient, query: str) -> None:
    assert client.get("/id/condition/osteosarcoma.html" + query).status_code == 400


def test_a_drug_opens_with_its_boxed_warnings(client: TestClient) -> None:
    page = client.get("/id/drug/pazopanib.html").text
    sections = re.findall(r'<section id="(\w+)">', page)
    assert sections[:3] == ["boxed", "limitations", "reactions"]
    assert "Votrient" in page
    assert "hepatotoxicity" in section(page, "boxed")
    assert "58%, in 138 people, against placebo: 16%" in section(page, "reactions")
    assert "800 mg orally once every day" in section(page, "doses")
    assert "use limited" in section(page, "approvals")
    assert "since: 2012-04-26" in text(section(page, "approvals"))


def test_an_ended_approval_says_when_it_ended(client: TestClient) -> None:
    assert re.search(r"ended \d{4}-\d\d-\d\d", section(client.get("/id/drug/tazemetostat.html").text, "approvals"))


def test_a_trial_has_its_arms_its_endpoint_and_results_by_analysis(client: TestClient) -> None:
    page = client.get("/id/trial/veg110727.html").text
    assert "https://clinicaltrials.gov/study/NCT00753688" in page
    assert "pazopanib (246 people); placebo (123 people)" in page
    assert "excluded" in section(page, "enrolled")
    results = page.partition('<section id="findings">')[2]
    # What it set out to measure comes first, its harms last.
    assert (
        results.index("progression-free survival")
        < results.index("overall survival")
        < results.index("has warning diarrhea")
    )
    assert "0.31 (95% CI 0.24 to 0.40)" in results
    assert "p &lt;0.0001" in results


def test_a_source_holds_up_its_statements_by_kind(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get("/id/source/pdq-adult-sts.html").text
    mine = [
        s
        for s in kg.projection.records.statements.values()
        if any(c.source == "source:pdq-adult-sts" for c in s.citations)
    ]
    assert f"{len(mine)} Statements" in page
    assert "PDQ Adult Treatment Editorial Board" in page
    studied = sum(s.predicate == "studiedIn" for s in mine)
    part = client.get("/id/source/pdq-adult-sts.html?predicate=STUDIED_IN").text
    assert f'studied in <span class="count">{studied}<' in part
    assert 'rel="next"' in part
    assert "predicate=STUDIED_IN&amp;after=" in part
    assert client.get("/id/source/pdq-adult-sts.html?predicate=NONSENSE").status_code == 400


def test_a_source_that_is_past_says_so(client: TestClient, kg: KnowledgeGraph) -> None:
    old = next(e for e in kg.projection.records.entities.values() if e.first("supersededBy"))
    assert "Superseded by" in client.get(f"/id/{old.id.replace(':', '/')}.html").text


def test_a_statement_has_its_words_its_limits_and_each_citation_whole(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get("/id/statement/asps-atezolizumab-response.html").text
    statement = kg.projection.records.statements["statement:asps-atezolizumab-response"]
    assert "atezolizumab showed activity" in page
    for citation in statement.citations:
        assert citation.locator in page
        assert f"/id/{citation.source.replace(':', '/')}" in page
    assert page.count("<tbody>") == 2
    assert "37%, 19 of 52" in page
    assert "phase 2" in page
    assert 'href="/id/statement/asps-atezolizumab-response.ttl"' in page


def test_every_kind_has_a_page_without_a_hole(client: TestClient, kg: KnowledgeGraph) -> None:
    by_kind = {e.kind: e.id for e in kg.projection.records.entities.values()}
    for name in by_kind.values():
        page = client.get(f"/id/{name.replace(':', '/', 1)}.html")
        assert page.status_code == 200, name
        assert name in page.text
        assert "None" not in re.sub(r"None of|None ", "", page.text), name
        assert "style=" not in page.text
        assert re.findall(r"<h1>[^<]+</h1>", page.text)


def test_a_page_keeps_its_tag(client: TestClient) -> None:
    first = client.get(ASPS)
    assert client.get(ASPS, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_answers_that_it_is_used_in_have_an_answer(client: TestClient) -> None:
    page = client.get("/id/drug/pazopanib.html").text
    links = re.findall(r'href="(/answers[^"]+)"', page.partition('<section id="answers">')[2])
    assert len(links) > 4
    for link in links[:3]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_an_unknown_identifier_names_the_nearest(client: TestClient) -> None:
    page = client.get("/id/drug/pazopanibb", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert "drug:pazopanib" in page.text
