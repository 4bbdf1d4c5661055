"""Two states of the graph compared: the Statements that differ, and the cards whose sentences do."""

from sarcomakg.comparison.affected import CardChange, changed_cards
from sarcomakg.comparison.differences import (
    Change,
    ChangeKind,
    Comparison,
    Difference,
    EntityChange,
    compare,
)

__all__ = [
    "CardChange",
    "Change",
    "ChangeKind",
    "Comparison",
    "Difference",
    "EntityChange",
    "changed_cards",
    "compare",
]
