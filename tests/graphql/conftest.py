"""One client and one service over the real graph, for every test of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.graphql import Question, Service
from sarcomakg.knowledge import KnowledgeGraph


@pytest.fixture(scope="package")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(kg)) as found:
        yield found


@pytest.fixture(scope="package")
def service(kg: KnowledgeGraph) -> Service:
    return kg.service()


@pytest.fixture
def ask(service: Service) -> Callable[..., dict[str, Any]]:
    """Return a function that executes a document with variables."""

    def asked(document: str, **variables: Any) -> dict[str, Any]:
        return service.execute(Question(document, variables=variables))

    return asked
