"""An article in Markdown as its reader sees it, and the manifest in the comment at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sarcomakg.verification.shown import Shown

MARK = "<!-- sarcomakg-manifest"
_COMMENT = re.compile(re.escape(MARK) + r"\n(.*?)\n-->", re.DOTALL)
_SENTENCE = re.compile(
    r"(?P<text>\S.*?) \\\[\[\d+\]\(#ref-\d+\), \*.+?\*; (?P<ids>`statement:[^`]+`(?:, `statement:[^`]+`)*)\\\](?: |$)"
)
_ESCAPED, _LINK = re.compile(r"\\([\\`*_\[\]<>#|])"), re.compile(r"\[(.*)\]\(<[^>]*>\)$")
# What an article ends with, which its manifest says nothing of.
_AFTER = ("References", "You could also ask")


def manifest_text(text: str) -> str:
    """Return the JSON in the last comment of its kind; the empty string without one."""
    found = _COMMENT.findall(text)
    return found[-1] if found else ""


def shown_in(text: str, titles: Mapping[str, str]) -> Iterator[Shown]:
    """Yield what is shown, in the order of reading; `titles` maps the heading of a section to its key."""
    section = "answer"
    for line in text.partition(MARK)[0].splitlines():
        if line == "---":
            return
        if line.startswith("## "):
            title = _plain(line.removeprefix("## "))
            section = titles.get(title, "" if title in _AFTER else title)
        elif section and line and not line.startswith(("#", "*")):
            yield from _said(line, section)


def _said(line: str, section: str) -> Iterator[Shown]:
    entry, rest = line.startswith("- "), line.removeprefix("- ")
    end = 0
    for match in _SENTENCE.finditer(rest):
        yield from _aside(rest[end : match.start()], section, entry)
        yield Shown(section, _plain(match["text"]), tuple(re.findall(r"`(statement:[^`]+)`", match["ids"])))
        end = match.end()
    yield from _aside(rest[end:], section, entry)


def _aside(text: str, section: str, entry: bool) -> Iterator[Shown]:
    if text.strip():
        lead = section == "answer" and not entry
        plain = _plain(_LINK.sub(r"\1", text.strip()))
        yield Shown("facts" if lead else section, f"definition: {plain}" if lead else plain, aside=True)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
