"""What axe finds in programs of others, which we serve as they are: each rule and place that we cannot mend.

A violation that no line names fails, on these pages too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Exempt:
    """A rule that elements matching `selector` break in the program `foreign`, and why it stays."""

    foreign: str
    rule: str
    selector: str
    reason: str


_CODEMIRROR = "the editor's own field, out of sight; CodeMirror 5 gives it no name"
_SCROLL = "CodeMirror 5 scrolls by its own keys, from the field within"

EXEMPT: list[Exempt] = [
    Exempt("yasgui", "label", ".CodeMirror textarea", _CODEMIRROR),
    Exempt("yasgui", "scrollable-region-focusable", ".CodeMirror-scroll, .CodeMirror-vscrollbar", _SCROLL),
    Exempt(
        "yasgui", "aria-required-children", ".tabsList", "the button that adds a tab stands within the list of tabs"
    ),
    Exempt("yasgui", "select-name", ".tableSizer", "the choice of rows has a label beside it that is not bound to it"),
    Exempt("graphiql", "label", ".CodeMirror textarea", _CODEMIRROR),
    Exempt("graphiql", "scrollable-region-focusable", ".CodeMirror-scroll", _SCROLL),
    Exempt("graphiql", "aria-required-children", ".graphiql-tabs", "the button that adds a tab stands within the list"),
    Exempt("graphiql", "nested-interactive", ".graphiql-tab", "a tab holds the buttons that choose and close it"),
]
