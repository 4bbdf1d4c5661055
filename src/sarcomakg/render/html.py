"""An answer as HTML, escaped throughout, readable without scripts."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from sarcomakg.render.article import (
    LEVEL,
    READ_AS,
    STATUS,
    grouped,
    kind_name,
    lead,
    marks_by_number,
    state,
)
from sarcomakg.render.jsonld import to_jsonld

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _path(name: str) -> str:
    return "/id/" + name.replace(":", "/", 1)


_TEMPLATES.globals.update(
    path=_path,
    marks=marks_by_number,
    grouped=grouped,
    lead=lead,
    state=state,
    READ_AS=READ_AS,
    LEVEL=LEVEL,
    STATUS=STATUS,
)


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style sheet of the pages: the files of `style/`, in the order of their names."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "style").glob("*.css"))
    )


def to_html(answer: dict[str, Any]) -> str:
    """Return the page of a card, or of a refusal, of the published document."""
    if answer["__typename"] == "Refusal":
        return refusal_html(kind_name(answer["kind"]), answer["message"], answer["suggestions"])
    data = json.dumps(to_jsonld(answer), ensure_ascii=False).replace("<", "\\u003c")
    return _TEMPLATES.get_template("article.html").render(card=answer, jsonld=data)


def refusal_html(kind: str, message: str, suggestions: list[dict[str, str]]) -> str:
    """Return the page that says why there is no answer, and where to go on."""
    return _TEMPLATES.get_template("refusal.html").render(kind=kind, message=message, suggestions=suggestions)


def rendered(template: str, **values: Any) -> str:
    """Return a page from its template."""
    return _TEMPLATES.get_template(template).render(**values)


def node_html(node: dict[str, Any]) -> str:
    """Return the page of anything with an identifier, from the published document `node`."""
    return _NODES.get_template("node.html").render(node=node)


def _words(name: str) -> str:
    """Return the words of a name: HAZARD_RATIO is hazard ratio, ageGroup is age group."""
    return (
        name.replace("_", " ").lower()
        if name.isupper()
        else "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    )


def _figure(result: dict[str, Any]) -> str:
    """Return a figure as it is printed: estimate, bounds, unit, people, time."""
    low, high, unit = result["lower"], result["upper"], result["unit"]
    span = "" if low is None and high is None else f"{low or 'below'} to {high or 'not reached'}"
    value = f"{result['estimate']} ({span})" if result["estimate"] and span else result["estimate"] or span
    parts = [f"{value} {unit}" if value and unit != "1" else value or ""]
    if result["events"] is not None:
        parts.append(f"{result['events']}" + (f" of {result['armSize']}" if result["armSize"] else ""))
    if result["atTime"]:
        parts.append(f"at {result['atTime']} {result['timeUnit'] or ''}".rstrip())
    return ", ".join(part for part in parts if part)


# What a node does not have is undefined, and left out.
_NODES = _TEMPLATES.overlay(undefined=Undefined)
_NODES.globals.update(words=_words, figure=_figure)
