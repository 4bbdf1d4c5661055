"""A Result as statistics of Evidence: the figure, its interval, its test, its people; the comparator's figure as one more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sarcomakg.render.fhir.terms import UCUM, concept, hl7, own
from sarcomakg.render.figures import line
from sarcomakg.render.words import unit, words

Json = Mapping[str, Any]

_TYPES = {
    "HAZARD_RATIO": ("C93150", "Hazard Ratio"),
    "ODDS_RATIO": ("C16932", "Odds Ratio"),
    "RELATIVE_RISK": ("C93152", "Relative Risk"),
    "MEDIAN": ("C28007", "Median"),
    "MEAN": ("C53319", "Mean"),
    "COUNT": ("C25463", "Count"),
    "PROPORTION": ("C44256", "Proportion"),
}
_INTERVALS = {
    "CONFIDENCE_INTERVAL": ("C53324", "Confidence interval"),
    "RANGE": ("C38013", "Range"),
    "INTERQUARTILE_RANGE": ("C53245", "Interquartile range"),
}
_P = re.compile(r"([<>≤≥=]?)=?\s*(0?\.\d+|\d(?:\.\d+)?)")
_COMPARATORS = {"<": "<", ">": ">", "≤": "<=", "≥": ">="}


def statistics(r: Json) -> list[dict[str, Any]]:
    """Return the statistic of a Result, and that of its comparator where it has figures of its own."""
    found = [_statistic(r, line(r), r["estimate"], r["lower"], r["upper"], r["events"], r["armSize"], tested=True)]
    own_figures = ("comparatorEstimate", "comparatorLower", "comparatorUpper", "comparatorEvents", "comparatorSize")
    if any(r[name] is not None for name in own_figures):
        who = r["comparator"]["label"] if r["comparator"] else "not named"
        said = f"The comparator ({who}) of: {line(r)}"
        found.append(_statistic(r, said, *(r[name] for name in own_figures), tested=False))
    return found


def _statistic(
    r: Json, said: str, estimate: str | None, low: str | None, high: str | None, events: int | None, size: int | None, *, tested: bool
) -> dict[str, Any]:  # fmt: skip
    standard = [hl7("statistic-type", *_TYPES[r["measure"]])] if r["measure"] in _TYPES else []
    kind = words(r["measure"])
    found: dict[str, Any] = {"description": said, "statisticType": concept(kind, *standard, own(r["measure"], kind))}
    if estimate is not None:
        found["quantity"] = _quantity(estimate, r["unit"])
    if events is not None:
        found["numberOfEvents"] = events
    if size is not None:
        found["sampleSize"] = {"numberOfParticipants": size}
    if tested and r["significant"] is not None:
        found["note"] = [{"text": f"The source calls it {'' if r['significant'] else 'not '}significant."}]
    estimates = _interval(r, low, high) + (_test(r["pValue"]) if tested else [])
    return {**found, **({"attributeEstimate": estimates} if estimates else {})}


def _quantity(value: str, code: str) -> dict[str, Any]:
    return {"value": number(value), "unit": unit(code) or "1", "system": UCUM, "code": ucum(code)}


def number(text: str) -> int | float:
    """Return a decimal as a JSON number."""
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def ucum(code: str) -> str:
    """Return a unit in UCUM; the graph writes a rate by its denominator: 10*5.a is per 100,000 people a year."""
    return f"/({code})" if unit(code).startswith("per ") else code


def _interval(r: Json, low: str | None, high: str | None) -> list[dict[str, Any]]:
    if low is None and high is None:
        return []
    kind = r["intervalKind"]
    named = words(kind) if kind else "bounds"
    found: dict[str, Any] = {
        "type": concept(named, *([hl7("attribute-estimate-type", *_INTERVALS[kind])] if kind else []))
    }
    if kind == "CONFIDENCE_INTERVAL" and r["intervalLevel"]:
        found["level"] = number(str(Decimal(r["intervalLevel"]) / 100))
    ends = {"low": low, "high": high}
    found["range"] = {end: _quantity(value, r["unit"]) for end, value in ends.items() if value is not None}
    if None in ends.values():
        missing = "lower" if low is None else "upper"
        found["note"] = [{"text": f"The {missing} bound is not given or was not reached."}]
    return [found]


def _test(printed: str | None) -> list[dict[str, Any]]:
    """Return a p value; one that is no number stays as it is printed."""
    if not printed:
        return []
    found: dict[str, Any] = {
        "description": f"p value as printed: {printed}",
        "type": concept("p value", hl7("attribute-estimate-type", "C44185", "P-value")),
    }
    if match := _P.fullmatch(printed):
        sign = _COMPARATORS.get(match[1])
        found["quantity"] = {"value": number(match[2]), **({"comparator": sign} if sign else {})}
    return [found]
