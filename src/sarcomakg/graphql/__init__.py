"""The GraphQL API: a schema over the projection, limits on what one document may ask; `endpoint` is its HTTP door."""

from sarcomakg.graphql.context import Graph
from sarcomakg.graphql.execution import Question, Service
from sarcomakg.graphql.limits import Limits
from sarcomakg.graphql.persisted import PersistedQueries
from sarcomakg.graphql.schema import build_schema, sdl

__all__ = ["Graph", "Limits", "PersistedQueries", "Question", "Service", "build_schema", "sdl"]
