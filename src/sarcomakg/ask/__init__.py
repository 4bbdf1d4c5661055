"""A question becomes a typed, printable plan, or a typed refusal; no model guesses."""

from sarcomakg.ask.lexicon import Lexicon, build_lexicon
from sarcomakg.ask.parse import parse
from sarcomakg.ask.plan import Audience, Plan, Refusal, RefusalKind, Suggestion, Topic

__all__ = [
    "Audience",
    "Lexicon",
    "Plan",
    "Refusal",
    "RefusalKind",
    "Suggestion",
    "Topic",
    "build_lexicon",
    "parse",
]
