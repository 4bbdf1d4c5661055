from __future__ import annotations

from pathlib import Path

import pytest

import sarcomakg
from sarcomakg.knowledge import KnowledgeGraph

ROOT = Path(__file__).resolve().parents[1]
SEED = "What is the treatment for soft tissue alveolar sarcoma of the thigh?"


@pytest.fixture(scope="session")
def kg() -> KnowledgeGraph:
    return sarcomakg.open(ROOT)
