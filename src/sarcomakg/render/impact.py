"""What a source holds up, from the published document `impact`: as lines of text and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from sarcomakg.render.node import templates_of_nodes

Json = Mapping[str, Any]
# The lists of the document, each of which has pages of its own.
LISTS = ("statements", "cards")


def impact_html(found: Json, only: str = "") -> str:
    """Return the page; `only` is the list of which alone a further page is shown."""
    more = {key: _more(key, found[key]["pageInfo"]) for key in LISTS if key in found}
    return templates_of_nodes().get_template("impact.html").render(found=found, more=more, only=only)


def _more(key: str, info: Json) -> str:
    return "?" + urlencode({"list": key, "after": info["endCursor"]}) if info["hasNextPage"] else ""


def impact_text(found: Json) -> str:
    """Return lines of text, as much of the lists as the document holds."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Json) -> Iterator[str]:
    source = found["source"]
    yield f"{source['id']}: {source['label']}"
    yield (
        f"{found['statementCount']} Statements rest on it, {found['fallingStatementCount']} would be left by nothing; "
        f"{found['sentenceCount']} sentences of {found['cardCount']} cards cite it, {found['fallingCardCount']} cards would be empty"
    )
    if not found["whole"]:
        yield "there are more cards than were looked through"
    for held in found["statements"]["nodes"]:
        yield f"\n{'falls' if held['falls'] else 'holds'} {held['statement']['id']}"
        yield from (f"    {c['sentence']} [{c['locator']}]" for c in held["citations"])
        yield from (f"    at second hand, {c['source']['id']}: {c['sentence']}" for c in held["reports"])
        if held["otherwise"]:
            yield f"    supported otherwise by {', '.join(s['id'] for s in held['otherwise'])}"
    for card in found["cards"]["nodes"]:
        left = "falls" if card["falls"] else f"loses {card['fallingCount']} of {card['sentenceCount']} sentences"
        yield f"\ncard {left}: {card['title']} ({card['address']})"
