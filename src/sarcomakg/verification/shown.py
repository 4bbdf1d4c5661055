"""What a reader sees of an article, piece by piece."""

from __future__ import annotations

import re
from dataclasses import dataclass

# As HTML folds white space; a no-break space is a letter like others.
_SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A text in a section (`answer` is the opening), and the Statements that stand beside it; an aside has none."""

    section: str
    text: str
    statements: tuple[str, ...] = ()
    aside: bool = False


def folded(text: str) -> str:
    """Return a text with one space wherever white space stands."""
    return _SPACE.sub(" ", text).strip()
