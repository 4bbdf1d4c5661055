"""The tools: their names, what they are for, and the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sarcomakg.ask import Topic
from sarcomakg.ask.phrases import MAX_QUESTION
from sarcomakg.vocabulary import EntityKind

Json = Mapping[str, Any]
MAX_SENTENCES = 500


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as a client lists it."""

    name: str
    title: str
    description: str
    takes: Json
    gives: Json


def _object(properties: Json, required: tuple[str, ...] = (), *, closed: bool = False) -> Json:
    found: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        found["required"] = list(required)
    return found | ({"additionalProperties": False} if closed else {})


def _text(description: str, **more: Any) -> Json:
    return {"type": "string", "description": description, **more}


def _id(description: str) -> Json:
    return _text(description, minLength=1, maxLength=200)


def _count(description: str, least: int, most: int, usual: int) -> Json:
    return {"type": "integer", "description": description, "minimum": least, "maximum": most, "default": usual}


def _list(items: Json, description: str = "", **more: Any) -> Json:
    return {"type": "array", "items": items, **({"description": description} if description else {}), **more}


def _maybe(schema: Json) -> Json:
    return {**schema, "type": [schema["type"], "null"]}


_STRING, _ANY = {"type": "string"}, {"type": "object"}
_AUDIENCE = _text("Whom the words are for.", enum=["clinician", "patient"], default="clinician")
_EXCERPT = {
    "sections": _list(
        _STRING,
        "Only these sections, by key (guidelines, label, trials, safety, prognosis...); all when left out. "
        "An answer lists the keys that it has.",
        maxItems=30,
    ),
    "sentences": _count(
        "The most sentences of each section; the whole card may have hundreds.", 0, MAX_SENTENCES, 5
    ),
}  # fmt: skip
_SENTENCE = _object(
    {
        "text": _text("The sentence. Say no more than it does: numbers, negations and hedges are the source's."),
        "citations": _list(
            _object({"number": {"type": "integer"}, "locator": _STRING, "citation": _STRING, "readTwice": {"type": "boolean"}}, ("number", "locator")),
            "Its footnotes: the number of the source in `references` and the place in it.",
        ),
        "statements": _list(_STRING, "The edges that it was made from; `statement` reads one."),
        "population": _maybe(_text("How the people studied stand to the condition: EXACT, BROADER, NARROWER, OVERLAPPING.")),
    },
    ("text", "citations", "statements"),
)  # fmt: skip
_SUGGESTIONS = _list(_object({"question": _STRING, "entity": _STRING}), "Questions that have an answer.")
_CARD = _object(
    {
        "answered": {"type": "boolean", "description": "False where the graph refuses; then only `refusal` is there."},
        "title": _STRING,
        "audience": _STRING,
        "notes": _list(_STRING, "How the question was read, and whether the evidence is about the condition itself."),
        "answer": _list(_SENTENCE, "The answer in two or three sentences."),
        "sections": _list(
            _object(
                {
                    "key": _STRING,
                    "title": _STRING,
                    "total": {"type": "integer", "description": "How many sentences the section has in all."},
                    "sentences": _list(_SENTENCE),
                    "facts": _list(_object({"label": _STRING, "value": _STRING})),
                    "gaps": _list(_STRING, "What was looked for and not found."),
                },
                ("key", "title", "total", "sentences"),
            )
        ),
        "otherSections": _list(_object({"key": _STRING, "title": _STRING, "total": {"type": "integer"}}), "Sections that were not asked for."),
        "references": _list(
            _object({"number": {"type": "integer"}, "source": _STRING, "label": _STRING, "title": _STRING, "issued": _STRING, "url": _STRING,
                     "state": _text("Retracted or superseded; empty while it stands.")}, ("number", "label", "url")),
            "The sources of what is shown, by the numbers of the citations.",
        ),
        "followUp": _SUGGESTIONS,
        "reviewStatus": _text("submitted (not clinically reviewed), under review, or approved."),
        "disclaimer": _STRING,
        "modified": _STRING,
        "snapshot": _text("The identity of the graph: the same question on the same snapshot has the same answer."),
        "refusal": _object({"kind": _text("OutOfScope, Ambiguous, UnknownTerm, NoEvidence or PersonalAdvice."), "message": _STRING,
                            "term": _maybe(_STRING), "suggestions": _SUGGESTIONS}, ("kind", "message", "suggestions")),
    },
    ("answered",),
)  # fmt: skip
_END = _object({"id": _STRING, "label": _STRING}, ("id", "label"))
_EDGE = _object(
    {
        "id": _STRING,
        "said": _text("The edge in words: its ends, what is said of them, and the verdict (recommended, stated against it...)."),
        "predicate": _STRING,
        "direction": _text("FOR, AGAINST or NEUTRAL. AGAINST denies the predicate."),
        "subject": _END,
        "object": _END,
        "qualifiers": _list(_ANY, "The limits within which it is said: stage, line, site, age, comparator..."),
        "citations": _list(_ANY, "Where it stands: source, locator, level, grade, population and its relation, figures. Never empty."),
    },
    ("id", "said", "predicate", "direction", "subject", "object", "citations"),
)  # fmt: skip

