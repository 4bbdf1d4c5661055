"""Run the suites and write docs/benchmarks.md and docs/benchmarks.json.

`python -m benchmarks [--only NAMES] [--sizes SIZES] [--seconds S] [--rounds N]`; a part keeps what others wrote before.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.graphs import SIZES
from benchmarks.harness import HERE, MissingError, Options, Report
from benchmarks.report import entry, read, write

# In the order of the page.
SUITES = ("graphql", "sparql", "growth", "start", "remote", "pressure")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", default=",".join(SUITES), help=f"which suites, separated by commas: {', '.join(SUITES)}"
    )
    parser.add_argument("--sizes", default="20k,1m,10m", help=f"which generated graphs: {', '.join(SIZES)}")
    parser.add_argument("--seconds", type=float, default=2.0, help="seconds of load in a round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds")
    parser.add_argument("--folder", type=Path, default=HERE.parent / ".bench", help="where generated graphs are kept")
    parser.add_argument("--to", type=Path, default=HERE.parent / "docs", help="the folder of benchmarks.md and .json")
    asked = parser.parse_args()
    names, sizes = asked.only.split(","), tuple(asked.sizes.split(","))
    if unknown := [n for n in names if n not in SUITES] + [s for s in sizes if s not in SIZES]:
        parser.error(f"unknown: {', '.join(unknown)}; suites are {', '.join(SUITES)}, sizes {', '.join(SIZES)}")
    asked.folder.mkdir(parents=True, exist_ok=True)
    options = Options(asked.seconds, asked.rounds, sizes, asked.folder)
    entries = read(asked.to / "benchmarks.json")
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            report: Report = import_module(f"benchmarks.{name}").run(options)
        except MissingError as error:
            print(f"{name}: left out, {error}", file=sys.stderr)
            report = Report(name, (), {}, (f"the suite {name}, {error}",))
        for why in report.missing:
            print(f"  left out: {why}", file=sys.stderr)
        entries[name] = entry(report, options.seconds, options.rounds)
        write({suite: entries[suite] for suite in SUITES if suite in entries}, asked.to)


if __name__ == "__main__":
    main()
