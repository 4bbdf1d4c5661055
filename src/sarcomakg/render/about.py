"""The page about the graph, with the figures of the snapshot that is served."""

from __future__ import annotations

from typing import Any

from sarcomakg.render.html import rendered

# The parts of the way of an answer: what each is, and an example.
STEPS = (
    ("Question", "in your own words"),
    ("Plan", "topic, disease, stage, site, drug"),
    ("Walk", "statements of the disease and of broader ones"),
    ("Sentences", "each made from its statements"),
    ("Citations", "source and place, at each sentence"),
)


def about_html(data: dict[str, Any]) -> str:
    """Return the page, from the published document `about`."""
    kinds = {c["kind"]: c["count"] for c in data["release"]["counts"]}
    directions = {c["direction"]: c["count"] for c in data["statements"]["countsByDirection"]}
    sources = {c["kind"]: c["count"] for c in data["sources"]["countsByKind"]}
    return rendered(
        "about.html", release=data["release"], statements=data["statements"], kinds=kinds, directions=directions, sources=sources,
        all_sources=data["sources"]["totalCount"], ended=data["ended"]["totalCount"], searches=data["searches"]["totalCount"],
        reviewed={c["status"]: c["count"] for c in data["release"]["reviewCounts"]}, steps=STEPS, n=lambda number: f"{number:,}",
    )  # fmt: skip
