"""The neighbourhood of an entity, from the JSON of the published document `explore`: what a script draws, and the same as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sarcomakg.render import links, words
from sarcomakg.render.node import templates_of_nodes

Json = Mapping[str, Any]

# What decides the width of an edge: the strongest design that is cited, else the kind of source.
EVIDENCE = (
    ("randomized", "randomized trial, meta-analysis or systematic review"),
    ("trial", "other trial"),
    ("guideline", "guideline, drug label or regulator that names no design"),
    ("cohort", "cohort or registry"),
    ("other", "anything else: case report, laboratory, review, no design named"),
)
_DESIGNS = {
    "META_ANALYSIS": "randomized", "RANDOMIZED_TRIAL": "randomized", "SYSTEMATIC_REVIEW": "randomized",
    "NON_RANDOMIZED_TRIAL": "trial", "SINGLE_ARM_TRIAL": "trial", "CONSENSUS": "guideline",
    "PROSPECTIVE_COHORT": "cohort", "REGISTRY_STUDY": "cohort", "RETROSPECTIVE_COHORT": "cohort",
}  # fmt: skip
_AUTHORITIES = ("GUIDELINE", "DRUG_LABEL", "REGULATORY_NOTICE")
DIRECTIONS = (("FOR", "for"), ("AGAINST", "against"), ("NEUTRAL", "neutral"))


@dataclass(frozen=True)
class Choice:
    """What a reader has filtered by: classes of the far end, predicates, directions; and where the page starts."""

    kind: Sequence[str] = ()
    predicate: Sequence[str] = ()
    direction: Sequence[str] = ()
    after: str = ""

    def query(self, after: str = "") -> str:
        """Return the query of an address with this choice, from a cursor on; the empty string without any."""
        pairs = [(name, value) for name in ("kind", "predicate", "direction") for value in getattr(self, name)]
        found = urlencode([*pairs, *([("after", after)] if after else [])])
        return f"?{found}" if found else ""


def graph(node: Json, choice: Choice) -> dict[str, Any]:
    """Return what the script draws: the nodes, the edges, and how many edges there are beside those of this page."""
    found = connection(node)
    statements = [edge["statement"] for edge in found["edges"]]
    nodes = {node["id"]: node}
    for s in statements:
        nodes.update({end["id"]: end for end in (s["subject"], s["object"]) if end["id"] not in nodes})
    info = found["pageInfo"]
    return {
        "center": node["id"],
        "nodes": [_node(n) for n in nodes.values() if n["id"] != node["id"] or node["__typename"] != "Source"],
        "edges": [edge(s) for s in statements],
        "shown": len(statements),
        "total": found["totalCount"],
        "next": links.explore_path(node["id"]) + choice.query(info["endCursor"]) if info["hasNextPage"] else None,
    }


def connection(node: Json) -> Json:
    """Return the Statements of the page: those about an entity, or those that a source holds up."""
    found: Json = node["citedIn"] if node["__typename"] == "Source" else node["relations"]
    return found


def explorer_html(node: Json, choice: Choice) -> str:
    """Return the page: the choice as a form, room for the graph, the table with the same content."""
    found = connection(node)
    info = found["pageInfo"]
    statements = [edge["statement"] for edge in found["edges"]]
    return templates_of_nodes().get_template("explorer.html").render(
        node=node, everything=node["upheld" if node["__typename"] == "Source" else "everything"], choice=choice,
        edges=[(s, edge(s)) for s in statements], total=found["totalCount"], evidence=EVIDENCE, directions=DIRECTIONS,
        source=links.explore_path(node["id"]) + ".json" + choice.query(choice.after),
        more=choice.query(info["endCursor"]) if info["hasNextPage"] else "",
    )  # fmt: skip


def edge(statement: Json) -> dict[str, Any]:
    """Return a Statement as an edge: its ends, what it says, and what decides how it is drawn."""
    limits = [f"{words.qualifier_words(q['name'])}: {q['label']}" for q in statement["qualifiers"]]
    said = "; ".join([f"{words.title(statement)}: {words.verdict(statement)}", *limits])
    return {
        "id": statement["id"],
        "source": statement["subject"]["id"],
        "target": statement["object"]["id"],
        "predicate": words.predicate_words(statement["predicate"]),
        "direction": statement["direction"].lower(),
        "verdict": words.verdict(statement),
        "evidence": evidence(statement),
        "citations": len(statement["citations"]),
        "best": best(statement),
        "title": said,
        "href": links.path(statement["id"]),
    }


def evidence(statement: Json) -> str:
    """Return the strongest kind of evidence among the Citations of a Statement."""
    order = [name for name, _ in EVIDENCE]
    return min((_kind(c) for c in statement["citations"]), key=order.index)


def best(statement: Json) -> str:
    """Return the design and the level of that Citation, as far as they are named."""
    order = [name for name, _ in EVIDENCE]
    cited = min(statement["citations"], key=lambda c: order.index(_kind(c)))
    named = words.words(cited["design"]) if cited["design"] else words.kind_words(cited["source"]["kind"])
    return f"{named}, level {cited['level']['label']}" if cited["level"] else named


def _kind(citation: Json) -> str:
    if citation["design"]:
        return _DESIGNS.get(citation["design"], "other")
    return "guideline" if citation["source"]["kind"] in _AUTHORITIES else "other"


def _node(entity: Json) -> dict[str, str]:
    return {
        "id": entity["id"],
        "kind": entity["kind"].lower(),
        "kindWords": words.kind_words(entity["kind"]),
        "label": entity["label"],
        "href": links.explore_path(entity["id"]),
        "page": links.path(entity["id"]),
    }
