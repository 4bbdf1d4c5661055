"""The pictures of the README: `make screenshots`, with the server at SARCOMAKG_URL."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from .visit import launch, visiting

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
MOST = 250_000


def _footnote(page: Page) -> None:
    """Open a footnote that stands in view, as a reader would."""
    note = page.locator("main button[popovertarget]").nth(1)
    if note.count():
        note.click()
        page.locator("[popover]:popover-open").wait_for()


def _chart(page: Page) -> None:
    """Choose an example, run it and draw its rows."""
    page.locator("#list button").first.wait_for(state="attached")
    if not page.locator("#examples").evaluate("(e) => e.open"):
        page.locator("#examples summary").click()
    page.locator('#list button[data-name="approvals-by-year-and-agency"]').click()
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    page.locator("table.dataTable tbody tr").first.wait_for()
    page.locator(".tabPanel.active .select_chart").click()
    page.locator(".tabPanel.active .chart svg").wait_for()


def _nothing(page: Page) -> None:
    pass


@dataclass(frozen=True)
class Picture:
    """A file, the address that it shows, the window, and what is done there first."""

    name: str
    address: str
    width: int
    height: int
    scheme: str
    act: Callable[[Page], None] = _nothing


PICTURES = [
    Picture("article", "/answers/alveolar-soft-part-sarcoma", 1280, 900, "light", _footnote),
    Picture("article-patient", "/answers/alveolar-soft-part-sarcoma?audience=patient", 390, 844, "dark"),
    Picture("explorer", "/explore/condition/alveolar-soft-part-sarcoma", 1280, 900, "light"),
    Picture("workbench", "/sparql", 1280, 900, "light", _chart),
]


def small(png: bytes) -> bytes:
    """Return a picture in 256 colors, which text and lines do not miss."""
    out = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Write every picture to docs/images; fail on one that is too large."""
    origin = os.environ["SARCOMAKG_URL"].rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for picture in PICTURES:
            size = {"width": picture.width, "height": picture.height}
            with visiting(browser, origin, viewport=size, color_scheme=picture.scheme) as visit:
                visit.go(picture.address)
                visit.page.wait_for_load_state("networkidle")
                picture.act(visit.page)
                content = small(visit.page.screenshot(animations="disabled"))
            assert not visit.complaints, visit.complaints
            assert len(content) < MOST, f"{picture.name} has {len(content)} bytes"
            (FOLDER / f"{picture.name}.png").write_bytes(content)
            print(f"{picture.name}.png {len(content)}")
        browser.close()


if __name__ == "__main__":
    main()
