"""What is asked of GraphQL: documents of several shapes, with variables that change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sarcomakg.graphql import Question
from sarcomakg.knowledge import KnowledgeGraph, open_graph
from sarcomakg.resources import published

SIZE = 40  # Statements of a card, about
CARDS, CONDITIONS = 48, 20  # asked in turn
_CARD = """
query($condition: ID, $topics: [Topic!], $since: Date, $audience: Audience!) {
  card(condition: $condition, topics: $topics, since: $since, audience: $audience) {
    ... on Card {
      title identity modified disclaimer
      sections {
        key title
        sentences {
          text relation
          statements { id predicate direction modality subject { id label } object { id label } qualifiers { name label } }
          marks { number locator citation { id sampleSize population { label } results { measure estimate lower upper unit } } }
        }
        gaps { text }
      }
      references { number sourceId label title url }
    }
  }
}
"""
_STATEMENTS = """
query($condition: ID!) {
  condition(id: $condition) {
    label
    treatments(first: 40) {
      totalCount
      edges {
        distance
        node { id label }
        statement {
          id predicate direction modality
          qualifiers { name value label }
          citations { locator level { notation } source { id label issued url } results { measure estimate lower upper unit endpoint { label } } }
        }
      }
    }
  }
}
"""
_LIST = "{ drugs(first: 8) { totalCount nodes { id label drugClass brandNames } } }"
_LEVELS = "{ conditions(first: 8) { nodes { label treatments(first: 5) { edges { node { label } statement { direction citations { locator source { label } } } } } } } }"


@dataclass(frozen=True)
class Case:
    """A document and its variables in turn; `fresh` are those with what makes each request one of its own."""

    name: str
    document: str
    variables: tuple[dict[str, Any], ...]
    fresh: tuple[dict[str, Any], ...]


@cache
def cases() -> tuple[Case, ...]:
    """Return what is asked, of the real data."""
    kg = open_graph()
    # Mercurius takes no default for a variable that may not be null.
    cards = [{"condition": condition, "topics": [topic], "audience": "CLINICIAN"} for condition, topic in _cards(kg)]
    # A card begins on another day each time; what a document does not declare makes another question all the same.
    other = tuple(card | {"since": "@day@"} for card in cards)
    statements = tuple({"condition": name} for name in _treated(kg))
    number = {"asked": "@number@"}
    return (
        Case("40 Statements", _STATEMENTS, statements, tuple(v | number for v in statements)),
        Case("card", _CARD, tuple(cards), other),
        Case("published card", published()["card"], tuple(cards), other),
        Case("list of 8", _LIST, ({},), (number,)),
        Case("three levels", _LEVELS, ({},), (number,)),
    )


def _treated(kg: KnowledgeGraph) -> list[str]:
    """Return the conditions with the longest answers."""
    service = kg.service()
    names = [condition.id for condition in kg.projection.by_family["condition"]]
    return sorted(names, key=lambda n: len(service.answer(Question(_STATEMENTS, variables={"condition": n})).body))[
        -CONDITIONS:
    ]


def _cards(kg: KnowledgeGraph) -> list[tuple[str, str]]:
    """Return the conditions and topics whose cards are nearest to SIZE Statements."""
    service = kg.service()
    document = "query($condition: ID, $topics: [Topic!]) { card(condition: $condition, topics: $topics) { ... on Card { sections { sentences { statementIds } } } } }"
    topics = service.execute(Question('{ __type(name: "Topic") { enumValues { name } } }'))["data"]["__type"]
    found = []
    for condition in kg.projection.by_family["condition"][::3]:
        for topic in (value["name"] for value in topics["enumValues"]):
            asked = {"condition": condition.id, "topics": [topic]}
            card = (service.execute(Question(document, variables=asked))["data"] or {}).get("card") or {}
            said = {i for s in card.get("sections", ()) for e in s["sentences"] for i in e["statementIds"]}
            found.append((abs(len(said) - SIZE), condition.id, topic))
    return [(condition, topic) for _, condition, topic in sorted(found)[:CARDS]]
