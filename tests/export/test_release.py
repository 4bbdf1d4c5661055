from __future__ import annotations

import pytest

from sarcomakg.errors import StoreError
from sarcomakg.export.release import Edition, edition
from sarcomakg.snapshot import Snapshot, memory_snapshot


def test_a_store_that_is_elsewhere_is_read_whole_and_gives_the_same_edition(small: Edition) -> None:
    graph = small.snapshot.graph
    elsewhere = Snapshot(small.snapshot.identity, memory_snapshot(graph).opener)
    found = edition(elsewhere)
    assert (found.snapshot.graph, found.release) == (graph, small.release)


def test_a_store_that_holds_something_else_by_now_is_refused(small: Edition) -> None:
    changed = Snapshot("0" * 64, memory_snapshot(small.snapshot.graph).opener)
    with pytest.raises(StoreError, match="open it again"):
        edition(changed)
