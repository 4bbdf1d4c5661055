"""An article in Markdown as its reader sees it, and the manifest in the comment at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sarcomakg.verification.shown import Shown

MARK = "<!-- sarcomakg-manifest"
_BEGIN, _END = f"{MARK}\n", "\n-->"
# What stands after a sentence: numbers with places, then the Statements. In its text, brackets are escaped.
_MARKS, _NUMBER = " \\[[", re.compile(r" \\\[\[\d+\]\(#ref-\d+\), \*")
_STATEMENTS = re.compile(r"\*; (?P<ids>`statement:[^`]+`(?:, `statement:[^`]+`)*)\\\](?: |$)")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|])")
# What an article ends with, which its manifest says nothing of.
_AFTER = ("References", "You could also ask")


def manifest_text(text: str) -> str:
    """Return the JSON in the comment; the empty string without one."""
    _, _, rest = text.partition(_BEGIN)
    found, end, _ = rest.partition(_END)
    return found if end else ""


def shown_in(text: str, titles: Mapping[str, str]) -> Iterator[Shown]:
    """Yield what is shown, in the order of reading; `titles` maps the heading of a section to its key."""
    before, _, rest = text.partition(_BEGIN)
    section = "answer"
    for line in (before + rest.partition(_END)[2]).splitlines():
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
    for match in _STATEMENTS.finditer(rest):
        marks = rest.find(_MARKS, end, match.start())
        if marks < 0 or not _NUMBER.match(rest, marks):
            break
        yield Shown(section, _plain(rest[end:marks]), tuple(re.findall(r"`(statement:[^`]+)`", match["ids"])))
        end = match.end()
    yield from _aside(rest[end:], section, entry)


def _aside(text: str, section: str, entry: bool) -> Iterator[Shown]:
    if text.strip():
        lead = section == "answer" and not entry
        plain = _plain(_unlinked(text.strip()))
        yield Shown("facts" if lead else section, f"definition: {plain}" if lead else plain, aside=True)


def _unlinked(text: str) -> str:
    """Return a fact whose value is a link as its label and its value."""
    head, link, _ = text.rpartition("](<") if text.endswith(">)") else (text, "", "")
    label, colon, value = head.partition(": [")
    return f"{label}: {value}" if link and colon else text


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
