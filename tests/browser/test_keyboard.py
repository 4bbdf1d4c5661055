"""The keyboard alone reaches everything, in order, and shows where it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from .kinds import ARTICLES, ENTITIES, EXPLORERS, OURS, SITE, Kind
from .visit import visiting

# Long articles take a key press for each of a thousand links; one of them is enough.
WALKED = [kind for kind in OURS if kind not in ARTICLES] + [ARTICLES[0]]

# What is reached, in the order of the document; of radio buttons one of a group. Where the focus goes is written down
# as it goes, with what shows it, for a question after each key would take most of the time.
_WATCH = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable=true]")];
  const reached = (e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
    && !e.closest("[inert]") && !(e.type === "radio" && !e.checked && document.querySelector(`input[type=radio][name="${e.name}"]:checked`));
  const name = (e) => `${e.localName}${e.id ? `#${e.id}` : ""}${[...e.classList].map((c) => `.${c}`).join("")} “${(e.textContent || e.value || "").trim().slice(0, 40)}”`;
  window.walk = { expected: stops.filter(reached).map(name), reached: [], unseen: [], hidden: [], laps: 0 };
  const order = new Map(stops.filter(reached).map((e, place) => [e, place]));
  let first = null;
  document.addEventListener("focusin", ({ target }) => {
    if (target === first) walk.laps++;
    first ??= target;
    if (walk.laps) return;
    const style = getComputedStyle(target);
    const box = getComputedStyle(target, "::after");
    const shows = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== "none";
    if (!shows(style) && !shows(box) && !target.hasAttribute("data-focus-within")) walk.unseen.push(name(target));
    walk.reached.push(order.has(target) ? order.get(target) : -1);
    requestAnimationFrame(() => {
      if (document.activeElement !== target) return;
      const seen = [...target.getClientRects()].some((r) => {
        const at = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
        return at && (target.contains(at) || at.contains(target) || at.closest("label")?.control === target);
      });
      if (!seen) walk.hidden.push(name(target));
    });
  });
}"""


def walk(page: Page) -> list[str]:
    """Press Tab from the top of the page to its end; return what is wrong on the way."""
    page.evaluate(_WATCH)
    expected: list[str] = page.evaluate("() => walk.expected")
    # Twenty keys for each question whether the walk is round: asking takes longer than pressing.
    for press in range(1, len(expected) + 60):
        page.keyboard.press("Tab")
        if press % 20 == 0 and page.evaluate("() => walk.laps"):
            break
    found = page.evaluate("() => walk")
    reached = [place for place in found["reached"] if place >= 0]
    said = [f"not reached: {name}" for place, name in enumerate(expected) if place not in set(reached)]
    said += [f"out of order: {expected[b]} after {expected[a]}" for a, b in pairwise(reached) if b < a]
    said += [f"nothing shows the focus of {name}" for name in dict.fromkeys(found["unseen"])]
    return said + [f"in focus but covered: {name}" for name in dict.fromkeys(found["hidden"])]


@pytest.mark.parametrize("kind", WALKED, ids=lambda kind: kind.name)
def test_tab_reaches_everything(browser: Browser, origin: str, kind: Kind) -> None:
    with visiting(browser, origin) as visit:
        visit.go(kind.address, kind.status)
        found = walk(visit.page)
    assert not found, f"{kind.name} ({kind.address}):\n" + "\n".join(found[:60])


@pytest.mark.parametrize("kind", [SITE[0], ARTICLES[0], ENTITIES[0], EXPLORERS[0]], ids=lambda kind: kind.name)
def test_the_first_stop_skips_to_the_content(browser: Browser, origin: str, kind: Kind) -> None:
    with visiting(browser, origin) as visit:
        page = visit.go(kind.address).page
        page.evaluate("() => document.activeElement?.blur()")
        page.keyboard.press("Tab")
        link = page.locator(":focus")
        assert link.get_attribute("href") == "#main"
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => !!document.activeElement.closest('main, footer')")


_OPENERS = "summary, button[popovertarget], button[aria-expanded], a[aria-expanded]"
_STATE = """(e) => {
  if (e.localName === "summary") return e.parentElement.open;
  const target = document.getElementById(e.getAttribute("popovertarget") || e.getAttribute("aria-controls") || "");
  return e.hasAttribute("aria-expanded") ? e.getAttribute("aria-expanded") === "true" : target.matches(":popover-open");
}"""


@pytest.mark.parametrize("kind", [ARTICLES[0], ARTICLES[1], ENTITIES[0], *EXPLORERS], ids=lambda kind: kind.name)
def test_enter_opens_what_folds_and_closes_it(browser: Browser, origin: str, kind: Kind) -> None:
    with visiting(browser, origin) as visit:
        page = visit.go(kind.address).page
        openers = page.locator(_OPENERS).locator("visible=true")
        wrong = []
        for place in range(min(openers.count(), 6)):
            opener = openers.nth(place)
            name, before = opener.inner_text(), opener.evaluate(_STATE)
            opener.focus()
            page.keyboard.press("Enter")
            if opener.evaluate(_STATE) is before:
                wrong.append(f"Enter does not open {name!r}")
            # A popover takes Escape; what is written with details takes Enter again.
            page.keyboard.press("Escape")
            if opener.evaluate(_STATE) is not before:
                opener.focus()
                page.keyboard.press("Enter")
            if opener.evaluate(_STATE) is not before:
                wrong.append(f"{name!r} does not close again")
        assert not wrong + visit.complaints


def test_a_question_is_asked_without_a_mouse(browser: Browser, origin: str) -> None:
    with visiting(browser, origin) as visit:
        page = visit.go("/").page
        page.locator("main input[type=search], main input[name=q]").first.focus()
        page.keyboard.type("What did PALETTE show?")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "PALETTE" in page.locator("h1").inner_text()
        assert not visit.complaints
