"""Reports as Markdown for people and JSON for programs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.harness import Report

_HEAD = """# Benchmarks

`make bench` measures all of this and writes this page and `benchmarks.json`; `python -m benchmarks --only graphql,sparql --sizes 20k,1m --seconds 2 --rounds 3` a part of it, and keeps the other parts as they are. It needs wrk (Debian's package of that name); Node for mercurius; `pip install -e ".[bench]"` for rdflib-endpoint. What is not there is left out, and the page says so. Generated graphs are kept in `.bench/`.

Each figure is measured beside its peer or its limit, in one run, in rounds that alternate; figures are medians of the rounds, unless said otherwise. Only the ratios carry from one machine to another. Questions have pages of their own: `python -m benchmarks.ask` and `python -m benchmarks.spelling`; see [evaluation.md](evaluation.md).
"""


def machine() -> dict[str, Any]:
    """Return what was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cores": os.cpu_count(), "memory_gb": round(memory), "machine": platform.machine(), "python": platform.python_version()}  # fmt: skip


def entry(report: Report, seconds: float, rounds: int) -> dict[str, Any]:
    """Return a report with day, machine and settings, as it stands in the JSON."""
    today: date = datetime.now(UTC).date()
    return {"day": today.isoformat(), "machine": machine(), "seconds": seconds, "rounds": rounds} | asdict(report)


def read(path: Path) -> dict[str, Any]:
    """Return the entries of an earlier run by suite, or none."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def write(entries: Mapping[str, Any], folder: Path) -> None:
    """Write benchmarks.md and benchmarks.json."""
    text = json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    (folder / "benchmarks.json").write_text(text, encoding="utf-8")
    (folder / "benchmarks.md").write_text("\n".join((_HEAD, *map(_section, entries.values()))), encoding="utf-8")


def _section(found: Mapping[str, Any]) -> str:
    m = found["machine"]
    named = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    parts = []
    for table in found["tables"]:
        parts.append(f"## {table['title']}\n\n{table['about']}\n")
        parts.append(_table(table["columns"], table["rows"]))
    parts += [f"Left out: {why}.\n" for why in found["missing"]]
    parts.append(
        f"{found['day']}, {found['rounds']} rounds of {found['seconds']:g} s; {m['cores']} cores, {m['memory_gb']} GB; {named}.\n"
    )
    return "\n".join(parts)


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    numbers = [all(isinstance(row[n], int | float) or row[n] is None for row in rows) for n in range(len(columns))]
    lines = ["| " + " | ".join(columns) + " |", "|" + "|".join("---:" if right else "---" for right in numbers) + "|"]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
