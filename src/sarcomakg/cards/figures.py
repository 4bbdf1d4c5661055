"""Results in words: the same figures for every audience, with unit, interval, sizes and analysis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from sarcomakg.ask.plan import Audience
from sarcomakg.model import Result
from sarcomakg.vocabulary import Measure

_UNITS = {
    "mo": "months",
    "a": "years",
    "wk": "weeks",
    "d": "days",
    "h": "hours",
    "%": "%",
    "1": "",
    "mg/m2": "mg/m²",
    "g/m2": "g/m²",
    "ug/kg": "µg/kg",
    "10*6.[IU]/m2": "million IU/m²",
    "10*9": "× 10⁹",
    "10*5.a": "per hundred thousand people a year",
    "10*6.a": "per million people a year",
}
Name = Callable[[str], str]
PARTICIPANTS = "outcome:participants"
_ONE = {"a": "year", "d": "day", "mo": "month", "wk": "week"}
_RATIOS = {
    Measure.HAZARD_RATIO: "hazard ratio",
    Measure.ODDS_RATIO: "odds ratio",
    Measure.RELATIVE_RISK: "relative risk",
}
# Arms that were given instead of the subject.
_CONTROLS = ("treatment:placebo", "treatment:observation", "treatment:no-")
_PREFIXES = {Measure.MEDIAN: "median ", Measure.MEAN: "mean "}
_INTERVALS = {"Range": "range", "InterquartileRange": "interquartile range"}


def number(value: Decimal | int) -> str:
    """Return a figure as it is printed, with a true minus sign."""
    return f"{value}".replace("-", "−")


def _alike(value: Decimal, *others: Decimal | None) -> Decimal:
    """Give a figure as many decimal places as its fellows: the store keeps 0.40 as 0.4, papers print 0.24 to 0.40."""
    known = [d for d in (value, *others) if d is not None]
    return value.quantize(min(Decimal(1).scaleb(min(int(d.as_tuple().exponent), 0)) for d in known))


def quantity(value: Decimal, unit: str) -> str:
    """Return a figure with its unit: 4.6 months, 1 month, 37%, 0.31."""
    name = (_ONE if value == 1 else {}).get(unit) or _UNITS.get(unit, unit)
    return f"{number(value)}{'' if unit == '%' else ' '}{name}".strip()


def describe(name: Name, results: Sequence[Result], audience: Audience, ends: Sequence[str] = ()) -> str:
    """Return the results of one citation as a phrase; the empty string when there is none.

    `name` gives the label of an entity for the audience; `ends` are what the sentence is about: a figure of another arm names that arm, and one that a source prints the
    other way round is turned so that the subject's own figure comes first.
    """
    results = [_turned(r, ends) for r in results]
    parts = [_result(name, r, audience) + _other_arm(name, r, ends) for r in results]
    analyses = {r.analysis for r in results}
    # A patient reads one figure a sentence.
    plain = audience is Audience.PATIENT
    if plain:
        parts = [part[:1].upper() + part[1:] if at else part for at, part in enumerate(parts)]
    joint = ". " if plain else "; "
    if len(analyses) == 1:
        return _named(joint.join(parts), results[0].analysis)
    return joint.join(_named(part, r.analysis) for part, r in zip(parts, results, strict=True))


def _turned(r: Result, ends: Sequence[str]) -> Result:
    """Turn a figure whose comparator is the subject; a ratio cannot be turned, it names its comparator.

    A disease that is the comparator is the rest of a cohort, never the subject's own group: its figure stays second.
    """
    if (
        r.comparator.startswith("condition:")
        or r.comparator not in ends
        or not r.arm
        or r.measure in _RATIOS
        or r.comparator_estimate is None
    ):
        return r
    return replace(
        r, arm=r.comparator, estimate=r.comparator_estimate, arm_size=r.comparator_size, events=r.comparator_events, lower=r.comparator_lower,
        upper=r.comparator_upper, comparator=r.arm, comparator_estimate=r.estimate, comparator_size=r.arm_size, comparator_events=r.events,
        comparator_lower=r.lower, comparator_upper=r.upper,
    )  # fmt: skip


def _other_arm(name: Name, r: Result, ends: Sequence[str]) -> str:
    """Name the arm of a figure that stands alone and is not the subject's: placebo."""
    alone = not (r.comparator or r.comparator_estimate is not None)
    if not ends or not r.arm or r.arm in ends or not alone or not r.arm.startswith(_CONTROLS):
        return ""
    return f" with {name(r.arm)}"


def _named(text: str, analysis: str) -> str:
    """Name the analysis after its figures, unless every word of it stands there already."""
    return text if set(analysis.casefold().split()) <= set(text.casefold().split()) else f"{text} ({analysis})"


def _result(name: Name, r: Result, audience: Audience) -> str:
    plain = audience is Audience.PATIENT
    # The explanation in parentheses stands once in the sentence; the figure repeats the bare name.
    endpoint = name(r.endpoint).partition(" (")[0]
    text = _figure(name, r, endpoint, plain)
    extras = []
    if r.p_value:
        extras.append(f"p {r.p_value}" if r.p_value[0] in "<>=≤≥" else f"p = {r.p_value}")
    if r.significant is False:
        extras.append("not statistically significant")
    return text + "".join(f", {extra}" for extra in extras)


