"""The pages that people read, each made by `render` from the JSON of a published GraphQL document."""

from sarcomakg.pages.about import AboutPages
from sarcomakg.pages.article import ArticlePages
from sarcomakg.pages.assets import asset_routes
from sarcomakg.pages.changes import ChangesPages
from sarcomakg.pages.coverage import CoveragePages
from sarcomakg.pages.entity import EntityPages
from sarcomakg.pages.explorer import ExplorerPages
from sarcomakg.pages.home import HomePages
from sarcomakg.pages.site import Site, missing
from sarcomakg.pages.suggest import SuggestPages

__all__ = [
    "AboutPages",
    "ArticlePages",
    "ChangesPages",
    "CoveragePages",
    "EntityPages",
    "ExplorerPages",
    "HomePages",
    "Site",
    "SuggestPages",
    "asset_routes",
    "missing",
]
