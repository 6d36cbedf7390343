"""The schedule of retries."""

import pytest

from core.delivery.rules import DEADLINE_SECONDS, LEASE_SECONDS, State, next_state

_HOUR = 3600
SCHEDULE = [5, 30, 300, 1800, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR]


def test_a_lease_outlasts_two_requests() -> None:
    assert LEASE_SECONDS > 2 * DEADLINE_SECONDS


@pytest.mark.parametrize(("attempts", "seconds"), list(enumerate(SCHEDULE)))
def test_each_delay_is_the_schedules_give_or_take_a_fifth(attempts: int, seconds: int) -> None:
    assert next_state(attempts, error="status", retry_after_seconds=None, uniform=min) == (State.PENDING, pytest.approx(0.8 * seconds))
    assert next_state(attempts, error="status", retry_after_seconds=None, uniform=max) == (State.PENDING, pytest.approx(1.2 * seconds))
    spread = {next_state(attempts, error="status", retry_after_seconds=None).delay_seconds for _ in range(50)}
    assert len(spread) > 1
    assert all(0.8 * seconds <= delay <= 1.2 * seconds for delay in spread)


def test_after_the_last_delay_there_is_none() -> None:
    assert next_state(len(SCHEDULE), error="timeout", retry_after_seconds=5.0).state is State.DEAD


def test_a_success_is_the_end_whenever_it_comes() -> None:
    assert {next_state(attempts, error="", retry_after_seconds=None).state for attempts in (0, 10, 11)} == {State.DELIVERED}


@pytest.mark.parametrize(("asked", "seconds"), [(None, 6.0), (0.0, 6.0), (1.0, 6.0), (60.0, 60.0), (1e9, 86_400.0)])
def test_a_receiver_may_ask_for_more_time_within_a_day_and_never_for_less(asked: float | None, seconds: float) -> None:
    assert next_state(0, error="status", retry_after_seconds=asked, uniform=max).delay_seconds == seconds
