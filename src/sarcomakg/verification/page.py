"""A page as its reader sees it: sentences, gaps and facts, each with its section, and the JSON-LD in its head."""

from __future__ import annotations

from html.parser import HTMLParser

from sarcomakg.verification.shown import Shown, folded

_STATEMENT = "/id/statement/"


class Page(HTMLParser):
    """Reads a page; `linked` holds the texts of its JSON-LD."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.linked: list[str] = []
        self._sections: list[str] = []
        self._found: list[tuple[Shown, list[str]]] = []
        self._blocks: dict[str, list[str]] = {}
        self._block = ""
        # Where text goes: into JSON-LD, a sentence (and how many spans are open in it), around sentences, a fact.
        self._script = False
        self._button = False
        self._spans = 0
        self._side, self._text, self._keys = "", "", list[str]()
        self._around: str | None = None
        self._said: list[bool] = []
        self._fact: list[str] | None = None

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What is shown, in the order of reading, each sentence with the Statements that its numbers open."""
        return tuple(
            Shown(
                s.section, s.text, tuple(dict.fromkeys(n for key in keys for n in self._blocks.get(key, ()))), s.aside
            )
            for s, keys in self._found
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a part begins."""
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag == "script":
            self._script = given.get("type") == "application/ld+json"
            self.linked += [""] if self._script else []
        elif tag == "section":
            self._block = ""
            self._sections.append(given.get("id") or self._section)
        elif tag == "div" and "ev" in classes:
            self._block = given.get("id", "")
        elif tag == "a" and self._block and given.get("href", "").startswith(_STATEMENT):
            self._blocks.setdefault(self._block, []).append("statement:" + given["href"].removeprefix(_STATEMENT))
        elif tag == "button":
            self._button = True
            self._keys += [given.get("popovertarget", "")] if self._spans else []
        elif tag == "span" and (self._spans or "data-s" in given):
            if not self._spans:
                self._side, self._text, self._keys = given["data-s"], "", []
            self._spans += 1
        else:
            self._list_or_fact(tag, classes)

    def _list_or_fact(self, tag: str, classes: list[str]) -> None:
        if tag == "ul":
            self._said.append("said" in classes)
        elif (tag == "li" and self._said and self._said[-1]) or (tag == "p" and "answer" in classes):
            self._flush()
            self._around = ""
        elif tag == "dt" and self._section == "facts":
            self._flush()
            self._fact = [""]
        elif tag == "dd" and self._fact is not None:
            self._fact.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note where a part ends."""
        if tag == "script":
            self._script = False
        elif tag == "button":
            self._button = False
        elif tag == "span" and self._spans:
            self._spans -= 1
            if not self._spans:
                shown = Shown(self._section, folded(f"{self._side}{folded(self._text)}"))
                self._found.append((shown, self._keys))
        elif tag in ("ul", "p", "dl", "section"):
            self._flush(lead=tag == "p")
            if tag == "ul" and self._said:
                self._said.pop()
            if tag == "section" and self._sections:
                self._sections.pop()
                self._block = ""

    def handle_data(self, data: str) -> None:
        """Take a text for the part that it stands in."""
        if self._script:
            self.linked[-1] += data
        elif self._button:
            return
        elif self._spans:
            self._text += data
        elif self._fact is not None:
            self._fact[-1] += data
        elif self._around is not None:
            self._around += data

    @property
    def _section(self) -> str:
        return self._sections[-1] if self._sections else "answer"

    def _flush(self, *, lead: bool = False) -> None:
        """Take what stands around sentences, or a fact, for an aside."""
        if self._fact is not None and len(self._fact) > 1:
            label, *values = self._fact
            self._found.append((Shown(self._section, f"{folded(label)}: {folded(' '.join(values))}", aside=True), []))
        if self._around is not None and folded(self._around):
            # The opening of a card on what something is: its definition, which is a fact of the record.
            section, label = ("facts", "definition: ") if lead else (self._section, "")
            self._found.append((Shown(section, label + folded(self._around), aside=True), []))
        self._fact = self._around = None
