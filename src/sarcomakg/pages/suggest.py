"""Suggestions while one types: names of the graph, and ready questions on the first of them that the graph can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile
from typing import Any
from urllib.parse import quote, quote_plus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sarcomakg.errors import InputError, SarcomakgError, StoreError
from sarcomakg.pages.site import Site

# As much as a search takes; whoever types more is asking, and names nothing that a list could help with.
MAX_TEXT, MAX_WORDS = 200, 12
MOST_NAMES, MOST_QUESTIONS = 6, 5
_LOOKED_AT = 20
# In a question that is being typed, the name stands in the last words.
_LAST_WORDS = (4, 3, 2, 1)
# Words with which a question begins, before the name.
_CUES = frozenset({
    "what", "which", "where", "how", "when", "is", "are", "was", "were", "does", "do", "did", "can", "the", "a",
    "an", "of", "for", "in", "on", "with", "and", "to", "treatment", "treatments", "treat", "treated", "prognosis",
    "outlook", "survival", "side", "effects", "harms", "dose", "dosage", "approved", "approval", "approvals", "drug",
    "drugs", "work", "works", "well", "diagnosed", "diagnosis", "spread", "metastasize", "follow", "up", "after",
    "new", "trial", "trials", "study", "studies", "show", "shown",
})  # fmt: skip
_LEAST = 2
KINDS = {
    "CONDITION": "disease", "DRUG": "drug", "TRIAL": "trial", "TREATMENT": "treatment", "SURGERY": "operation",
    "RADIOTHERAPY": "radiotherapy", "PROCEDURE": "procedure", "REGIMEN": "regimen", "BIOMARKER": "biomarker",
    "PROGNOSTIC_FACTOR": "prognostic factor", "ANATOMICAL_SITE": "site",
}  # fmt: skip
# Named alone, these are answered; the others have a page.
_ANSWERED = ("CONDITION", "DRUG", "TRIAL")
_WORD = re.compile(r"[^\W_]+")
_NAMES = ("synonyms", "brandNames", "plainLabel")


class SuggestPages:
    """`/suggest?q=`, as JSON."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/suggest", self.suggest)]

    async def suggest(self, request: Request) -> Response:
        """Return suggestions for what was typed; none, with the reason, for what cannot be searched."""
        text = " ".join(request.query_params.get("q", "")[: MAX_TEXT + 1].split())
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
        try:
            found = await run_in_threadpool(suggestions, self._site, text)
        except StoreError as error:
            return JSONResponse({"suggestions": [], "note": str(error)}, 503, headers | {"Retry-After": "10"})
        except SarcomakgError as error:
            found = {"suggestions": [], "note": str(error)}
        return JSONResponse(found, headers=headers)


def suggestions(site: Site, text: str) -> dict[str, Any]:
    """Return names and questions for a text, and what was searched for; raise InputError on one that is too long."""
    words = _WORD.findall(text)
    if len(text) > MAX_TEXT or len(words) > MAX_WORDS:
        raise InputError(f"suggestions are made for at most {MAX_TEXT} characters and {MAX_WORDS} words")
    if sum(map(len, words)) < _LEAST:
        return {"suggestions": [], "searchedFor": text}
    searched, hits, whole = _search(site, text, words)
    names = [_named(hit) for hit in hits]
    questions: list[dict[str, str]] = []
    if hits and hits[0]["node"]["kind"] in _ANSWERED:
        node = site.read("questions", ids=[hits[0]["node"]["id"]])["nodes"][0]
        questions = [_asking(q) for q in _fitting(list(ready(node)), words)[:MOST_QUESTIONS]]
    # A name that is typed comes before questions on it; in a question that is typed, the questions come first.
    listed = [*names[:1], *questions, *names[1:]] if whole else [*questions, *names]
    return {"suggestions": listed, "searchedFor": searched}


