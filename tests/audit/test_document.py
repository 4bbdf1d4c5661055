"""Headings are places, numbers are found in digits and words, reference marks are not numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarcomakg.audit.document import numbers, parse_text

DOCUMENT = parse_text((Path(__file__).parent / "text.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("locator", "count"),
    [
        ("Treatment of Somethingoma", 1),
        ("treatment of somethingoma, Chemotherapy, First drug", 1),
        ("First drug", 2),
        ("Follow-up, First drug", 1),
        ("Surgery, with or without radiation", 1),
        ("Treatment of Somethingoma, Table 3", 1),
        ("Treatment of Somethingoma, Table 4", 0),
        ("Follow-up, Surgery, with or without radiation", 0),
        ("Surgery", 0),
        ("References", 1),
    ],
)
def test_a_locator_is_a_path_of_headings(locator: str, count: int) -> None:
    assert len(DOCUMENT.passages(locator)) == count


def test_a_place_ends_where_the_next_heading_of_its_rank_begins() -> None:
    (passage,) = DOCUMENT.passages("Treatment of Somethingoma, Surgery, with or without radiation")
    assert Decimal("1200") in numbers(passage)
    assert Decimal("12") not in numbers(passage)


def test_a_table_is_its_rows_alone() -> None:
    (table,) = DOCUMENT.passages("Treatment of Somethingoma, Table 3")
    assert Decimal("37") in numbers(table)
    assert Decimal("88") not in numbers(table)


def test_reference_marks_and_lists_of_references_hold_no_figures() -> None:
    (passage,) = DOCUMENT.passages("Treatment of Somethingoma")
    held = numbers(passage)
    assert {Decimal("21"), Decimal("0.40"), Decimal("0.24"), Decimal("0.001")} <= held
    assert not {Decimal("7"), Decimal("9"), Decimal("11111111"), Decimal("2001")} & held


@given(st.integers(min_value=0, max_value=10**7))
def test_a_number_is_found_with_and_without_separators(value: int) -> None:
    assert Decimal(value) in numbers(f"in {value:,} people") & numbers(f"in {value} people")
