"""Results in print: no limit, unit, level, size or time is lost."""

from __future__ import annotations

from typing import Any

import pytest

from sarcomakg.render import figures, words

_NAMES = (
    "estimate lower upper intervalKind intervalLevel pValue significant analysis analysisSet dataCut arm armSize events comparator comparatorEstimate "
    "comparatorLower comparatorUpper comparatorSize comparatorEvents atTime fromTime untilTime untilTimeLower timeUnit frequency period periodUnit route"
)


def result(**given: Any) -> dict[str, Any]:
    blank = dict.fromkeys(_NAMES.split())
    return {**blank, "measure": "RATE", "unit": "%", "endpoint": {"label": "overall survival"}, **given}


@pytest.mark.parametrize(("given", "printed"), [
    ({"lower": "80"}, "over 80%"), ({"upper": "3"}, "up to 3%"), ({"estimate": "1", "unit": "mo"}, "1 month"),
    ({"lower": "27", "upper": "79", "unit": "a", "intervalKind": "RANGE"}, "27 to 79 years"),
    ({"lower": "8", "upper": "25", "unit": "mo", "intervalKind": "CONFIDENCE_INTERVAL", "intervalLevel": "95"}, "95% CI 8 to 25 months"),
    ({"estimate": "0.31", "unit": "1", "lower": "0.24", "upper": "0.4", "intervalKind": "CONFIDENCE_INTERVAL", "intervalLevel": "95"},
     "0.31 (95% CI 0.24 to 0.40)"),
    ({"estimate": "6.9", "unit": "mo", "lower": "5", "intervalKind": "CONFIDENCE_INTERVAL", "intervalLevel": "90"}, "6.9 months (90% CI 5 to not reached)"),
    ({"estimate": "58", "events": 138}, "58%, in 138 people"), ({"estimate": "58", "armSize": 138}, "58%, n = 138"),
    ({"measure": "COUNT", "unit": "1", "estimate": "2", "events": 2, "armSize": 33}, "2 of 33"),
    ({"measure": "P_VALUE", "unit": "1", "pValue": "<.05", "armSize": 9}, "n = 9"),
    ({"measure": "INTERVAL", "unit": "mo", "lower": "3", "upper": "4", "fromTime": "0", "untilTime": "3", "untilTimeLower": "2", "timeUnit": "a"},
     "every 3 to 4 months from 0 until 2 to 3 years"),
    ({"measure": "DOSE", "unit": "mg", "estimate": "800", "route": "orally", "frequency": 1, "period": "1", "periodUnit": "d"}, "800 mg orally once every day"),
    ({"measure": "DOSE", "unit": "mg", "estimate": "5", "frequency": 3, "period": "21", "periodUnit": "d"}, "5 mg 3 times every 21 days"),
])  # fmt: skip
def test_a_figure_in_print(given: dict[str, Any], printed: str) -> None:
    assert figures.figure(result(**given)) == printed


def test_the_time_stands_with_what_was_measured_and_the_test_with_the_figure() -> None:
    found = result(estimate="77", atTime="1", timeUnit="a", pValue="0.2", significant=False, dataCut="2020-01")
    assert figures.row(found)["outcome"] == "overall survival at 1 year"
    assert figures.row(found)["figure"] == "77%, p = 0.2; not significant"
    assert figures.row(found)["analysis"] == "data cut 2020-01"


def test_a_study_against_is_no_favorable_finding() -> None:
    assert words.verdict({"predicate": "STUDIED_IN", "direction": "AGAINST"}) == "no favorable finding"
