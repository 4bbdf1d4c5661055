"""Pages and articles from the JSON of published GraphQL documents, and from nothing else."""

from sarcomakg.render.article import DOCUMENT
from sarcomakg.render.fhir import coded, to_fhir
from sarcomakg.render.html import refusal_html, to_html
from sarcomakg.render.jsonld import to_jsonld
from sarcomakg.render.markdown import to_markdown
from sarcomakg.render.node import entity_html, node_html, source_html, statement_html
from sarcomakg.render.place import FORMS, Place, with_audience

__all__ = [
    "DOCUMENT",
    "FORMS",
    "Place",
    "coded",
    "entity_html",
    "node_html",
    "refusal_html",
    "source_html",
    "statement_html",
    "to_fhir",
    "to_html",
    "to_jsonld",
    "to_markdown",
    "with_audience",
]
