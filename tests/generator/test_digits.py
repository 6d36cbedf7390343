"""Patterns of bounded whole numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.generator.digits import digits_between


@given(st.integers(0, 12_000), st.integers(0, 12_000), st.integers(0, 130_000))
def test_exactly_the_numbers_between_the_bounds_match(one: int, two: int, number: int) -> None:
    least, most = sorted((one, two))
    assert bool(re.search(digits_between(least, most), str(number))) == (least <= number <= most)


@pytest.mark.parametrize(("least", "most"), [(0, 0), (1, 9), (10, 10), (9, 10), (99, 1000), (0, 255), (1, 9_000_000_000_000_000)])
def test_the_bounds_themselves_match_and_their_neighbours_do_not(least: int, most: int) -> None:
    pattern = digits_between(least, most)
    assert [bool(re.search(pattern, str(number))) for number in (least - 1, least, most, most + 1)] == [False, True, True, False]


def test_a_pattern_is_as_short_as_its_bounds_allow() -> None:
    assert digits_between(1, 9_000_000_000_000_000) == "^([1-9][0-9]{0,14}|[1-8][0-9]{15}|9000000000000000)$"
    assert digits_between(0, 99) == "^(0|[1-9][0-9]{0,1})$"


@pytest.mark.parametrize("text", ["01", "+1", " 1", "1 ", "", "-1"])
def test_no_other_spelling_matches(text: str) -> None:
    assert not re.search(digits_between(0, 99), text)
