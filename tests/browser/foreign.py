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


EXEMPT: list[Exempt] = []
