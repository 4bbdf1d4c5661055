"""Answer cards: assembled by walking the graph, every sentence with the edges that it was made from."""

from sarcomakg.cards.assembly import assemble
from sarcomakg.cards.model import Card, Gap, Mark, Reference, Section, Sentence

__all__ = ["Card", "Gap", "Mark", "Reference", "Section", "Sentence", "assemble"]
