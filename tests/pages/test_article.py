"""The article at its stable address and from a question: what stands on it, what it is also served as, and what is refused."""

from __future__ import annotations

import gzip
import html
import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render.html import style
from sarcomakg.resources import published

from ..conftest import SEED

ASPS, GIST = "/answers/alveolar-soft-part-sarcoma", "/answers/gastrointestinal-stromal-tumor"


@pytest.fixture(scope="module")
def asps(client: TestClient) -> str:
    return client.get(ASPS).text


def test_both_documents_ask_for_the_same() -> None:
    article, card = (re.sub(r"(?s)^.*?__typename", "", published()[name], count=1) for name in ("article", "card"))
    assert article.replace("Article", "Card") == card


def test_every_number_opens_the_evidence_of_a_statement(asps: str) -> None:
    opened = re.findall(r'popovertarget="(e\d+)">', asps)
    shown = re.findall(r'<div popover role="dialog" class="ev" id="(e\d+)"', asps)
    assert len(shown) == len(set(shown)) > 400
    assert set(opened) == set(shown)


@pytest.mark.parametrize("audience", ["clinician", "patient"])
def test_every_sentence_of_the_card_is_on_the_page(client: TestClient, audience: str) -> None:
    card = client.get(f"{GIST}.json", params={"audience": audience}).json()
    page = re.sub(
        r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", client.get(GIST, params={"audience": audience}).text))
    )
    for sentence in (s for part in card["sections"] for s in part["sentences"]):
        text = re.split(r" “[^”]+” means: ", sentence["text"])[0]
        text = re.sub(r"^(In favor|Against|Undecided) \(", "(", text)
        assert re.sub(r"\s+", "", text) in page


def test_the_evidence_says_where_and_in_whom(client: TestClient) -> None:
    page = client.get(GIST).text
    block = next(
        b
        for b in re.split(r"(?=<div popover)", page)
        if 'href="/id/drug/ripretinib">' in b[:200] and "progression-free" in b
    )
    assert "<b>studied in</b>" in block
    assert "People studied" in block
    assert ": people with gastrointestinal stromal tumor, within the limits above" in block
    assert re.search(r'href="https://[^"]+">(PubMed|cancer\.gov|DOI)', block)
    assert "two, the second on <time" in block or "two, the second on 20" in block


def test_a_wider_population_is_called_one(asps: str) -> None:
    assert ": a wider group, not alveolar soft part sarcoma alone" in asps


def test_the_head_names_the_stable_address_and_the_other_forms(asps: str) -> None:
    assert f'<link rel="canonical" href="{ASPS}">' in asps
    for end, type_ in (
        ("md", "text/markdown"),
        ("json", "application/json"),
        ("jsonld", "application/ld+json"),
        ("ttl", "text/turtle"),
        ("fhir.json", "application/fhir+json"),
    ):
        assert f'<link rel="alternate" type="{type_}" href="{ASPS}.{end}"' in asps
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', asps)
    assert found
    said = json.loads(found[1])
    assert said["@type"] == "MedicalWebPage"
    assert said["url"] == ASPS
    assert '<meta name="citation_title"' in asps


def test_a_question_leads_to_the_stable_address(client: TestClient) -> None:
    for path in ("/answers", "/"):
        page = client.get(path, params={"q": SEED})
        assert f'<link rel="canonical" href="{ASPS}?site=thigh">' in page.text
        assert f"<h1>{SEED}</h1>" in page.text
    assert client.get("/answers", follow_redirects=False).headers["location"] == "/"


@pytest.mark.parametrize("address", ["/answers/drug/pazopanib", "/answers/drug/pazopanib/safety", "/answers/trial/veg110727",
                                     "/answers/osteosarcoma/prognosis+follow-up", f"{GIST}/comparison?drug=ripretinib&comparator=sunitinib",
                                     f"{ASPS}?site=thigh&stage=metastatic", "/answers/leiomyosarcoma/efficacy?drug=pazopanib"])  # fmt: skip
