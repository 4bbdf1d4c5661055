"""An answer as HTML, escaped throughout, readable without scripts."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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


def templates() -> Environment:
    """Return the templates, for the modules that fill more of them."""
    return _TEMPLATES


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


def home_html(examples: list[str]) -> str:
    """Return the home page with one box to ask in."""
    return _TEMPLATES.get_template("home.html").render(examples=examples)
