"""Compiled documents: an operation becomes a plan over the resolvers, which runs without graphql-core.

graphql-core's result is the law: a plan covers what goes well, and whatever else happens is answered by graphql-core.
"""

from sarcomakg.graphql.compiled.compiler import Plan, Plans
from sarcomakg.graphql.compiled.memo import Memo
from sarcomakg.graphql.compiled.parts import UncoveredError

__all__ = ["Memo", "Plan", "Plans", "UncoveredError"]
