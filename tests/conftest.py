from __future__ import annotations

import os
from pathlib import Path

import pytest

import sarcomakg
from sarcomakg.knowledge import KnowledgeGraph

# No test depends on the clock: what is made on a busy machine may take its time.
os.environ.setdefault("SARCOMAKG_DEADLINE", "60")
ROOT = Path(__file__).resolve().parents[1]
# The tests in a browser have a server, and need more than `make test` installs: .ci/web runs them.
collect_ignore = [] if os.environ.get("SARCOMAKG_URL") else ["browser"]
SEED = "What is the treatment for soft tissue alveolar sarcoma of the thigh?"


@pytest.fixture(scope="session")
def kg() -> KnowledgeGraph:
    return sarcomakg.open(ROOT)
