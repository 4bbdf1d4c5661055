"""Every kind of page, light and dark, on a telephone and on a desk: axe, errors, requests, structure, width."""

from __future__ import annotations

from collections import defaultdict

import httpx
import pytest
from playwright.sync_api import Browser

from .kinds import ARTICLES, KINDS, VIEWS, Kind
from .visit import seen, sideways, unfold, violations, visiting


@pytest.mark.parametrize(("scheme", "width"), VIEWS, ids=[f"{scheme} {width}" for scheme, width in VIEWS])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_page(browser: Browser, origin: str, kind: Kind, scheme: str, width: int) -> None:
    with visiting(browser, origin, viewport={"width": width, "height": 900}, color_scheme=scheme) as visit:
        visit.go(kind.address, kind.status, kind.ready)
        unfold(visit.page)
        found = seen(visit, kind, with_axe=(scheme, width) in kind.axe)
        if width == 390 and not kind.foreign:
            # Reflow (WCAG 1.4.10) is asked of 320 px, a window of 1280 at four times the size.
            visit.page.set_viewport_size({"width": 320, "height": 900})
            found += sideways(visit.page)
    assert not found, f"{kind.name} ({kind.address}), {scheme}, {width} px:\n" + "\n".join(found)


@pytest.mark.parametrize(("scheme", "width"), VIEWS, ids=[f"{scheme} {width}" for scheme, width in VIEWS])
@pytest.mark.parametrize("kind", ARTICLES[:2], ids=lambda kind: kind.name)
def test_a_footnote_opens_beside_its_sentence(
    browser: Browser, origin: str, kind: Kind, scheme: str, width: int
) -> None:
    with visiting(browser, origin, viewport={"width": width, "height": 900}, color_scheme=scheme) as visit:
        page = visit.go(kind.address).page
        page.locator("main button[popovertarget]").first.click()
        note = page.locator("[popover]:popover-open")
        box = note.bounding_box()
        assert box is not None
        assert min(box["x"], box["y"]) >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + min(box["height"], 200) <= 900
        assert note.locator('a[href*="/id/statement/"]').count() == 1
        assert note.locator('a[href^="https://"], a[href^="#ref"]').count() > 0
        assert not [*violations(page, within="[popover]:popover-open"), *sideways(page), *visit.complaints]


def test_every_page_has_a_title_of_its_own(browser: Browser, origin: str) -> None:
    titles = defaultdict(list)
    with visiting(browser, origin, java_script_enabled=False) as visit:
        for kind in KINDS:
            if not kind.shares:
                visit.page.goto(origin + kind.address)
                titles[visit.page.title()].append(kind.name)
    # The same article for somebody else is named alike, and so are answers whose question is that of the article.
    shared = {title: names for title, names in titles.items() if len(names) > 1}
    assert not shared


def _same(link: str, address: str) -> bool:
    """Say whether a link leads to an address, for either reader."""
    one, other = (httpx.URL(url).copy_remove_param("audience") for url in (link, address))
    return one == other


def test_every_link_leads_somewhere(browser: Browser, origin: str) -> None:
    found: dict[str, str] = {}
    with visiting(browser, origin, java_script_enabled=False) as visit:
        for kind in KINDS:
            visit.page.goto(origin + kind.address)
            links = visit.page.locator("a[href]").evaluate_all("links => links.map((a) => a.href.split('#')[0])")
            # A refusal leads to itself too, by its reader's switch and its skip link.
            found |= {
                link: kind.name
                for link in links
                if link.startswith(origin)
                and "/data/" not in link
                and (kind.status < 400 or not _same(link, origin + kind.address))
            }
    with httpx.Client(headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=True, timeout=30) as client:
        dead = [f"{link} on {found[link]}: {answer.status_code}" for link in sorted(found)
                if (answer := client.get(link)).status_code >= 400]  # fmt: skip
    assert not dead, f"{len(dead)} of {len(found)} links:\n" + "\n".join(dead)
