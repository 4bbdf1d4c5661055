"""Articles from the JSON of the published GraphQL document `article.graphql`, and from nothing else."""

from sarcomakg.render.article import DOCUMENT
from sarcomakg.render.html import node_html, refusal_html, to_html
from sarcomakg.render.jsonld import to_jsonld
from sarcomakg.render.markdown import to_markdown
from sarcomakg.render.place import FORMS, Place, with_audience

__all__ = [
    "DOCUMENT",
    "FORMS",
    "Place",
    "node_html",
    "refusal_html",
    "to_html",
    "to_jsonld",
    "to_markdown",
    "with_audience",
]
