"""An answer as HTML, escaped throughout, readable without scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sarcomakg.render.article import (
    LEVEL,
    READ_AS,
    REFUSED,
    fallen,
    glossed,
    grouped,
    kind_name,
    lead,
    state,
)
from sarcomakg.render.evidence import Evidence, readings, rows
from sarcomakg.render.jsonld import head_of
from sarcomakg.render.place import FORMS, Place
from sarcomakg.render.plot import HEIGHT, WIDTH, plots
from sarcomakg.render.sides import sides
from sarcomakg.render.words import STANCE, concept, leads, predicate_words, qualifier_words, relation, verdict, words

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
    path=_path, grouped=grouped, lead=lead, state=state, fallen=fallen, READ_AS=READ_AS, LEVEL=LEVEL, FORMS=FORMS, relation=relation, STANCE=STANCE, concept=concept,
    predicate_words=predicate_words, qualifier_words=qualifier_words, verdict=verdict, leads=leads, words=words, rows=rows, plots=plots, sides=sides, glossed=glossed,
    WIDTH=WIDTH, HEIGHT=HEIGHT,
)  # fmt: skip


def templates() -> Environment:
    """Return the templates, for the modules that fill more of them."""
    return _TEMPLATES


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style sheet of the pages: the files of `style/`, in the order of their names."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "style").glob("*.css"))
    )


def to_html(answer: dict[str, Any], place: Place | None = None, corrected: Sequence[tuple[str, str]] = ()) -> str:
    """Return the page of a card, or of a refusal, of the published document.

    `place` is where the page stands; `corrected` see `refusal_html`.
    """
    at = place or Place()
    if answer["__typename"] == "Refusal":
        kind, message = kind_name(answer["kind"]), answer["message"]
        return refusal_html(kind, message, answer["suggestions"], question=at.question, corrected=corrected,
                            audience=at.variables.get("audience", ""))  # fmt: skip
    audience = answer["audience"].lower()
    data = json.dumps(head_of(answer, at.canonical(audience)), ensure_ascii=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    return _TEMPLATES.get_template("article.html").render(
        card=answer, jsonld=data, at=at, audience=audience, evidence=Evidence(answer), readings=readings(answer),
        sources={r["number"]: r for r in answer["references"]}, other="clinician" if audience == "patient" else "patient",
    )  # fmt: skip


def refusal_html(
    kind: str, message: str, suggestions: list[dict[str, str]], *, question: str = "", audience: str = "", corrected: Sequence[tuple[str, str]] = ()
) -> str:  # fmt: skip
    """Return the page that says why there is no answer, and where to go on.

    `question` is kept in the box; `corrected` are (words, address): the question with a name put right, or the nearest pages.
    """
    return _TEMPLATES.get_template("refusal.html").render(
        kind=kind, said=REFUSED.get(kind, REFUSED["BadRequest"]), message=message, suggestions=suggestions, question=question,
        audience=audience.lower(), corrected=corrected,
    )  # fmt: skip


def rendered(template: str, **values: Any) -> str:
    """Return a page from its template."""
    return _TEMPLATES.get_template(template).render(**values)