def test_a_stable_address_is_its_own_canonical(client: TestClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert f'<link rel="canonical" href="{html.escape(address)}">' in page.text


def test_the_readers_switch_keeps_the_place(client: TestClient, asps: str) -> None:
    assert f'href="{ASPS}?audience=patient#trials"' in asps
    patient = client.get(ASPS, params={"audience": "patient"}).text
    assert 'id="trials"' in patient
    assert f'href="{ASPS}#trials"' in patient
    assert f'<link rel="canonical" href="{ASPS}?audience=patient">' in patient


def test_review_is_shown_as_steps(asps: str) -> None:
    steps = re.search(r'(?s)<ol class="steps">.*?</ol>', asps)
    assert steps
    assert re.findall(r'aria-current="step"><b>(\w+)', steps[0]) == ["Submitted"]
    assert "by curator and second reader" in steps[0]
    assert "not yet; by clinical reviewer" in steps[0]
    assert re.search(r'<code title="[0-9a-f]{64}">', asps)


def test_comparable_ratios_are_drawn_with_their_figures_in_words(client: TestClient) -> None:
    page = client.get(GIST).text
    figures = re.findall(r'(?s)<figure class="forest">.*?</figure>', page)
    assert figures
    for figure in figures:
        rows = re.findall(r'(?s)<tr><th scope="row">.*?(?=<tr>|</tbody>)', figure)
        assert len(rows) >= 2
        assert all('<svg width="200"' in row and re.search(r"\d \(95(\.\d)?% CI ", row) for row in rows)
        assert "nothing is pooled" in figure


def test_sources_that_disagree_stand_side_by_side(asps: str) -> None:
    section = re.search(r'(?s)<section id="disagreement".*?<section id=', asps)
    assert section
    for group in re.findall(r'(?s)<div class="columns">(.*?)</section>', section[0]):
        assert len(re.findall("<h4>", group)) >= 2


def test_the_other_forms(client: TestClient, kg: KnowledgeGraph) -> None:
    text = client.get(f"{ASPS}.md?site=thigh")
    assert text.headers["content-type"].startswith("text/markdown")
    assert text.text.startswith("# What is the treatment for alveolar soft part sarcoma of the thigh?")
    card: dict[str, Any] = client.get(f"{ASPS}.json").json()
    assert card["plan"]["condition"] == "condition:alveolar-soft-part-sarcoma"
    assert client.get(f"{ASPS}.jsonld").json()["@type"] == "MedicalWebPage"
    turtle = client.get(f"{ASPS}.ttl")
    assert turtle.headers["content-type"].startswith("text/turtle")
    named = {name for s in card["sections"] for x in s["sentences"] for name in x["statementIds"]}
    assert all(f"/id/{name.replace(':', '/')}>" in turtle.text for name in named)
    assert "/ontology#locator>" in turtle.text
    asked = client.get("/answers", params={"q": SEED, "format": "md"})
    assert asked.text.startswith(f"# {SEED}")
    assert client.get("/answers", params={"q": SEED, "format": "exe"}).status_code == 400


def test_how_this_was_made(asps: str) -> None:
    made = asps[asps.index('<details id="made">') :]
    assert "topic=treatment condition=condition:alveolar-soft-part-sarcoma" in made
    assert 'href="/queries/card.graphql"' in made
    assert "query Card(" in made
    assert "SELECT DISTINCT ?statement" in made


@pytest.mark.parametrize(
    "slug", ["alveolar-soft-part-sarcoma", "osteosarcoma", "gastrointestinal-stromal-tumor", "ewing-sarcoma"]
)
@pytest.mark.parametrize("audience", ["clinician", "patient"])
def test_a_page_weighs_under_150_kb_with_its_style(client: TestClient, slug: str, audience: str) -> None:
    page = client.get(f"/answers/{slug}", params={"audience": audience}).content
    assert len(gzip.compress(page)) + len(gzip.compress(style().encode())) < 150_000


def test_a_page_is_sent_once(client: TestClient) -> None:
    first = client.get(ASPS)
    again = client.get(ASPS, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "script-src 'self'" in first.headers["content-security-policy"]
    assert not re.search(r'<script(?! type="application/ld\+json")|<style| style="| on\w+="', first.text)


@pytest.mark.parametrize(("old", "new"), [
    ("/answers/asps", ASPS), (f"{ASPS}/treatment?site=thigh", f"{ASPS}?site=thigh"), ("/answers/ASPS.md", f"{ASPS}.md"),
    ("/answers/trial/palette", "/answers/trial/veg110727"),
    ("/answers/treatment/pulmonary-metastasectomy", "/answers/treatment/lung-metastasectomy"),
])  # fmt: skip
def test_a_retired_address_leads_to_what_took_its_place(client: TestClient, old: str, new: str) -> None:
    found = client.get(old, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (308, new)


def test_an_unknown_address_names_the_nearest(client: TestClient) -> None:
    page = client.get("/answers/osteosarcome-x")
    assert page.status_code == 404
    assert 'href="/answers/osteosarcoma"' in page.text
    hostile = client.get('/answers/%3Cscript%3E"x')
    assert hostile.status_code == 404
    assert "<script>" not in hostile.text
    assert client.get(f"{ASPS}?site=nowhere").status_code == 404
    assert client.get(f"{ASPS}/nonsense").status_code == 400
    assert client.get(ASPS, params={"audience": "cat"}).status_code == 400


def test_refusals_help(client: TestClient) -> None:
    unknown = client.get("/answers", params={"q": "treatment of liposarkoid"})
    assert unknown.status_code == 404
    assert 'href="/answers?q=treatment+of+liposarcoma"' in unknown.text
    assert 'value="treatment of liposarkoid"' in unknown.text
    twofold = client.get("/answers", params={"q": "What is the treatment of alveolar sarcoma?", "audience": "patient"})
    assert "alveolar%20soft%20part%20sarcoma%3F&amp;audience=patient" in twofold.text
    personal = client.get("/answers", params={"q": "Should I take pazopanib for my leiomyosarcoma?"})
    assert "Where to turn" in personal.text
    hostile = client.get("/answers", params={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in hostile.text
    assert client.get("/answers", params={"q": "treatment " * 2000}).status_code == 404
