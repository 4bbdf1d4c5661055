"""The graph as records and walks, and its siblings: in memory, on disk, over a remote store."""

from sarcomakg.projection.model import Hierarchy, Link, Projection

__all__ = ["Hierarchy", "Link", "Projection"]
