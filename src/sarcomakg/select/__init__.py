"""What is wanted of the graph: Statements and entities, filtered, ordered, in pages; and the same as SPARQL."""

from sarcomakg.select.anchors import Anchor, Anywhere, At, CitedBy, Found, FoundBy, Inherited
from sarcomakg.select.entities import EntityOrderField, EntitySelection
from sarcomakg.select.filters import EVERYTHING, EntityFilter, StatementFilter, checked
from sarcomakg.select.paging import DEFAULT_PAGE, MAX_PAGE, Page, Slice, cursor_of, cut
from sarcomakg.select.selection import Order, Selection, StatementOrderField

__all__ = [
    "DEFAULT_PAGE",
    "EVERYTHING",
    "MAX_PAGE",
    "Anchor",
    "Anywhere",
    "At",
    "CitedBy",
    "EntityFilter",
    "EntityOrderField",
    "EntitySelection",
    "Found",
    "FoundBy",
    "Inherited",
    "Order",
    "Page",
    "Selection",
    "Slice",
    "StatementFilter",
    "StatementOrderField",
    "checked",
    "cursor_of",
    "cut",
]
