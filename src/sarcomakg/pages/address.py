"""What the stable address of an answer asks: its path and query become the variables of the document `card`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sarcomakg.ask import Topic
from sarcomakg.ask.address import FAMILIES, NAMED, address
from sarcomakg.errors import InputError

__all__ = ["FAMILIES", "address", "is_usual", "variables"]


def variables(family: str, slug: str, topics: str, query: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the variables of the document `card`; raise InputError on an unknown topic."""
    asked = _topics(topics) if topics else [FAMILIES[family]]
    first = f"{family}:{slug}"
    found: dict[str, Any] = {"topics": [topic.name for topic in asked], "drugs": []}
    if family in ("drug", "treatment"):
        found["drugs"].append(first)
    else:
        found[family] = first
    for name, value in query:
        if name in NAMED and value:
            found.setdefault(name, _long(value, name))
        elif name == "drug" and value:
            found["drugs"].append(_long(value, "drug"))
        elif name == "comparator" and value:
            found["comparator"] = _long(value, "drug")
        elif name == "since" and value:
            found["since"] = value
    return found


def is_usual(family: str, topics: str) -> bool:
    """Say whether an address names the topic that it means without naming one."""
    return topics == FAMILIES[family]


def _topics(text: str) -> list[Topic]:
    try:
        return [Topic(name) for name in dict.fromkeys(text.split("+"))]
    except ValueError:
        raise InputError(f"no topic is called {text[:60]!r}; choose one of {', '.join(Topic)}") from None


def _long(value: str, family: str) -> str:
    return value if ":" in value else f"{family}:{value}"
