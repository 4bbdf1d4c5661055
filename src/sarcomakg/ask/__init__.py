"""A question becomes a typed, printable plan, or a typed refusal; no model guesses."""

from sarcomakg.ask.lexicon import Lexicon, build_lexicon
from sarcomakg.ask.parse import parse
from sarcomakg.ask.plan import Audience, Plan, Refusal, RefusalKind, Suggestion, Topic, plan_for

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
    "plan_for",
]
