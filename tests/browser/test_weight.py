"""An article is light, and whole in one response."""

from __future__ import annotations

import re
from html import unescape

import pytest
from playwright.sync_api import Browser

from .kinds import ARTICLES, Kind
from .visit import visiting

MOST = 150_000
# The texts one by one: what stands in two elements is two words.
_TEXTS = """(main) => {
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) found.push(walker.currentNode.data);
  return found.join(" ");
}"""


@pytest.mark.parametrize("kind", ARTICLES, ids=lambda kind: kind.name)
def test_article(browser: Browser, origin: str, kind: Kind, record_property: pytest.RecordProperty) -> None:
    with visiting(browser, origin) as visit:
        # As they came over the wire, with their headers; the context is new, so nothing is kept.
        sizes: dict[str, float] = {}
        network = visit.page.context.new_cdp_session(visit.page)
        network.send("Network.enable")
        urls: dict[str, str] = {}
        kinds: dict[str, str] = {}
        network.on(
            "Network.requestWillBeSent",
            lambda e: (urls.update({e["requestId"]: e["request"]["url"]}), kinds.update({e["requestId"]: e["type"]})),
        )
        network.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
        visit.go(kind.address)
        visit.page.wait_for_load_state("networkidle")
        assert visit.response is not None
        html, encoding = visit.response.text(), visit.response.headers.get("content-encoding")
        text = visit.page.locator("main").evaluate(_TEXTS)
    weights = {urls[request].removeprefix(origin): int(size) for request, size in sizes.items()}
    weights = {url: size for url, size in weights.items() if not url.startswith("data:")}
    record_property("weight", weights)
    print(f"{kind.name}: {sum(weights.values())} bytes of {len(weights)} responses; html {len(html.encode())}")
    assert encoding == "gzip"
    assert sum(weights.values()) < MOST, f"{sum(weights.values())} bytes: {weights}"
    assert [urls[r] for r, type_ in kinds.items() if type_ in ("XHR", "Fetch", "EventSource", "WebSocket")] == []
    written = _words(unescape(re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL)))
    assert _words(text) <= written, "the article is drawn from the response alone"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{5,}", text.lower()))
