"""Forest plots: ratios with confidence intervals that may be looked at beside each other; nothing is ever pooled.

A plot is a table: its rows hold the words and the figures, and a drawing of the interval on one logarithmic scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sarcomakg.render.figures import RATIOS, analysis, time, value
from sarcomakg.render.words import MEASURES

# The scale reaches as far below 1 as above it, so that the line of no effect stands in the middle of every plot.
_REACH = (2, 4, 10, 20)
WIDTH, HEIGHT = 200, 20
_CONTROLS = ("placebo", "observation", "no treatment", "best supportive care", "supportive care")
_TICKS = {2: ("0.5", "1", "2"), 4: ("0.25", "0.5", "1", "2", "4"), 10: ("0.1", "0.3", "1", "3", "10"), 20: ("0.05", "0.2", "1", "5", "20")}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One estimate, and where its interval and its square stand in the drawing; `beyond` says which ends leave it."""

    name: str
    population: str
    analysis: str
    figure: str
    number: int
    key: str
    left: float
    right: float
    middle: float
    beyond: tuple[bool, bool]


@dataclass(frozen=True)
class Plot:
    """Estimates of one endpoint, one measure and one kind of comparison; `ticks` are (place, label)."""

    title: str
    reading: str
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]


def plots(section: dict[str, Any], keys: dict[str, str]) -> list[Plot]:
    """Return the plots of a section: sets of two comparable estimates or more.

    `keys` are the places of the evidence of Statements in the page. Comparable are the same outcome, the same
    measure, intervals of one level, the same stage and setting, and the same kind of comparison.
    """
    sets: dict[tuple[Any, ...], dict[str, tuple[dict[str, Any], ...]]] = {}
    for sentence in section["sentences"]:
        statements = {s["id"]: s for s in sentence["statements"]}
        for mark in sentence["marks"]:
            statement = statements.get(mark["citation"]["statement"]["id"])
            for result in mark["citation"]["results"]:
                if statement and _drawable(result):
                    sets.setdefault(_kind(statement, result), {})[result["id"]] = (statement, mark, result)
    return [_plot(key, list(found.values()), keys) for key, found in sets.items() if len(found) > 1]


def _drawable(r: dict[str, Any]) -> bool:
    whole = r["estimate"] is not None and r["lower"] is not None and r["upper"] is not None
    return r["measure"] in RATIOS and r["intervalKind"] == "CONFIDENCE_INTERVAL" and whole and float(r["lower"]) > 0


def _limit(statement: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(sorted(q["label"] for q in statement["qualifiers"] if q["name"] == name))


def _kind(statement: dict[str, Any], r: dict[str, Any]) -> tuple[Any, ...]:
    """Return what two estimates must share to stand in one plot."""
    against = _versus(statement, r)
    what = "" if not against else "control" if against.lower() in _CONTROLS else "treatment"
    if statement["predicate"] != "STUDIED_IN":
        # Two factors are no two measurements of one thing.
        what = f"{statement['subject']['id']} {statement['object']['id']} {against}"
    elif not against:
        what = f"unnamed {r['id']}"
    return (
        r["endpoint"]["label"],
        r["measure"],
        r["intervalLevel"],
        _limit(statement, "stage"),
        _limit(statement, "setting"),
        what,
    )


def _versus(statement: dict[str, Any], r: dict[str, Any]) -> str:
    return r["comparator"]["label"] if r["comparator"] else ", ".join(_limit(statement, "comparedWith"))


def _plot(key: tuple[Any, ...], found: list[tuple[dict[str, Any], ...]], keys: dict[str, str]) -> Plot:
    outcome, measure, level, stage, setting, what = key
    bounds = [float(r[end]) for _, _, r in found for end in ("lower", "upper")]
    widest = max(max(b, 1 / b) for b in bounds)
    reach = next((k for k in _REACH if k >= widest), _REACH[-1])
    among = ", ".join((*stage, *setting))
    against = {"control": "against placebo or no further treatment", "treatment": "against another treatment"}.get(
        what, ""
    )
    title = f"{outcome[:1].upper()}{outcome[1:]}" + "".join(f", {part}" for part in (among, against) if part)
    counted = {
        "HAZARD_RATIO": "the hazard of the event that is counted (death, progression or recurrence, as the outcome says) is",
        "ODDS_RATIO": "the odds of the outcome are",
    }.get(measure, "the risk of the outcome is")
    reading = f"{MEASURES[measure].capitalize()} with {level}% confidence interval. Left of 1, {counted} lower in the group named first; right of 1, higher."
    rows = tuple(_row(s, m, r, reach, keys) for s, m, r in found)
    return Plot(title, reading, rows, tuple((_place(float(t), reach), t) for t in _TICKS[reach]))


def _row(statement: dict[str, Any], mark: dict[str, Any], r: dict[str, Any], reach: int, keys: dict[str, str]) -> Row:
    first = (
        r["arm"]["label"]
        if r["arm"]
        else statement["subject" if statement["predicate"] == "STUDIED_IN" else "object"]["label"]
    )
    against = _versus(statement, r)
    lower, upper, middle = float(r["lower"]), float(r["upper"]), float(r["estimate"])
    return Row(
        name=first + (f" against {against}" if against else ""), population=mark["citation"]["population"]["label"],
        analysis="; ".join(part for part in (time(r), analysis(r)) if part),
        figure=value(r), number=mark["number"], key=keys[statement["id"]],
        left=_place(lower, reach), right=_place(upper, reach), middle=_place(middle, reach), beyond=(lower * reach < 1, upper > reach),
    )  # fmt: skip


def _place(value: float, reach: int) -> float:
    """Return where a ratio stands across the drawing; what lies beyond the scale stands at its end."""
    share = (math.log(value) / math.log(reach) + 1) / 2
    return round(min(max(share, 0.0), 1.0) * (WIDTH - 8) + 4, 1)
