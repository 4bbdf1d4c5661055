from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

import pytest
from benchmarks.harness import Load, MissingError, Options, Report, Table, interleaved, percentile

from benchmarks import __main__ as command

FOUND = Table("A thing", "What it is.", ("target", "rate"), (("ours", 1234.5), ("theirs", 0.5), ("nobody", None)))


@pytest.fixture
def suites(monkeypatch: pytest.MonkeyPatch) -> None:
    def fine(options: Options) -> Report:
        return Report("graphql", (FOUND,), {"Python": "3"}, ("mercurius: node is not installed (nodejs.org)",))

    def absent(options: Options) -> Report:
        raise MissingError("wrk is not installed")

    monkeypatch.setattr(import_module("benchmarks.graphql"), "run", fine)
    monkeypatch.setattr(import_module("benchmarks.sparql"), "run", absent)


def ran(monkeypatch: pytest.MonkeyPatch, to: Path, *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--to", str(to), "--folder", str(to / "kept"), *arguments])
    command.main()
    return (to / "benchmarks.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("suites")
def test_figures_and_what_is_missing_are_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = ran(monkeypatch, tmp_path, "--only", "graphql")
    assert "| target | rate |\n|---|---:|\n| ours | 1,234 |\n| theirs | 0.5 |\n| nobody |  |\n" in text
    assert "Left out: mercurius: node is not installed" in text
    told = json.loads((tmp_path / "benchmarks.json").read_text())["graphql"]
    assert told["tables"][0]["rows"] == [["ours", 1234.5], ["theirs", 0.5], ["nobody", None]]
    assert told["machine"]["cores"] > 0


@pytest.mark.usefixtures("suites")
def test_a_part_keeps_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran(monkeypatch, tmp_path, "--only", "graphql")
    text = ran(monkeypatch, tmp_path, "--only", "sparql")
    assert "## A thing" in text
    assert "Left out: the suite sparql, wrk is not installed" in text


def test_an_unknown_suite_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        ran(monkeypatch, tmp_path, "--only", "grapql")


def test_every_suite_is_there() -> None:
    assert all(callable(import_module(f"benchmarks.{name}").run) for name in command.SUITES)


def test_rounds_alternate_and_medians_are_taken() -> None:
    order: list[str] = []

    def action(name: str, rates: list[float]) -> Load:
        order.append(name)
        return Load(rates[order.count(name) - 1], 1, 2)

    found = interleaved({n: lambda _, n=n: action(n, [3, 1, 8]) for n in ("a", "b")}, 3)
    assert order == ["a", "b"] * 3
    assert found["a"].rate == 3


def test_percentiles() -> None:
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([5], 0.5) == 5