ASK = ToolSpec(
    "ask",
    "Ask a question on sarcomas",
    "Answer a question in plain English on sarcomas and the tumors next to them: treatment, drugs and approvals, trials, "
    "prognosis, diagnosis, follow-up, safety, comparisons, what is new. The answer is assembled from cited edges of an "
    "evidence graph, never generated: every sentence has numbered citations with their place in the source, and the "
    "Statements it was made from. What the graph does not hold is refused by kind, with questions that have an answer; a "
    "refusal is an answer too, so pass it on instead of filling the gap. Keep the numbers of citations when you quote.",
    _object(
        {"question": _text(f"The question, at most {MAX_QUESTION} characters.", minLength=1), "audience": _AUDIENCE, **_EXCERPT},
        ("question",), closed=True,
    ),
    _CARD,
)  # fmt: skip
CARD = ToolSpec(
    "card",
    "Read the card of a condition, drug, treatment or trial",
    "The same as ask, by identifiers instead of words, so that nothing is left to interpretation. Give a condition, drugs "
    "or a trial (search finds their identifiers); the others narrow the card.",
    _object(
        {
            "condition": _id("The condition: condition:alveolar-soft-part-sarcoma."),
            "drugs": _list(_id("A drug or another treatment: drug:pazopanib."), "Drugs or treatments asked about.", maxItems=10),
            "trial": _id("The trial: trial:palette."),
            "comparator": _id("What the drugs are compared with."),
            "topics": _list(_text("A topic.", enum=[t.name for t in Topic]), "What the card is about; the usual topic when left out.", maxItems=16),
            "site": _id("Only of this site or its parts: site:thigh."),
            "stage": _id("Only of this stage: stage:metastatic."),
            "line": _id("Only of this line of treatment: line:first."),
            "population": _id("Only of this age group."),
            "outcome": _id("Only of this outcome."),
            "since": _text("Only what is new since this day (YYYY-MM-DD)."),
            "audience": _AUDIENCE,
            **_EXCERPT,
        },
        closed=True,
    ),
    _CARD,
)  # fmt: skip
SEARCH = ToolSpec(
    "search",
    "Find things by name",
    "Find conditions, drugs, treatments, trials, factors, outcomes, sites and sources by words in their names, synonyms, "
    "titles, identifiers (NCT, PMID, MONDO, RxNorm...) and definitions. Returns identifiers for the other tools, a page at a time.",
    _object(
        {
            "text": _text("The words.", minLength=1, maxLength=500),
            "kinds": _list(_text("A class.", enum=[k.name for k in EntityKind]), "Only things of these classes.", maxItems=30),
            "first": _count("How many.", 1, 100, 10),
            "after": _text("`next` of the page before.", maxLength=500),
        },
        ("text",), closed=True,
    ),
    _object(
        {
            "total": {"type": "integer"},
            "found": _list(_object({"id": _STRING, "kind": _STRING, "label": _STRING}, ("id", "kind", "label"))),
            "kinds": _list(_object({"kind": _STRING, "count": {"type": "integer"}}), "How many of each class there are."),
            "next": _maybe(_text("Give it as `after` for the next page; null on the last.")),
        },
        ("total", "found", "next"),
    ),
)  # fmt: skip
STATEMENT = ToolSpec(
    "statement",
    "Read one edge with its citations",
    "One Statement, whole: subject, predicate, object, limits, direction, and every place in a source where it stands, with "
    "locator, level and grade in the source's own scheme, the people studied and how they stand to the condition, and every "
    "figure with its analysis. Use it to check a sentence before you rely on it.",
    _object({"id": _id("The identifier, as answers give it: statement:asps-guideline-complete-resection.")}, ("id",), closed=True),
    _EDGE,
)  # fmt: skip
ENTITY = ToolSpec(
    "entity",
    "Read the record of anything",
    "The record of anything with an identifier (a condition, drug, trial, site, source...): names, definition, identifiers in "
    "other systems, what is broader and narrower, and what is stated about it, a page at a time.",
    _object(
        {
            "id": _id("The identifier: drug:pazopanib."),
            "first": _count("How many Statements.", 1, 100, 20),
            "after": _text("`next` of the page before.", maxLength=500),
        },
        ("id",), closed=True,
    ),
    _object(
        {
            "id": _STRING, "iri": _STRING, "kind": _STRING, "label": _STRING, "definition": _maybe(_STRING), "synonyms": _list(_STRING),
            "identifiers": _list(_object({"id": _STRING, "url": _maybe(_STRING)})), "parents": _list(_END), "children": _list(_END),
            "total": {"type": "integer", "description": "How many Statements there are about it."},
            "statements": _list(_EDGE), "next": _maybe(_STRING),
        },
        ("id", "iri", "kind", "total", "statements"),
    ),
)  # fmt: skip
SPARQL = ToolSpec(
    "sparql",
    "Query the graph with SPARQL",
    "Run a read-only SPARQL 1.1 query (SELECT, ASK, CONSTRUCT, DESCRIBE) on the whole graph, to count, join and compare. Our "
    "prefixes need no declaration (resource sarcomakg://prefixes); classes and properties are in sarcomakg://ontology, "
    "examples in sarcomakg://queries. Updates and SERVICE are refused; time, memory, rows and bytes are limited, so add LIMIT.",
    _object(
        {
            "query": _text("The query.", minLength=1),
            "format": _text("json, csv, tsv or xml for rows; json or xml for ASK; turtle, nt, jsonld, rdf or trig for triples. "
                            "The first of each when left out.",
                            enum=["json", "xml", "csv", "tsv", "turtle", "nt", "jsonld", "rdf", "trig"]),
        },
        ("query",), closed=True,
    ),
    _object(
        {
            "form": _text("SELECT, ASK, CONSTRUCT or DESCRIBE."),
            "mediaType": _STRING,
            "results": {"type": "object", "description": "The SPARQL 1.1 Query Results in JSON, of rows and booleans in json."},
            "body": _text("The answer as it is written, in every other format."),
            "snapshot": _STRING,
        },
        ("form", "mediaType", "snapshot"),
    ),
)  # fmt: skip
GRAPHQL = ToolSpec(
    "graphql",
    "Query the graph with GraphQL",
    "Execute a GraphQL query, for fields that the other tools do not give. The schema is the resource sarcomakg://schema. "
    "Depth, fields, cost and time are limited; the refusal names the limit.",
    _object({"query": _text("The document.", minLength=1), "variables": {"type": "object", "description": "Its variables."}}, ("query",), closed=True),
    _object({"data": {"type": ["object", "null"]}, "errors": _list(_ANY), "extensions": _ANY}, ("data",)),
)  # fmt: skip

TOOLS: Mapping[str, ToolSpec] = {spec.name: spec for spec in (ASK, CARD, SEARCH, STATEMENT, ENTITY, SPARQL, GRAPHQL)}
