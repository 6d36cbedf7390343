"""A plot of medians over size, as SVG: a line for each operation, sizes by their logarithm."""

from collections.abc import Mapping, Sequence
from math import ceil, log10
from pathlib import Path

_WIDTH, _HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 150, 20, 40
# Told apart by who sees few colours, too.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
Points = Sequence[tuple[int, float]]


def write_plot(file: Path, lines: Mapping[str, Points], *, noun: str) -> None:
    """Milliseconds over the number of what the noun names; the axis of milliseconds begins at 0."""
    counts = sorted({count for points in lines.values() for count, _ in points})
    top = ceil(max(value for points in lines.values() for _, value in points) * 1.1)

    def x(count: int) -> float:
        span = log10(counts[-1]) - log10(counts[0]) or 1
        return _LEFT + (log10(count) - log10(counts[0])) / span * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)

    parts = [f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>']
    for tick in range(5):
        value = top * tick / 4
        parts.append(f'<path d="M{_LEFT} {y(value):.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
    parts += [f'<text x="{x(count):.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{count:,}</text>' for count in counts]
    parts.append(f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 6}" text-anchor="middle">{noun}; p50 in ms</text>')
    for (name, points), colour in zip(lines.items(), _COLOURS, strict=False):
        path = " ".join(f"{x(count):.1f},{y(value):.1f}" for count, value in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        last_count, last = points[-1]
        parts.append(f'<text x="{x(last_count) + 8:.1f}" y="{y(last) + 4:.1f}" fill="{colour}">{name}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">'
    file.write_text("\n".join([head, *parts, "</svg>"]) + "\n", encoding="utf-8")
