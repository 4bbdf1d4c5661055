"""Questions and labels that mean harm are shown as what they are: text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from .hostile import BROKEN, MARKUP, serving, write
from .kinds import ANSWERS, ENTITIES, EXPLORERS, SITE, Kind
from .visit import sideways, visiting

QUESTIONS = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "svg": "'><svg/onload=alert(1)>",
    "end of data": "</script><script>alert(1)</script> ASPS",
    "template": "{{7*7}} ${7*7} treatment of ASPS",
    "scheme": "javascript:alert(1)",
    "direction": "treatment of \u202eSPSA\u202c ASPS",
    "null": "treatment\0 of ASPS\0",
    "lone surrogate": "%ED%A0%80 ASPS",
    "long": "sarcoma " * 1250,
    "long word": "a" * 10_000,
    "lines": "treatment\r\nSet-Cookie: a=b\r\n\r\n of ASPS",
    "empty": "",
}
_HARM = """() => [
  ...document.querySelectorAll("img[src='x'], [onerror], [onload], svg[onload], script:not([src]):not([type='application/ld+json'])"),
  ...[...document.querySelectorAll("[href], [src], [action]")].filter((e) => /^\\s*(javascript|vbscript|data:text)/i.test(
    e.getAttribute("href") ?? e.getAttribute("src") ?? e.getAttribute("action"))),
].map((e) => `it became ${e.outerHTML.slice(0, 120)}`)"""


def harm(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_HARM)
    return found + sideways(page)


@pytest.mark.parametrize("at", ["/answers", "/"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_question(browser: Browser, origin: str, name: str, at: str) -> None:
    question = QUESTIONS[name]
    asked = question if question.startswith("%") else quote(question)
    with visiting(browser, origin, viewport={"width": 390, "height": 900}) as visit:
        response = visit.page.goto(f"{origin}{at}?q={asked}")
        assert response is not None
        assert response.status in (200, 400, 404, 414)
        assert visit.page.locator("h1").count() == 1
        assert "set-cookie" not in response.headers
        found = [*harm(visit.page), *(c for c in visit.complaints if "status of 4" not in c)]
    assert not found


@pytest.mark.parametrize("path", ["/id/drug/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/answers/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
                                  "/explore/condition/%3Cimg%20src=x%20onerror=alert(1)%3E", "/%3Cimg%20src=x%20onerror=alert(1)%3E",
                                  "/id/drug/pazopanib.html?after=%3Cimg%20src=x%3E"])  # fmt: skip
def test_address(browser: Browser, origin: str, path: str) -> None:
    with visiting(browser, origin) as visit:
        response = visit.page.goto(origin + path)
        assert response is not None
        assert response.status in (400, 404)
        assert not [*harm(visit.page), *(c for c in visit.complaints if "status of 4" not in c)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    write(folder)
    with serving(folder) as address:
        yield address


# The pages are those of the list; some answers turn into refusals, for names have changed.
HARMED = [
    *SITE, *ANSWERS[:2], *ANSWERS[-3:], *ENTITIES, *EXPLORERS,
    Kind("condition of a hostile name", f"/id/condition/{BROKEN}"),
    Kind("article of a hostile name", f"/answers/{BROKEN}"),
    Kind("explorer of a hostile name", f"/explore/condition/{BROKEN}"),
]  # fmt: skip


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize("kind", HARMED, ids=lambda kind: kind.name)
def test_graph(browser: Browser, hostile: str, kind: Kind) -> None:
    with visiting(browser, hostile) as visit:
        response = visit.page.goto(hostile + kind.address)
        assert response is not None
        assert response.status in (200, 404)
        # Its addresses are no links, or lead nowhere; a reader may click on any.
        found = [*harm(visit.page), *(c for c in visit.complaints if "status of 4" not in c)]
        text = visit.page.locator("body").inner_text()
    assert not found
    # Levels are the ontology's.
    if kind in ENTITIES[:-1]:
        assert MARKUP in text, "the markup is there to read"


@pytest.mark.xdist_group("hostile")
@pytest.mark.parametrize(
    "address", ["/sparql#query=" + quote("SELECT ?label { ?s a skg:Drug ; skos:prefLabel ?label } LIMIT 20")]
)
def test_workbench(browser: Browser, hostile: str, address: str) -> None:
    with visiting(browser, hostile) as visit:
        visit.go(address, ready="table.dataTable tbody tr")
        assert "onerror" in visit.page.locator("table.dataTable").inner_text()
        assert visit.page.locator("img[src='x'], [onerror], [onload]").count() == 0
        # YASGUI measures texts as markup, out of sight: the policy keeps them from running, and the browser says so.
        assert [c for c in visit.complaints if "violates the following Content Security Policy" not in c] == []
