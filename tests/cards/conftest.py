from __future__ import annotations

import pytest

from sarcomakg.cards.proof import Report, prove
from sarcomakg.knowledge import KnowledgeGraph


@pytest.fixture(scope="session")
def proof(kg: KnowledgeGraph) -> Report:
    """Every card that the graph can make, built and checked once."""
    return prove(kg.projection)
