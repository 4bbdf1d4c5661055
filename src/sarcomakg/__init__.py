"""sarcomakg: an evidence graph of sarcomas whose every answer can be followed to the cited edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sarcomakg.knowledge import KnowledgeGraph

__version__ = "0.1.0"
__all__ = ["open"]


def open(root: Path | None = None, store: str | None = None, releases: Path | None = None) -> KnowledgeGraph:
    """Open the graph that ships with the package, or the one under `root`, checked and read only.

    `root` is a folder that holds `ontology/` and `data/`; `store` a folder for the RDF store (in memory
    without it); `releases` a folder of releases, of which `release(version)` opens one. Raises DataError when the data breaks a rule.
    """
    from sarcomakg.knowledge import open_graph  # heavy imports wait until a graph is wanted

    return open_graph(root, store, releases)
