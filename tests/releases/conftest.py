"""Two releases of a small part of the graph, the second made with the first as its predecessor."""

from __future__ import annotations

from pathlib import Path

import pytest

from sarcomakg.comparison.document import compared
from sarcomakg.export import files
from sarcomakg.export.formats import FORMATS
from sarcomakg.knowledge import KnowledgeGraph, open_state
from sarcomakg.releases.making import make_release

from ..states import about_asps, part, state, without

GONE = "statement:asps-metastasis-lung"


@pytest.fixture(scope="session")
def kept(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    lines = part(kg, about_asps)
    few = {name: FORMATS[name] for name in ("ntriples", "csv")}
    with pytest.MonkeyPatch.context() as patch:
        # The other formats have tests of their own, and take most of the time.
        patch.setattr(files, "FORMATS", few)
        first = KnowledgeGraph(state(lines))
        make_release(first.edition, folder, "2026.10", "2026-10-31")
        before, now = open_state(folder / "2026.10"), KnowledgeGraph(state(without(lines, GONE)))
        changes = compared(before.side(before.version), now.side("2026.11"))
        make_release(now.edition, folder, "2026.11", "2026-11-30", changes)
    return folder