def _search(site: Site, text: str, words: Sequence[str]) -> tuple[str, list[dict[str, Any]], bool]:
    """Return what was searched for, the hits, and whether it was the whole text: else a part of it."""
    named = list(dropwhile(lambda word: word.lower() in _CUES, words))
    rest = [" ".join(named)] if named and len(named) < len(words) else []
    tails = [" ".join(words[-count:]) for count in _LAST_WORDS if count < len(words)]
    for tried in dict.fromkeys((*rest, text, *tails)):
        if len(tried) < _LEAST:
            continue
        found = site.read("search", text=tried, kind=list(KINDS), first=_LOOKED_AT)["search"]
        if hits := [hit for hit in found["edges"] if _by_name(hit)][:MOST_NAMES]:
            return found["searchedFor"], hits, tried == text
    return text, [], True


def _by_name(hit: dict[str, Any]) -> bool:
    """Say whether the words stand in a name of the thing, not only in its definition or in our identifier of it."""
    shown = (h for h in hit["highlights"] if h["field"] != "definition")
    return any(h["field"] != "identifiers" or h["text"] != hit["node"]["id"] for h in shown)


def _named(hit: dict[str, Any]) -> dict[str, str]:
    """Return a hit as a suggestion; it leads to the answer on a disease, drug or trial, else to the page of the thing."""
    node = hit["node"]
    by_field = {h["field"]: h["text"] for h in reversed(hit["highlights"])}
    other = "" if "label" in by_field else next((by_field[n] for n in _NAMES if n in by_field), "")
    href = f"/?q={quote_plus(node['label'])}" if node["kind"] in _ANSWERED else record(node["id"])
    return {"text": node["label"], "kind": KINDS[node["kind"]], "also": other, "href": href}


def record(name: str) -> str:
    """Return the address of the page of an entity."""
    return "/id/" + quote(name.replace(":", "/", 1))


def _asking(question: str) -> dict[str, str]:
    return {"text": question, "kind": "question", "also": "", "href": f"/?q={quote_plus(question)}"}


def ready(node: dict[str, Any]) -> Iterator[str]:
    """Yield questions on a condition, a drug or a trial, of the published document `questions`, that have an answer."""

    def held(*fields: str) -> bool:
        return any(node[field]["totalCount"] for field in fields)

    if node["__typename"] == "Condition":
        asked = _of_condition(node["label"])
    elif node["__typename"] == "Drug":
        asked = _of_drug(node["label"], [edge["node"]["label"] for edge in node["studies"]["edges"]])
    else:
        asked = [(f"What did the trial {node['label']} show?", ("findings",))]
    yield from (question for question, fields in asked if held(*fields))


def _of_condition(name: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (f"What is the treatment for {name}?", ("treatments", "studies", "approvals")),
        (f"What is the prognosis of {name}?", ("prognosticFactors", "outcomes")),
        (f"How is {name} diagnosed?", ("diagnosis", "biomarkers")),
        (f"Where does {name} metastasize?", ("metastaticSites",)),
        (f"Which drugs are approved for {name}?", ("approvals",)),
        (f"What is the follow-up after treatment of {name}?", ("followUp",)),
        (f"What is {name}?", ("epidemiology", "sites", "biomarkers")),
    ]


def _of_drug(name: str, studied: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    return [
        *((f"How well does {name} work in {condition}?", ("studies",)) for condition in studied),
        (f"What is {name} approved for?", ("approvals",)),
        (f"What are the side effects of {name}?", ("warnings",)),
        (f"What is the dose of {name}?", ("doses",)),
    ]


def _fitting(questions: list[str], typed: Sequence[str]) -> list[str]:
    """Return questions with those first in which more of the typed words stand; the last may be unfinished."""
    begun = [word.lower() for word in typed]

    def missed(question: str) -> int:
        words = [word.lower() for word in _WORD.findall(question)]
        return sum(not any(word.startswith(part[:6]) for word in words) for part in begun)

    return sorted(questions, key=missed)
