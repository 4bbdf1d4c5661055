"""Answer cards: assembled by walking the graph, every sentence with the edges that it was made from."""

from sarcomakg.cards.assembly import assemble, title
from sarcomakg.cards.freshness import RULES, Due, Freshness
from sarcomakg.cards.model import Card, Gap, Mark, Reference, Section, Sentence

__all__ = ["RULES", "Card", "Due", "Freshness", "Gap", "Mark", "Reference", "Section", "Sentence", "assemble", "title"]
