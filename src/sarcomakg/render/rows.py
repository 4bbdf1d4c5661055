"""Results as rows of a small table: what was measured, in whom, the figure with its bounds, against what, by which analysis."""

from __future__ import annotations

from typing import Any

from sarcomakg.render.words import INTERVAL, number, time, words

RATIOS = ("HAZARD_RATIO", "ODDS_RATIO", "RELATIVE_RISK")


def row(result: dict[str, Any]) -> dict[str, str]:
    """Return the cells of a Result; what the source does not say is an empty cell."""
    r = result
    ratio = r["measure"] in RATIOS or r["measure"] == "P_VALUE"
    versus = r["comparator"]["label"] if r["comparator"] else ""
    other = _value(r["comparatorEstimate"], r["comparatorLower"], r["comparatorUpper"], r)
    return {
        "outcome": ", ".join(part for part in (r["endpoint"]["label"], _measure(r), _when(r)) if part),
        "group": _group(r["arm"]["label"] if r["arm"] else "", r["armSize"], r["events"]),
        "figure": _figure(r),
        "against": _group(versus, r["comparatorSize"], r["comparatorEvents"]) + (f": {other}" if other and not ratio else ""),
        "analysis": "; ".join(part for part in (r["analysis"], r["analysisSet"], _cut(r)) if part),
    }  # fmt: skip


def _measure(r: dict[str, Any]) -> str:
    name = words(r["measure"])
    if name in r["endpoint"]["label"].lower():
        return ""
    return "" if r["measure"] in ("PROPORTION", "RATE", "COUNT", "P_VALUE", "EXTENT") else name


def _when(r: dict[str, Any]) -> str:
    unit = r["timeUnit"]
    if r["atTime"]:
        return f"at {time(r['atTime'], unit)}"
    if r["fromTime"] and r["untilTime"]:
        return f"from {r['fromTime']} to {time(r['untilTime'], unit)}"
    if r["fromTime"]:
        return f"from {time(r['fromTime'], unit)}"
    return f"until {time(r['untilTime'], unit)}" if r["untilTime"] else ""


def _group(name: str, size: int | None, events: int | None) -> str:
    people = f"{events} of {size}" if events is not None and size else f"n = {size}" if size else ""
    if events is not None and not size:
        people = f"{events}"
    return f"{name} ({people})" if name and people else name or people


def _value(estimate: str | None, lower: str | None, upper: str | None, r: dict[str, Any]) -> str:
    span = interval(lower, upper, r)
    value = number(estimate, r["unit"])
    return f"{value} ({span})" if value and span else value or span


def _figure(r: dict[str, Any]) -> str:
    parts = [_value(r["estimate"], r["lower"], r["upper"], r), _schedule(r)]
    if r["pValue"]:
        p = r["pValue"]
        parts.append(f"p {p}" if p[:1] in "<>=≤≥" else f"p = {p}")
    return ", ".join(part for part in parts if part)


def _schedule(r: dict[str, Any]) -> str:
    often = ""
    if r["frequency"] and r["period"]:
        often = f"{r['frequency']} time{'s' if r['frequency'] != 1 else ''} in {time(r['period'], r['periodUnit'])}"
    return ", ".join(part for part in (r["route"], often) if part)


def _cut(r: dict[str, Any]) -> str:
    return f"data of {r['dataCut']}" if r["dataCut"] else ""


def interval(lower: str | None, upper: str | None, r: dict[str, Any]) -> str:
    """Return the bounds of a figure with what they are: 95% CI 0.26 to 0.48; the empty string without bounds."""
    if lower is None and upper is None:
        return ""
    kind = INTERVAL.get(r["intervalKind"] or "", "")
    if r["intervalKind"] == "CONFIDENCE_INTERVAL":
        kind = f"{r['intervalLevel']}% CI" if r["intervalLevel"] else "CI"
    return f"{kind} {lower if lower is not None else 'not given'} to {upper if upper is not None else 'not reached'}".strip()
