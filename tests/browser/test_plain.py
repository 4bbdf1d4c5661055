"""Without JavaScript: everything is there to read, to follow and to send."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from .kinds import ARTICLES, ENTITIES, EXPLORERS, OURS, REFUSALS, SITE, TOOLS, Kind, asked
from .visit import seen, visiting

# The explorer's drawing says once more what its table says, in words that run together.
_TEXT = """() => {
  const main = document.querySelector("main").cloneNode(true);
  main.querySelectorAll(".canvas").forEach((drawing) => drawing.remove());
  return main.textContent.replace(/\\s+/g, " ").trim();
}"""


@pytest.mark.parametrize(
    "kind", [*SITE, ARTICLES[0], ARTICLES[1], REFUSALS[0], *ENTITIES, *EXPLORERS], ids=lambda kind: kind.name
)
def test_page_without_scripts(browser: Browser, origin: str, kind: Kind) -> None:
    with visiting(browser, origin, java_script_enabled=False) as visit:
        page = visit.go(kind.address, kind.status).page
        assert len(page.locator("main").inner_text()) > 80
        assert page.locator("a[href]").count() > 3
        assert page.locator("noscript").count() == 0, "what is there for readers without scripts is there for all"
        found = seen(visit, kind, with_axe=False)
        bare = set(page.evaluate(_TEXT).split())
    with visiting(browser, origin) as visit:
        lively = set(visit.go(kind.address, kind.status).page.evaluate(_TEXT).split())
    assert not found
    # A script may add what works it (a button, a hint), not what there is to read.
    assert len(lively - bare) <= 40, f"only scripts write: {sorted(lively - bare)}"


def test_home_asks_a_question(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, java_script_enabled=False) as visit:
        page = visit.go("/").page
        page.locator("main input[name=q]").first.fill("treatment of ASPS")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=treatment+of+ASPS*")
        page.locator("main h1").wait_for()
        assert page.locator("#references li").count() > 5
        assert not visit.complaints


@pytest.mark.parametrize("kind", [ARTICLES[0], ARTICLES[1]], ids=lambda kind: kind.name)
def test_a_footnote_leads_to_its_edge_and_source(browser: Browser, origin: str, kind: Kind) -> None:
    with visiting(browser, origin, java_script_enabled=False) as visit:
        page = visit.go(kind.address).page
        # A footnote opens by HTML alone.
        marks = page.locator("main button[popovertarget]:not([popovertargetaction])")
        assert marks.count() > 10
        marks.first.click()
        note = page.locator("[popover]:popover-open")
        assert note.locator('a[href^="https://"], a[href^="#r"], a[href*="/id/source/"]').count() > 0
        edge = note.locator('a[href*="/id/statement/"]')
        edge.first.click()
        page.wait_for_url("**/id/statement/*")
        assert page.locator("h1").count() == 1
        assert page.locator('main a[href*="/id/source/"]').count() > 0
        assert not visit.complaints


@pytest.mark.parametrize("kind", [ARTICLES[0], ARTICLES[1]], ids=lambda kind: kind.name)
def test_every_footnote_has_its_evidence(browser: Browser, origin: str, kind: Kind) -> None:
    with visiting(browser, origin, java_script_enabled=False) as visit:
        page = visit.go(kind.address).page
        lost = page.locator("main button[popovertarget]").evaluate_all(
            "all => all.map((e) => e.getAttribute('popovertarget')).filter((id) => !document.getElementById(id)?.hasAttribute('popover'))"
        )
        bare = page.locator("[popover]").evaluate_all(
            "all => all.filter((e) => !e.querySelector('a[href*=\"/id/statement/\"]')).map((e) => e.id)"
        )
    assert lost == []
    assert bare == []


def test_sparql_has_a_form(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, java_script_enabled=False) as visit:
        page = visit.go("/sparql").page
        assert "SELECT" in page.get_by_label("Query").input_value()
        page.get_by_label("Format").select_option("json")
        with page.expect_event("response") as answer:
            page.get_by_role("button", name="Run").click()
        assert answer.value.status == 200
        assert "json" in answer.value.headers["content-type"]


def test_graphiql_says_that_it_needs_scripts(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, java_script_enabled=False) as visit:
        page = visit.go("/graphql").page
        assert "needs JavaScript" in page.locator("body").inner_text()
        assert page.locator('a[href="/schema.graphql"]').count() == 1


def test_the_list_names_what_needs_scripts() -> None:
    assert [kind for kind in OURS if kind.scripted] == []
    assert all(kind.scripted for kind in TOOLS)
    assert asked("a b?") == "/answers?q=a+b%3F"
