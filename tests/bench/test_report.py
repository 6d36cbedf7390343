"""Results are compared turn by turn, and their table takes the place of the last one."""

import pytest

from bench.load import Sample
from bench.report import Figures, Peer, Result, Round, with_table

PEER, LIMIT = Peer("Peer", bar=2.0), Peer("Limit", bar=0.5)


def a_round(events_per_second: float) -> Round:
    sample = Sample(events=int(events_per_second), seconds=1.0, p50_ms=1.0, p99_ms=2.0, generator_cpu_seconds=0.1)
    return Round.of(sample, server_cpu_seconds=0.5, postgres_cpu_seconds=0.2, machine_cpu_seconds=1.2)


@pytest.fixture
def result() -> Result:
    figures = [
        Figures("Product", 1, [a_round(1000), a_round(3000)]),
        Figures("Product", 2, [a_round(2000), a_round(2000)]),
        Figures("Peer", 1, [a_round(500), a_round(1000)]),
        Figures("Peer", 2, [a_round(500), a_round(500)]),
        Figures("Limit", None, [a_round(4000), a_round(4000)]),
    ]
    return Result("some-work", "Product", [PEER, LIMIT], "32 connections", 8.0, "18.4", figures)


def test_a_peer_is_compared_with_as_many_workers_in_the_same_turn(result: Result) -> None:
    assert result.ratios()[:2] == [(PEER, 1, [2.0, 3.0]), (PEER, 2, [4.0, 4.0])]


def test_a_peer_without_workers_is_compared_with_each_number_of_them(result: Result) -> None:
    assert result.ratios()[2:] == [(LIMIT, 1, [0.25, 0.75]), (LIMIT, 2, [0.5, 0.5])]


def test_cpu_is_told_per_event() -> None:
    assert (a_round(1000).server_cpu_us, a_round(1000).postgres_cpu_us, a_round(1000).generator_cpu_us) == pytest.approx((500, 200, 100))


def test_work_of_others_on_the_machine_is_told_in_cores() -> None:
    assert a_round(1000).other_cores == pytest.approx(0.4)


def test_a_table_replaces_the_last_one_and_nothing_else() -> None:
    readme = "before\n<!-- some-work -->\nold\n<!-- /some-work -->\nafter\n"
    assert with_table(readme, "some-work", "| new |") == "before\n<!-- some-work -->\n| new |\n<!-- /some-work -->\nafter\n"


def test_a_text_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(LookupError, match="some-work"):
        with_table("before\n", "some-work", "| new |")
