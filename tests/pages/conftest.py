"""One client over the real graph, for every test of a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from sarcomakg.app import create_app
from sarcomakg.knowledge import KnowledgeGraph


@pytest.fixture(scope="package")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(create_app(kg)) as found:
        yield found
