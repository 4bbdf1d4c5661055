"""The stable address of an answer: a plan becomes a path and a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from sarcomakg.ask.plan import Topic

# What an address may begin with besides a condition, and the topic that it means unless it names another.
FAMILIES = {"condition": Topic.TREATMENT, "drug": Topic.DRUG, "treatment": Topic.DRUG, "trial": Topic.TRIAL}
# Parameters whose value is the name of an entity of the family of that name.
NAMED = ("site", "stage", "line", "population", "outcome", "trial")


def address(plan: Mapping[str, Any]) -> str:
    """Return the stable path and query of a plan of the published documents; the audience is no part of it."""
    named: list[str] = [name for name in (plan["condition"], *plan["drugs"], plan["trial"]) if name]
    first = named[0]
    family, _, slug = first.partition(":")
    path = "/answers/" + (slug if family == "condition" else f"{family}/{slug}")
    topics = [name.lower().replace("_", "-") for name in plan["topics"]]
    if topics != [FAMILIES[family]]:
        path += "/" + "+".join(topics)
    given = [(name, _short(plan[name], name)) for name in NAMED if plan[name] and plan[name] != first]
    given += [("drug", _short(name, "drug")) for name in plan["drugs"] if name != first]
    given += [("comparator", _short(plan["comparator"], "drug"))] if plan["comparator"] else []
    given += [("since", plan["since"])] if plan["since"] else []
    return quote(path, safe="/+") + ("?" + urlencode(given, safe=":") if given else "")


def _short(name: str, family: str) -> str:
    return name.removeprefix(f"{family}:")
