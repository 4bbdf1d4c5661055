"""A Result of a GraphQL document in print: the figure with unit, interval, people, time; its comparator; its analysis."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]

_UNITS = {
    "mo": "months", "a": "years", "wk": "weeks", "d": "days", "h": "hours", "%": "%", "1": "", "mg/m2": "mg/m²", "g/m2": "g/m²",
    "ug/kg": "µg/kg", "10*6.[IU]/m2": "million IU/m²", "10*9": "× 10⁹", "10*5.a": "per 100,000 people a year", "10*6.a": "per million people a year",
}  # fmt: skip
_ONE = {"mo": "month", "a": "year", "wk": "week", "d": "day"}
_MEASURES = {
    "HAZARD_RATIO": "hazard ratio", "ODDS_RATIO": "odds ratio", "RELATIVE_RISK": "relative risk", "MEDIAN": "median", "MEAN": "mean",
    "CHANGE": "difference", "COUNT": "count",
}  # fmt: skip
_INTERVALS = {"RANGE": "range", "INTERQUARTILE_RANGE": "interquartile range"}


def measured(r: Json) -> str:
    """Return what was measured and by which statistic, where the endpoint alone does not tell: overall survival, median."""
    statistic = _MEASURES.get(r["measure"], "")
    endpoint = str(r["endpoint"]["label"])
    return f"{endpoint}, {statistic}" if statistic and statistic not in endpoint else endpoint


def figure(r: Json) -> str:
    """Return the figure of the arm as it is printed; the empty string where only a comparison is given."""
    if r["measure"] == "DOSE":
        return _dose(r)
    if r["measure"] == "INTERVAL":
        return f"every {_value(r, '')}{_span(r)}"
    if r["measure"] == "P_VALUE":
        return ""
    return ", ".join(part for part in (_value(r, ""), _people(r, ""), _time(r)) if part)


def against(r: Json) -> str:
    """Return the comparator with its figure: placebo: 1.6 months (95% CI 0.9 to 1.8); empty without a comparison."""
    name = r["comparator"]["label"] if r["comparator"] else ""
    value = ", ".join(part for part in (_value(r, "comparator"), _people(r, "comparator")) if part)
    return f"{name}: {value}" if name and value else name or value


def test(r: Json) -> str:
    """Return the test of a comparison: p = 0.03; not significant."""
    value = r["pValue"] or ""
    parts = [f"p {value}" if value[:1] in "<>=≤≥" else f"p = {value}"] if value else []
    if r["significant"] is False:
        parts.append("not significant")
    elif r["significant"] and not value:
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


def number(text: Any) -> str:
    """Return a figure with a true minus sign."""
    return str(text).replace("-", "−")


def _value(r: Json, side: str) -> str:
    estimate, low, high = (r[name] for name in (
        ("comparatorEstimate", "comparatorLower", "comparatorUpper") if side else ("estimate", "lower", "upper")
    ))  # fmt: skip
    if estimate is None:
        return _with_unit(_bounds(low, high), r["unit"], low == high == "1") if low or high else ""
    interval = _interval(low, high, r)
    return _with_unit(number(estimate), r["unit"], estimate == "1") + (f" ({interval})" if interval else "")


def _with_unit(value: str, unit: str, single: bool = False) -> str:
    name = _ONE[unit] if single and unit in _ONE else _UNITS.get(unit, unit)
    return f"{value}{'' if unit == '%' else ' '}{name}".strip()


def _bounds(low: str | None, high: str | None) -> str:
    if low is not None and high is not None:
        return number(low) if low == high else f"{number(low)} to {number(high)}"
    return f"over {number(low)}" if low is not None else f"up to {number(high)}"


def _interval(low: str | None, high: str | None, r: Json) -> str:
    if low is None and high is None:
        return ""
    kind = f"{number(r['intervalLevel'])}% CI" if r["intervalLevel"] else _INTERVALS.get(r["intervalKind"] or "", "")
    ends = [_alike(one, other) if one is not None else "not reached" for one, other in ((low, high), (high, low))]
    return f"{kind} {ends[0]} to {ends[1]}".strip()


def _alike(value: str, other: str | None) -> str:
    """Give a bound as many places as its fellow: the store keeps 0.40 as 0.4, papers print 0.24 to 0.40."""
    places = max(-int(Decimal(text).as_tuple().exponent) for text in (value, other) if text is not None)
    return number(f"{Decimal(value):.{max(places, 0)}f}")


def _people(r: Json, side: str) -> str:
    events, size = (r["comparatorEvents"], r["comparatorSize"]) if side else (r["events"], r["armSize"])
    if events is not None:
        alone = r["comparatorEstimate" if side else "estimate"] is None
        return f"{events} of {size}" if size else f"{events}" if alone else f"n = {events}"
    return f"of {size} people" if size else ""


def _time(r: Json) -> str:
    if r["atTime"]:
        single = r["atTime"] == "1"
        return f"at {_with_unit(number(r['atTime']), r['timeUnit'] or '', single)}"
    return _span(r).strip()


def _span(r: Json) -> str:
    unit = _UNITS.get(r["timeUnit"] or "", r["timeUnit"] or "")
    text = f" from {number(r['fromTime'])} {unit}" if r["fromTime"] else ""
    if r["untilTime"]:
        low = f"{number(r['untilTimeLower'])} to " if r["untilTimeLower"] else ""
        text += f" until {low}{number(r['untilTime'])} {unit}"
    return text.rstrip()


def _dose(r: Json) -> str:
    text = f"{_value(r, '')} {r['route'] or ''}".strip()
    if r["frequency"] and r["period"]:
        times = "once" if r["frequency"] == 1 else f"{r['frequency']} times"
        unit = _ONE.get(r["periodUnit"] or "", r["periodUnit"] or "")
        period = unit if r["period"] == "1" else f"{number(r['period'])} {unit}s"
        text += f" {times} every {period}"
    return text + _span(r)
