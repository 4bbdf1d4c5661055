"""GraphiQL from files of this machine: the page opens no connection but to its own server."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from sarcomakg.resources import examples, published

# The package is a carrier of GraphiQL's own distribution; none of its code is run.
_CARRIER = "graphene_django_graphiql_static"
FILES = ("react.production.min.js", "react-dom.production.min.js", "graphiql.min.js", "graphiql.min.css")
BASE = "/static/graphiql"
# The tabs that somebody finds who opens the page for the first time; every published document is at /queries.
_TABS = ("article", "condition", "treatments", "drug", "trial", "search", "path", "statement")
_START = """const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
const defaultTabs = TABS;
const page = React.createElement(GraphiQL, {
  fetcher, defaultTabs, variables: localStorage.length ? undefined : defaultTabs[0].variables,
  defaultEditorToolsVisibility: "variables",
});
ReactDOM.render(page, document.getElementById("graphiql"));
"""
PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>GraphiQL on sarcomakg</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="{BASE}/graphiql.min.css"><link rel="stylesheet" href="{BASE}/page.css"></head>
<body><div id="graphiql">Loading; this page needs JavaScript. The schema is at <a href="/schema.graphql">/schema.graphql</a>.</div>
<script src="{BASE}/react.production.min.js"></script><script src="{BASE}/react-dom.production.min.js"></script>
<script src="{BASE}/graphiql.min.js"></script><script src="{BASE}/start.js"></script></body></html>
"""
# GraphiQL's colors where they are too pale to read: what is faint by its alpha, and the syntax on white.
STYLE = """html, body, #graphiql { height: 100%; margin: 0; }
.graphiql-container, .CodeMirror-info, .CodeMirror-lint-tooltip, .CodeMirror-hints, reach-portal {
  --alpha-secondary: 1 !important; --alpha-tertiary: .9 !important;
}
@media (prefers-color-scheme: light) {
  body .cm-s-graphiql .cm-property { color: #005cb3; } body .cm-s-graphiql .cm-string { color: #8a5200; }
  body .cm-s-graphiql :is(.cm-def, .cm-atom, .cm-attribute, .cm-meta) { color: #006d7e; }
  body .cm-s-graphiql :is(.cm-number, .cm-builtin) { color: #00704a; }
}
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def _start() -> str:
    tabs = [{"query": published()[name], "variables": json.dumps(examples()[name], indent=2)} for name in _TABS]
    return _START.replace("TABS", json.dumps(tabs))


def asset(name: str) -> bytes | None:
    """Return a file of the page, None when it has no file of this name."""
    own = {"start.js": _start(), "page.css": STYLE}
    if name in own:
        return own[name].encode()
    return (_folder() / name).read_bytes() if name in FILES else None


def _folder() -> Path:
    spec = find_spec(_CARRIER)
    assert spec is not None, "a dependency of this package"
    assert spec.origin is not None, "a dependency of this package"
    return Path(spec.origin).parent / "static" / _CARRIER
