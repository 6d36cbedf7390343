"""What size costs is told by medians beside those of the least size, turn by turn."""

from pathlib import Path
from xml.etree import ElementTree as ET

from bench.load import Sample
from bench.plot import write_plot
from bench.sizes import Growth, Size, measure_sizes


def a_sample(p50_ms: float) -> Sample:
    return Sample(events=10, seconds=1.0, p50_ms=p50_ms, p99_ms=9.0, generator_cpu_seconds=0.1)


def test_a_size_is_compared_with_the_least_in_the_same_turn() -> None:
    samples = {"list": {1000: [a_sample(1.0), a_sample(2.0)], 10: [a_sample(0.5), a_sample(2.0)]}}
    growth = Growth("some-work", "rows", 1.2, "How.", "18.4", samples)
    assert growth.ratios("list", 1000) == [2.0, 1.0]
    assert growth.ratios("list", 10) == [1.0, 1.0]


def test_the_first_turn_warms_up_and_all_sizes_take_turns() -> None:
    asked: list[tuple[int, str]] = []

    def size(total: int) -> Size:
        def ask(_: float, turn: str) -> Sample:
            asked.append((total, turn))
            return a_sample(1.0)

        return Size(total, {"list": ask}, lambda: None)

    samples = measure_sizes([size(10), size(1000)], 1, 0.0)
    assert asked == [(10, "0"), (1000, "0"), (10, "1"), (1000, "1")]
    assert {total: len(turns) for total, turns in samples["list"].items()} == {10: 1, 1000: 1}


def test_a_plot_has_a_line_for_each_operation(tmp_path: Path) -> None:
    file = tmp_path / "growth.svg"
    write_plot(file, {"list": [(10, 1.0), (1000, 1.5)], "publish": [(10, 3.0), (1000, 2.0)]}, noun="rows")
    lines = ET.parse(file).getroot().findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 2
