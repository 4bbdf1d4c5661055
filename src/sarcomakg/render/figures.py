"""A Result of a GraphQL document in print: the figure with unit, interval, people, time; its comparator; its test; its analysis."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sarcomakg.render.words import INTERVALS, MEASURES, number, quantity, with_unit

Json = Mapping[str, Any]

RATIOS = ("HAZARD_RATIO", "ODDS_RATIO", "RELATIVE_RISK")
# These are a plan, not a measurement: the time says how long it holds, and stands behind it.
_PLANNED = ("DOSE", "INTERVAL")


def measured(r: Json) -> str:
    """Return what was measured, when, and by which statistic, where the endpoint alone does not tell: overall survival at 5 years."""
    endpoint = str(r["endpoint"]["label"])
    statistic = MEASURES.get(r["measure"], "") if r["measure"] != "COUNT" or r["events"] is None else ""
    when = "" if r["measure"] in _PLANNED else time(r)
    named = f"{endpoint} {when}".rstrip()
    return f"{named}, {statistic}" if statistic and statistic not in endpoint.lower() else named


def time(r: Json) -> str:
    """Return the time of a figure: at 5 years, from 0 to 5 years, until 2 to 3 years; the empty string without one."""
    code = r["timeUnit"]
    if r["atTime"]:
        return f"at {quantity(r['atTime'], code)}"
    start, end, least = r["fromTime"], r["untilTime"], r["untilTimeLower"]
    if not end:
        return f"from {quantity(start, code)}" if start else ""
    if least:
        begin = f"from {number(start)} " if start else ""
        return f"{begin}until {number(least)} to {quantity(end, code)}"
    return f"from {number(start)} to {quantity(end, code)}" if start else f"until {quantity(end, code)}"


def figure(r: Json) -> str:
    """Return the figure of the arm as it is printed; only the people where a test alone is given."""
    people = _people(r["events"], r["armSize"])
    if r["measure"] == "DOSE":
        return ", ".join(part for part in (f"{_dose(r)} {time(r)}".strip(), people) if part)
    if r["measure"] == "INTERVAL":
        return ", ".join(part for part in (f"every {value(r)} {time(r)}".strip(), people) if part)
    return _counted(value(r), people)


def value(r: Json) -> str:
    """Return the estimate of the arm with its unit and interval."""
    return _value(r["estimate"], r["lower"], r["upper"], r)


def against(r: Json) -> str:
    """Return the comparator with its figure: placebo: 1.6 months (95% CI 0.9 to 1.8); empty without a comparison."""
    name = r["comparator"]["label"] if r["comparator"] else ""
    printed = _value(r["comparatorEstimate"], r["comparatorLower"], r["comparatorUpper"], r)
    other = _counted(printed, _people(r["comparatorEvents"], r["comparatorSize"]))
    return f"{name}: {other}" if name and other else name or other


def test(r: Json) -> str:
    """Return the test of a comparison: p = 0.03; not significant."""
    p = r["pValue"] or ""
    parts = [f"p {p}" if p[:1] in "<>=≤≥" else f"p = {p}"] if p else []
    if r["significant"] is False:
        parts.append("not significant")
    elif r["significant"] and not p:
        parts.append("significant")
    return "; ".join(parts)


def analysis(r: Json) -> str:
    """Return which analysis the figure is of: the assessor or model, who was counted, when the data were closed."""
    cut = f"data cut {r['dataCut']}" if r["dataCut"] else ""
    return "; ".join(part for part in (r["analysis"], r["analysisSet"], cut) if part)


def line(r: Json) -> str:
    """Return a Result in one line, nothing left out: measure, arm, figure, comparison, test, analysis."""
    arm = f" with {r['arm']['label']}" if r["arm"] else ""
    versus = f"against {against(r)}" if against(r) else ""
    figures = ", ".join(part for part in (figure(r), versus, test(r)) if part)
    return f"{measured(r)}{arm}: {figures} ({analysis(r)})" if figures else f"{measured(r)}{arm} ({analysis(r)})"


def row(r: Json) -> dict[str, str]:
    """Return a Result as the cells of a small table; what the source does not say is an empty cell."""
    return {
        "outcome": measured(r),
        "group": r["arm"]["label"] if r["arm"] else "",
        "figure": ", ".join(part for part in (figure(r), test(r)) if part),
        "against": against(r),
        "analysis": analysis(r),
    }


def _value(estimate: str | None, low: str | None, high: str | None, r: Json) -> str:
    if estimate is None:
        return _bounds(low, high, r)
    interval = _interval(low, high, r)
    return quantity(estimate, r["unit"]) + (f" ({interval})" if interval else "")


def _bounds(low: str | None, high: str | None, r: Json) -> str:
    """Return bounds without an estimate: over 80%, up to 3%, 27 to 79 years, 95% CI 8 to 25 months."""
    if low is None and high is None:
        return ""
    if r["intervalKind"] not in (None, "RANGE"):
        return with_unit(_interval(low, high, r), r["unit"])
    if low is None or high is None:
        return f"over {quantity(low, r['unit'])}" if low is not None else f"up to {quantity(str(high), r['unit'])}"
    if low == high:
        return quantity(low, r["unit"])
    return with_unit(f"{_alike(low, high)} to {_alike(high, low)}", r["unit"])


def _interval(low: str | None, high: str | None, r: Json) -> str:
    if low is None and high is None:
        return ""
    level = f"{number(r['intervalLevel'])}% " if r["intervalLevel"] else ""
    start = _alike(low, high) if low is not None else "not given"
    end = _alike(high, low) if high is not None else "not reached"
    return f"{level}{INTERVALS.get(r['intervalKind'] or '', '')} {start} to {end}".strip()


def _alike(text: str, other: str | None) -> str:
    """Give a bound as many places as its fellow: the store keeps 0.40 as 0.4, papers print 0.24 to 0.40."""
    places = max(-int(Decimal(t).as_tuple().exponent) for t in (text, other) if t is not None)
    return number(f"{Decimal(text):.{max(places, 0)}f}")


def _people(events: int | None, size: int | None) -> str:
    """Return in how many it happened and how many there were; n is never the number of events."""
    if events is None:
        return f"n = {size}" if size else ""
    return f"{events} of {size}" if size else f"in {events} {'person' if events == 1 else 'people'}"


def _counted(printed: str, people: str) -> str:
    """Put the people behind a figure; a bare count that they repeat stands once: 2 of 33."""
    if people.split(" ")[0] == printed:
        return people
    return ", ".join(part for part in (printed, people) if part)


def _dose(r: Json) -> str:
    text = f"{value(r)} {r['route'] or ''}".strip()
    if r["frequency"] and r["period"]:
        times = "once" if r["frequency"] == 1 else "twice" if r["frequency"] == 2 else f"{r['frequency']} times"
        period = quantity(r["period"], r["periodUnit"])
        text += f" {times} every {period.removeprefix('1 ')}"
    return text
