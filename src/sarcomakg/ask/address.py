"""The stable address of an answer: a plan becomes a path and a query, and they become the variables of the document `card`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from sarcomakg.ask.plan import Plan, Topic
from sarcomakg.errors import InputError

# What an address may begin with besides a condition, and the topic that it means unless it names another.
FAMILIES = {"condition": Topic.TREATMENT, "drug": Topic.DRUG, "treatment": Topic.DRUG, "trial": Topic.TRIAL}
# Parameters whose value is the name of an entity of the family of that name.
_NAMED = ("site", "stage", "line", "population", "outcome", "trial")


def address(plan: Mapping[str, Any]) -> str:
    """Return the stable path and query of a plan of the published documents; the audience is no part of it."""
    named: list[str] = [name for name in (plan["condition"], *plan["drugs"], plan["trial"]) if name]
    first = named[0]
    family, _, slug = first.partition(":")
    path = "/answers/" + (slug if family == "condition" else f"{family}/{slug}")
    topics = [name.lower().replace("_", "-") for name in plan["topics"]]
    if topics != [FAMILIES[family]]:
        path += "/" + "+".join(topics)
    given = [(name, _short(plan[name], name)) for name in _NAMED if plan[name] and plan[name] != first]
    given += [("drug", _short(name, "drug")) for name in plan["drugs"] if name != first]
    given += [("comparator", _short(plan["comparator"], "drug"))] if plan["comparator"] else []
    given += [("since", plan["since"])] if plan["since"] else []
    return quote(path, safe="/+") + ("?" + urlencode(given, safe=":") if given else "")


def address_of(plan: Plan) -> str:
    """Return the stable path and query of a plan."""
    return address({field.name: getattr(plan, field.name) for field in fields(plan)})


def variables_of(text: str) -> dict[str, Any]:
    """Return the variables of the document `card` of a stable address; raise InputError on what is none."""
    parts = urlsplit(text)
    path = [unquote(part) for part in parts.path.removeprefix("/answers/").split("/")]
    family = path.pop(0) if len(path) > 1 and path[0] in FAMILIES else "condition"
    if not parts.path.startswith("/answers/") or parts.netloc or not path[0] or len(path) > 2:
        raise InputError(f"{text[:80]!r} is no address of a card; one is /answers/alveolar-soft-part-sarcoma")
    return variables(family, path[0], path[1] if len(path) > 1 else "", parse_qsl(parts.query))


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
        if name in _NAMED and value:
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


def _short(name: str, family: str) -> str:
    return name.removeprefix(f"{family}:")


def _long(value: str, family: str) -> str:
    return value if ":" in value else f"{family}:{value}"
