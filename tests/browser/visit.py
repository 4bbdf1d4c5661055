"""A page opened in the browser, and everything about it that is not as it should be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response

from .foreign import EXEMPT
from .kinds import Kind

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Nothing that the browser itself would ask of other hosts.
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)


@dataclass
class Visit:
    """A page, its first response, and what went wrong so far: errors, dialogs, requests to other hosts."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    response: Response | None = None

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(f"error of a script: {error}"))
        self.page.on("console", self._console)
        self.page.on("request", self._request)
        self.page.on("dialog", self._dialog)

    def go(self, address: str, status: int = 200, ready: str = "") -> Visit:
        """Open an address, and wait for what a script draws there."""
        self.response = self.page.goto(self.origin + address, wait_until="load")
        assert self.response is not None
        said = self.page.locator("body").inner_text()[:400] if self.response.status != status else ""
        assert not said, f"{address}: the status is {self.response.status}, not {status}: {said}"
        if ready:
            self.page.locator(ready).first.wait_for()
        return self

    def _console(self, message: ConsoleMessage) -> None:
        # The browser notes the status of a refusal, which is meant.
        expected = "the server responded with a status of 4" in message.text and self._is_document(message)
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(f"console: {message.text}")

    def _is_document(self, message: ConsoleMessage) -> bool:
        return urlsplit(message.location["url"])._replace(fragment="") == urlsplit(self.page.url)._replace(fragment="")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:")):
            self.complaints.append(f"request to another host: {request.url}")

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@contextmanager
def visiting(browser: Browser, origin: str, **settings: Any) -> Iterator[Visit]:
    """Open a page as somebody who was never here."""
    context: BrowserContext = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
    context.set_default_timeout(15_000)
    # The dumps are made when somebody first asks for their list.
    context.set_default_navigation_timeout(90_000)
    try:
        yield Visit(context.new_page(), origin)
    finally:
        context.close()


@cache
def _axe() -> str:
    # The package is a carrier of axe-core; none of its code is run.
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


_RUN = """async ([tags, excepted, within]) => {
  const found = await axe.run(within || document, { runOnly: tags, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, any, all, none }) => {
    const selector = target.flat().join(" ");
    const element = target.length === 1 && typeof target[0] === "string" ? document.querySelector(target[0]) : null;
    const known = element && excepted.some(([rule, place]) => rule === id && element.matches(place));
    const why = [...any, ...all, ...none].map((check) => check.message).join("; ");
    return known ? null : `axe ${id} (${help}) at ${selector}: ${why}`;
  })).filter(Boolean);
}"""


def violations(page: Page, foreign: str = "", within: str = "") -> list[str]:
    """Return what axe finds, in a part of the page or all of it, without what is known of a program of others."""
    page.evaluate(_axe())
    excepted = [(e.rule, e.selector) for e in EXEMPT if e.foreign == foreign]
    found: list[str] = page.evaluate(_RUN, [TAGS, excepted, within])
    return found


_STRUCTURE = """(foreign) => {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
  const said = [];
  const lang = document.documentElement.lang;
  if (!/^[a-z]{2}(-[A-Z]{2})?$/.test(lang)) said.push(`the language of the page is ${JSON.stringify(lang)}`);
  if (!document.title.trim()) said.push("the page has no title");
  const headings = shown("h1, h2, h3, h4, h5, h6");
  if (!foreign) {
    const first = headings.filter((h) => h.localName === "h1").length;
    if (first !== 1) said.push(`${first} headings of the first level`);
    let level = 0;
    for (const heading of headings) {
      const own = Number(heading.localName[1]);
      if (own > level + 1) said.push(`h${own} after h${level}: ${heading.textContent.trim().slice(0, 60)}`);
      level = own;
    }
    if (headings[0] && headings[0].localName !== "h1") said.push(`the first heading is ${headings[0].localName}`);
    const main = shown("main");
    if (main.length !== 1) said.push(`${main.length} main landmarks`);
    if (shown("body > header").length !== 1) said.push("no header of the page, or several");
    if (shown("body > footer").length !== 1) said.push("no footer of the page, or several");
    const navs = shown("nav");
    if (!navs.length) said.push("no navigation");
    const names = navs.map((nav) => nav.ariaLabel || document.getElementById(nav.getAttribute("aria-labelledby"))?.textContent);
    if (navs.length > 1 && new Set(names).size < navs.length) said.push(`navigations of one name: ${names}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (!foreign && twice.length) said.push(`identifiers used twice: ${[...new Set(twice)]}`);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    if (!foreign && id && !document.getElementById(id)) said.push(`a link to #${id}, which is not there`);
  }
  return said;
}"""


def structure(page: Page, foreign: str = "") -> list[str]:
    """Return what is wrong with language, title, headings, landmarks, identifiers and links within the page."""
    found: list[str] = page.evaluate(_STRUCTURE, foreign)
    return found


_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return [];
  // What is positioned escapes the scrolling of what is not.
  const above = (e) => getComputedStyle(e).position === "absolute" ? e.offsetParent : e.parentElement;
  const inner = (e) => { for (let p = above(e); p && p !== root && p !== document.body; p = above(p))
    if (getComputedStyle(p).overflowX !== "visible") return true; return false; };
  const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !inner(e));
  const leaves = wide.filter((e) => !wide.some((other) => other !== e && e.contains(other)));
  const name = (e) => `${e.parentElement.localName} > ` + e.localName + (e.id ? `#${e.id}` : "") + [...e.classList].map((c) => `.${c}`).join("");
  return [`the page scrolls sideways at ${innerWidth} px (${root.scrollWidth}): ${[...new Set(leaves.map(name))].slice(0, 8).join(", ")}`];
}"""


def sideways(page: Page) -> list[str]:
    """Return the elements that make the page wider than its window."""
    found: list[str] = page.evaluate(_WIDE)
    return found


def unfold(page: Page) -> None:
    """Open the first of what is folded on a page, some of each kind, for nobody checks what is not shown."""
    page.evaluate("""() => {
      const kinds = Map.groupBy(document.querySelectorAll("main details:not([open])"), (e) => e.className + e.parentElement.localName);
      for (const all of kinds.values()) for (const one of all.slice(0, 4)) one.open = true;
    }""")


def seen(visit: Visit, kind: Kind, *, with_axe: bool = True) -> list[str]:
    """Return everything that is wrong with a page that stands open."""
    page = visit.page
    return [
        *structure(page, kind.foreign),
        *sideways(page),
        *(violations(page, kind.foreign) if with_axe else []),
        *visit.complaints,
    ]
