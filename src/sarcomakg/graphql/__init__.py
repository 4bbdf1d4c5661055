"""The GraphQL API: a schema over the projection, limits on what one document may ask, and its HTTP door."""

from sarcomakg.graphql.context import Graph
from sarcomakg.graphql.endpoint import GraphQLEndpoint
from sarcomakg.graphql.execution import Question, Service
from sarcomakg.graphql.limits import Limits
from sarcomakg.graphql.persisted import PersistedQueries
from sarcomakg.graphql.schema import build_schema, sdl

__all__ = ["Graph", "GraphQLEndpoint", "Limits", "PersistedQueries", "Question", "Service", "build_schema", "sdl"]
