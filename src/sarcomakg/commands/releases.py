"""Commands about states of the graph: releases, what differs between two, what a source holds up."""

from __future__ import annotations

import json
import sys
from datetime import date as calendar
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sarcomakg.commands.options import Root, Store, TableFormat, opened
from sarcomakg.errors import InputError


class ComparisonFormat(StrEnum):
    """What a comparison is written as."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def release(
    out: Annotated[Path, typer.Option(help="The folder that holds releases, in which the new one is made.")],
    version: Annotated[str, typer.Option(help="Its name; its day, as YYYY.MM.DD, without it.")] = "",
    since: Annotated[Path | None, typer.Option(help="An earlier state to compare with: a release, a built snapshot, a dump.")] = None,
    date: Annotated[str, typer.Option(help="The day of the release; today without it.")] = "",
    store: Store = "",
    root: Root = None,
) -> None:  # fmt: skip
    """Make a release: dumps, the built snapshot, checksums, and what changed; written beside, then renamed whole."""
    from sarcomakg.comparison.document import compared
    from sarcomakg.knowledge import open_state
    from sarcomakg.releases.making import make_release

    day = _day(date) if date else calendar.today().isoformat()
    name = version or day.replace("-", ".")
    graph = opened(root, store)
    before = open_state(since) if since else None
    changes = compared(before.side(before.version or str(since)), graph.side(name)) if before else None
    sys.stdout.write(f"{make_release(graph.edition, out, name, day, changes)}\n")


def _day(text: str) -> str:
    try:
        return calendar.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError(f"{text[:40]!r} is not a day; write it as YYYY-MM-DD") from None


def diff(
    a: Annotated[Path, typer.Argument(help="The earlier state: a release, a built snapshot, a dump in N-Triples, or a root.")],
    b: Annotated[Path, typer.Argument(help="The later state.")],
    format: Annotated[ComparisonFormat, typer.Option(help="What the comparison is written as.")] = ComparisonFormat.TEXT,
) -> None:  # fmt: skip
    """List the Statements that differ between two states, and the cards whose sentences change."""
    from sarcomakg.comparison.document import compared
    from sarcomakg.knowledge import open_state
    from sarcomakg.render.changes import comparison_html, comparison_text

    was, now = (open_state(path) for path in (a, b))
    found = compared(was.side(was.version or str(a)), now.side(now.version or str(b)))
    if format is ComparisonFormat.JSON:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(comparison_html(found) if format is ComparisonFormat.HTML else comparison_text(found))


def impact(
    source: Annotated[str, typer.Argument(help="The identifier of a source; the prefix may be left out.")],
    format: Annotated[TableFormat, typer.Option(help="What the report is written as.")] = TableFormat.TEXT,
    falling: Annotated[bool, typer.Option("--falling", help="List only what nothing else supports.")] = False,
    store: Store = "",
    root: Root = None,
) -> None:
    """List what a source holds up: Statements, sentences and cards, and what would be left by nothing without it."""
    from sarcomakg.render.impact import impact_text

    found = _impact(opened(root, store), source, falling)
    if format is TableFormat.JSON:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(impact_text(found))


def _impact(graph: Any, source: str, falling: bool) -> dict[str, Any]:
    """Return the `impact` of the published document, with all pages of its lists."""
    from sarcomakg.graphql import Limits, Question
    from sarcomakg.resources import published

    service = graph.service(Limits(seconds=3600))
    whole: dict[str, Any] = {}
    for key, cursor in (("statements", "afterStatement"), ("cards", "afterCard")):
        asked: dict[str, Any] = {"source": source, "first": 100, "statements": False, "cards": False, key: True}
        asked["falling"] = True if falling else None
        while True:
            response = service.execute(Question(published()["impact"], variables=asked))
            if response.get("errors"):
                raise InputError(response["errors"][0]["message"])
            page = response["data"]["impact"]
            nodes = [*whole[key]["nodes"], *page[key]["nodes"]] if key in whole else page[key]["nodes"]
            whole |= {**page, key: {"totalCount": page[key]["totalCount"], "nodes": nodes}}
            if not page[key]["pageInfo"]["hasNextPage"]:
                break
            asked[cursor] = page[key]["pageInfo"]["endCursor"]
    return whole
