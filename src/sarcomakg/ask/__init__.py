"""A question becomes a typed, printable plan, or a typed refusal; no model guesses."""

from sarcomakg.ask.lexicon import Lexicon, build_lexicon
from sarcomakg.ask.parse import Parser
from sarcomakg.ask.plan import Audience, Match, MatchKind, Plan, Refusal, RefusalKind, Suggestion, Topic, plan_for

__all__ = [
    "Audience",
    "Lexicon",
    "Match",
    "MatchKind",
    "Parser",
    "Plan",
    "Refusal",
    "RefusalKind",
    "Suggestion",
    "Topic",
    "build_lexicon",
    "plan_for",
]