def _figure(name: Name, r: Result, endpoint: str, plain: bool) -> str:
    if r.measure == Measure.DOSE:
        return _dose(r)
    if r.measure == Measure.INTERVAL:
        return _schedule(r)
    if r.measure == Measure.P_VALUE or (
        r.estimate is None and r.events is None and r.lower is None and r.upper is None
    ):
        return f"{endpoint}{_versus(name, r)}"
    if r.estimate is None and r.events is None:
        return f"{endpoint} {_bounds(r)}"
    if r.measure in _RATIOS:
        return _ratio(name, r, endpoint)
    if r.endpoint == PARTICIPANTS and r.estimate is not None:
        return f"{_value(r)} {endpoint}{_versus(name, r)}"
    measured = _PREFIXES.get(Measure(r.measure), "") + endpoint
    if r.measure == Measure.CHANGE and "change" not in endpoint:
        measured = f"difference in {endpoint}"  # 4% is no survival, it is how far two survivals lie apart
    if r.measure == Measure.COUNT and r.events is not None and r.estimate is None:
        return f"{measured} in {_share(r.events, r.arm_size)}{_versus(name, r)}"
    if r.endpoint == "outcome:duration-of-response" and r.at_time is not None:
        lasting = "response that lasted" if not plain else "the response lasted"
        return f"{lasting} {_at(r)} or longer in {_value(r)}{_versus(name, r)}"
    at = f" at {_at(r)}" if r.at_time is not None else ""
    return f"{measured} {_value(r)}{at}{_versus(name, r)}"


def _ratio(name: Name, r: Result, endpoint: str) -> str:
    """Return a ratio with its comparator; events are counts of people, apart from the ratio."""
    assert r.estimate is not None
    interval = _interval(r.lower, r.upper, r)
    text = f"{endpoint}, {_RATIOS[Measure(r.measure)]} {number(r.estimate)}" + (f" ({interval})" if interval else "")
    text += f" against {name(r.comparator)}" if r.comparator else ""
    if r.events is not None:
        text += f", events in {_share(r.events, r.arm_size)}"
        text += f" against {_share(r.comparator_events, r.comparator_size)}" if r.comparator_events is not None else ""
    return text


def _share(events: int, size: int | None) -> str:
    return f"{events} of {size}" if size else f"{events}"


def _at(r: Result) -> str:
    assert r.at_time is not None
    return f"{number(r.at_time)} {_ONE.get(r.time_unit, r.time_unit) if r.at_time == 1 else _UNITS.get(r.time_unit, r.time_unit)}"


def _value(r: Result) -> str:
    counts = _share(r.events, r.arm_size) if r.events is not None and (r.arm_size or r.estimate is None) else ""
    if r.estimate is None:
        return counts
    inside = "; ".join(filter(None, (counts, _interval(r.lower, r.upper, r))))
    return quantity(r.estimate, r.unit) + (f" ({inside})" if inside else "")


def _interval(lower: Decimal | None, upper: Decimal | None, r: Result) -> str:
    if lower is None and upper is None:
        return ""
    kind = f"{number(r.interval_level)}% CI" if r.interval_level is not None else _INTERVALS.get(r.interval_kind, "")
    low = number(_alike(lower, upper)) if lower is not None else "not reached"
    high = number(_alike(upper, lower)) if upper is not None else "not reached"
    return f"{kind} {low} to {high}".strip()


def _bounds(r: Result) -> str:
    if r.lower is not None and r.lower == r.upper:
        return quantity(r.lower, r.unit)
    if r.lower is not None and r.upper is not None:
        return f"{number(r.lower)} to {quantity(r.upper, r.unit)}"
    return (
        f"over {quantity(r.lower, r.unit)}"
        if r.lower is not None
        else f"up to {quantity(r.upper or Decimal(0), r.unit)}"
    )


def _versus(name: Name, r: Result) -> str:
    """Return the comparator's figure: against 1.6 months (95% CI 0.9 to 1.8) with placebo."""
    if not (r.comparator or r.comparator_estimate is not None or r.comparator_events is not None):
        return ""
    counts = _share(r.comparator_events, r.comparator_size) if r.comparator_events is not None else ""
    value = counts
    if r.comparator_estimate is not None:
        shown = counts if r.comparator_size else ""
        inside = "; ".join(filter(None, (shown, _interval(r.comparator_lower, r.comparator_upper, r))))
        value = quantity(r.comparator_estimate, r.unit) + (f" ({inside})" if inside else "")
    other = name(r.comparator) if r.comparator else ""
    return " against " + (f"{value} with {other}" if value and other else value or other)


def _dose(r: Result) -> str:
    known = r.estimate is not None or r.lower is not None or r.upper is not None
    amount = "" if not known else quantity(r.estimate, r.unit) if r.estimate is not None else _bounds(r)
    text = f"{amount} {r.route}".strip()
    if r.frequency and r.period is not None:
        times = "once" if r.frequency == 1 else f"{r.frequency} times"
        unit = _ONE.get(r.period_unit, r.period_unit)
        text += f" {times} every {unit if r.period == 1 else f'{number(r.period)} {unit}s'}"
    return text


def _schedule(r: Result) -> str:
    single = r.lower if r.estimate is None and r.lower == r.upper else r.estimate
    text = f"every {_bounds(r) if single is None else _ONE.get(r.unit, r.unit) if single == 1 else quantity(single, r.unit)}"
    unit = _UNITS.get(r.time_unit, r.time_unit)
    if r.from_time:
        text += f" from {number(r.from_time)} {unit}"
    if r.until_time is not None:
        low = f"{number(r.until_time_lower)} to " if r.until_time_lower is not None else ""
        text += f" until {low}{number(r.until_time)} {unit}"
    return text
