"""An answer as HTML, escaped throughout, readable without scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sarcomakg.render.article import (
    LEVEL,
    READ_AS,
    STATUS,
    edge_query,
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
_TEMPLATES.globals.update(
    marks=marks_by_number,
    edge_query=edge_query,
    grouped=grouped,
    lead=lead,
    state=state,
    READ_AS=READ_AS,
    LEVEL=LEVEL,
    STATUS=STATUS,
)
STYLE = (Path(__file__).parent / "templates" / "article.css").read_text(encoding="utf-8")


def to_html(answer: dict[str, Any]) -> str:
    """Return the page of a card, or of a refusal, of the published document."""
    if answer["__typename"] == "Refusal":
        return refusal_html(kind_name(answer["kind"]), answer["message"], answer["suggestions"])
    data = json.dumps(to_jsonld(answer), ensure_ascii=False).replace("<", "\\u003c")
    return _TEMPLATES.get_template("article.html").render(card=answer, jsonld=data)


def refusal_html(kind: str, message: str, suggestions: list[dict[str, str]]) -> str:
    """Return the page that says why there is no answer, and where to go on."""
    return _TEMPLATES.get_template("refusal.html").render(kind=kind, message=message, suggestions=suggestions)


def home_html(examples: list[str]) -> str:
    """Return the home page with one box to ask in."""
    return _TEMPLATES.get_template("home.html").render(examples=examples)
