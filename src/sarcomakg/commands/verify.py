"""`sarcomakg verify`: does an article still follow from a snapshot?"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sarcomakg.commands.options import Root, Store, TableFormat, fail, opened

if TYPE_CHECKING:
    from sarcomakg.verification import Report


def verify(
    article: Annotated[
        str, typer.Argument(help="A file, - for standard input, or the address of an article (https://...).")
    ],
    format: Annotated[TableFormat, typer.Option(help="What the report is written as.")] = TableFormat.TEXT,
    store: Store = "",
    root: Root = None,
) -> None:
    """Say of each sentence of an article whether it still follows from the graph: same, changed, withdrawn or tampered."""
    from sarcomakg.verification import fetch, read_article
    from sarcomakg.verification import verify as run
    from sarcomakg.verification.forms import TamperedError

    if "://" in article:
        content = fetch(article)
    else:
        try:
            content = sys.stdin.buffer.read() if article == "-" else Path(article).read_bytes()
        except OSError as error:
            fail(f"cannot read {article}: {error.strerror}", 2)
    try:
        read = read_article(content, article)
    except TamperedError as error:
        fail(str(error), 1)
    graph = opened(root, store)
    report = run(read, graph.projection, graph.snapshot.identity)
    if format is TableFormat.JSON:
        told = dataclasses.asdict(report) | {"same": report.same, "counts": report.counts}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(report)
    if not report.same:
        raise typer.Exit(1)


def _print(report: Report) -> None:
    lines = [f"{report.form} of {report.address}, for {report.audience}s"]
    lines += [f"  made from snapshot {report.made_from}", f"  held against       {report.identity}"]
    lines += [f"! {remark}" for remark in report.remarks]
    for v in report.verdicts:
        if v.status == "same":
            continue
        lines += ["", f"{v.status}, {v.section}: {v.why}"]
        lines += [f"  was: {v.was}"] if v.was else []
        lines += [f"  now: {v.now or 'nothing'}"]
        lines += [f"  statements: {', '.join(v.statements)}"] if v.statements else []
    if report.added:
        lines += ["", f"the snapshot says {len(report.added)} more than the article:"]
        lines += [f"  new: {text}" for text in report.added]
    lines += ["", ", ".join(f"{number} {status}" for status, number in report.counts.items())]
    sys.stdout.write("\n".join(lines) + "\n")
