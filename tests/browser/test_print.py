"""An article on paper has its references, and nothing that only a screen can use."""

from __future__ import annotations

from io import BytesIO

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from .kinds import ARTICLES, Kind
from .visit import visiting


@pytest.mark.parametrize("kind", ARTICLES[:2], ids=lambda kind: kind.name)
def test_article_on_paper(browser: Browser, origin: str, kind: Kind) -> None:
    with visiting(browser, origin) as visit:
        page = visit.go(kind.address).page
        references = page.locator("#references li").evaluate_all(
            "all => all.map((e) => e.querySelector('a[href^=http]')?.textContent ?? e.textContent)"
        )
        navigation = page.locator("body > header nav").inner_text().split()
        paper = PdfReader(BytesIO(page.pdf(format="A4")))
        page.emulate_media(media="print")
        shown = page.locator("nav, form, button:not([popovertarget]), .skip").evaluate_all(
            "all => all.filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))"
        )
    text = _letters("".join(sheet.extract_text() for sheet in paper.pages))
    assert len(references) > 5
    assert [r for r in references if _letters(r)[:60] not in text] == []
    assert shown == []
    assert _letters("".join(navigation)) not in text
    assert visit.complaints == []


def _letters(text: str) -> str:
    """Return the letters and digits of a text, for a PDF breaks lines and ligatures where it likes."""
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(ligature, letters)
    return "".join(c for c in text.lower() if c.isalnum())
