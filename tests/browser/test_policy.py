"""The Content-Security-Policy of every page is strict, and the page keeps to it by itself."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx
import pytest

from .kinds import KINDS, Kind

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
# What the browser takes from default-src when it is not said.
_FETCHED = ("script-src", "style-src", "img-src", "connect-src", "font-src", "object-src", "frame-src", "worker-src")


class _Inline(HTMLParser):
    """Collects what a strict policy forbids, whether or not a browser would obey."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # Data is not a script: no browser runs it.
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.found.append("a script within the page")
        if tag in ("style", "base", "object", "embed", "iframe", "frame"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                scheme = (value or "").strip().lower().partition(":")[0]
                if scheme in ("javascript", "vbscript") or (scheme == "data" and tag != "link"):
                    self.found.append(f"<{tag} {name}={value!r}>")


def policy_of(answer: httpx.Response) -> dict[str, list[str]]:
    said = [part.split() for part in answer.headers.get("content-security-policy", "").split(";") if part.strip()]
    return {name: values for name, *values in said}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_policy(origin: str, kind: Kind) -> None:
    answer = httpx.get(origin + kind.address.partition("#")[0], headers=BROWSER, follow_redirects=True, timeout=30)
    assert answer.status_code == kind.status
    policy = policy_of(answer)
    assert policy.get("default-src") == ["'none'"]
    assert policy.get("base-uri") == policy.get("frame-ancestors") == ["'none'"]
    # Where nothing can be sent, the directive may be 'none'; it does not fall back on default-src.
    assert policy.get("form-action") in (["'self'"], ["'none'"])
    allowed = {name: set(policy.get(name, policy["default-src"])) for name in _FETCHED}
    assert allowed["script-src"] <= {"'self'", "'none'"}
    styles = {"'unsafe-inline'"} if kind.foreign else set()
    assert allowed["style-src"] <= {"'self'", "'none'"} | styles
    rest = set().union(*(allowed[name] for name in _FETCHED if name not in ("script-src", "style-src")))
    assert rest <= {"'self'", "'none'", "data:"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get("referrer-policy") == "no-referrer"
    assert not answer.headers.get("set-cookie")
    page = _Inline()
    page.feed(answer.text)
    assert page.found == []
