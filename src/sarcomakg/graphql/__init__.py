"""The GraphQL API: types over the projection, with bounds on what one document may ask."""

from sarcomakg.graphql.schema import build_schema

__all__ = ["build_schema"]
