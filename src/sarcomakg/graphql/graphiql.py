"""GraphiQL from files of this machine: the page opens no connection but to its own server."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

# The package is a carrier of GraphiQL's own distribution; none of its code is run.
_CARRIER = "graphene_django_graphiql_static"
FILES = ("react.production.min.js", "react-dom.production.min.js", "graphiql.min.js", "graphiql.min.css")
BASE = "/static/graphiql"
START = """const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
const defaultQuery = `{
  answer(question: "What is the treatment for alveolar soft part sarcoma?") {
    ... on Card { title answer { text marks { number locator } statements { id direction } } }
    ... on Refusal { kind message }
  }
}`;
const page = React.createElement(GraphiQL, { fetcher, defaultQuery, defaultEditorToolsVisibility: true });
ReactDOM.render(page, document.getElementById("graphiql"));
"""
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>GraphiQL on sarcomakg</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{BASE}/graphiql.min.css"><link rel="stylesheet" href="{BASE}/page.css"></head>
<body><div id="graphiql">Loading; this page needs JavaScript. The schema is at <a href="/schema.graphql">/schema.graphql</a>.</div>
<script src="{BASE}/react.production.min.js"></script><script src="{BASE}/react-dom.production.min.js"></script>
<script src="{BASE}/graphiql.min.js"></script><script src="{BASE}/start.js"></script></body></html>
"""
STYLE = "html, body, #graphiql { height: 100%; margin: 0; }\n"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def asset(name: str) -> bytes | None:
    """Return a file of the page, None when it has no file of this name."""
    own = {"start.js": START, "page.css": STYLE}
    if name in own:
        return own[name].encode()
    return (_folder() / name).read_bytes() if name in FILES else None


def _folder() -> Path:
    spec = find_spec(_CARRIER)
    assert spec is not None, "a dependency of this package"
    assert spec.origin is not None, "a dependency of this package"
    return Path(spec.origin).parent / "static" / _CARRIER
