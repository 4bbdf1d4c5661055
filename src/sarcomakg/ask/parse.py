"""Question to plan: names found in the lexicon, topic words, and what is left over."""

from __future__ import annotations

from sarcomakg.ask import phrases, refusals
from sarcomakg.ask.lexicon import Lexicon
from sarcomakg.ask.matching import FILLER
from sarcomakg.ask.plan import Plan, Refusal
from sarcomakg.ask.reading import Reading
from sarcomakg.ask.spelling import Affixes, Speller
from sarcomakg.ask.topics import CUE_WORDS
from sarcomakg.projection import Projection


class Parser:
    """Turns questions into plans, with the names of one projection."""

    def __init__(self, projection: Projection, lexicon: Lexicon) -> None:
        self.projection, self.lexicon = projection, lexicon
        self.speller = Speller(lexicon.vocabulary | CUE_WORDS | FILLER, lexicon.completable, lexicon.vocabulary)
        self.of_conditions = Affixes(lexicon.of_conditions)

    def parse(self, question: str) -> Plan | Refusal:
        """Return the plan of a question, or a typed refusal; takes any text."""
        text = " ".join(question.split())
        if objection := phrases.objection(text):
            return refusals.empty(objection)
        return Reading(self, text).result()
