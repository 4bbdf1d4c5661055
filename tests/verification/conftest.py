"""One card in every form, for every test of verification."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sarcomakg.ask.address import variables_of
from sarcomakg.graphql import Question
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import to_html, to_jsonld, to_markdown
from sarcomakg.resources import published

ADDRESS = "/answers/alveolar-soft-part-sarcoma/follow-up+metastasis"
FORMS = ("json", "jsonld", "md", "html")
Written = Callable[..., bytes]


def written(answer: dict[str, Any], form: str) -> bytes:
    if form == "json":
        return json.dumps(answer).encode()
    if form == "jsonld":
        return json.dumps(to_jsonld(answer)).encode()
    return (to_markdown(answer) if form == "md" else to_html(answer)).encode()


@pytest.fixture(scope="session")
def answers(kg: KnowledgeGraph) -> Callable[..., dict[str, Any]]:
    """Return a function that gives a card by its address."""
    service = kg.service()

    def answer(address: str = ADDRESS, audience: str = "CLINICIAN") -> dict[str, Any]:
        variables = {**variables_of(address), "audience": audience}
        found: dict[str, Any] = service.execute(Question(published()["card"], variables=variables))["data"]["card"]
        return found

    return answer
