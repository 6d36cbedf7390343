"""Markdown of the texts for programs and agents."""

from collections.abc import Iterable, Sequence


def code(text: str) -> str:
    """A word of the interface."""
    return f"`{text}`"


def codes(texts: Iterable[str]) -> str:
    """Words of the interface, side by side."""
    return ", ".join(map(code, texts))


def fence(language: str, text: str) -> str:
    """Text to copy."""
    return f"```{language}\n{text}\n```"


def items(texts: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {text}" for text in texts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; "" without rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(head), _row(["---"] * len(head)), *lines]) if lines else ""


def joined(*parts: str) -> str:
    """The parts that there are, as paragraphs."""
    return "\n\n".join(part for part in parts if part)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """Bars would end the cell, and what stands between angle brackets would be taken for HTML."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")
