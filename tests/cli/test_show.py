"""What a table on a terminal shows is text, whoever chose it."""

import io

import pytest
from rich.console import Console

from scripts.cli import desk


def test_a_table_takes_no_markup_and_no_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(desk, "Console", lambda: Console(file=terminal, force_terminal=True, width=200))
    desk.show(("label",), [("[red]x[/y]",), ("\x1b[2Ja\nb",)], as_json=False)
    assert "[red]x[/y]" in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()
    assert r"\x1b[2Ja\nb" in terminal.getvalue()
