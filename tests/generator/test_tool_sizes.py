"""The catalogue grows only where somebody says so."""

import json
from pathlib import Path

import pytest

from scripts.generator.__main__ import TOOL_SIZES
from scripts.generator.compiler import GenerateError
from scripts.generator.mcp_tools import TOOL_BYTES_MAX
from scripts.generator.outputs import PRODUCT
from scripts.generator.tool_sizes import agree, growth, sizes

TOOLS: list[dict[str, object]] = json.loads((PRODUCT.out / "mcp_tools.json").read_text("utf-8"))


def tool(name: str, words: int = 100) -> dict[str, object]:
    schema = {"type": "object", "additionalProperties": False}
    return {"name": name, "description": "word " * words, "inputSchema": schema, "outputSchema": schema, "annotations": {}, "rpc": "/a.B/C"}


@pytest.fixture
def agreed(tmp_path: Path) -> Path:
    agree([tool("first"), tool("second")], tmp_path / "sizes.json")
    return tmp_path / "sizes.json"


def test_the_products_tools_are_what_was_agreed_to() -> None:
    assert list(growth(TOOLS, TOOL_SIZES)) == []


def test_no_tool_shows_a_model_more_than_three_kilobytes() -> None:
    large = {name: size["shown_bytes"] for name, size in sizes(TOOLS)["tools"].items() if size["shown_bytes"] > TOOL_BYTES_MAX}
    assert large == {}


def test_what_was_agreed_to_is_no_growth(agreed: Path) -> None:
    assert list(growth([tool("first"), tool("second")], agreed)) == []


def test_a_twentieth_is_let_be_and_more_is_told(agreed: Path) -> None:
    assert list(growth([tool("first", 105), tool("second")], agreed)) == []
    told = list(growth([tool("first", 120), tool("second")], agreed))
    assert [line.partition(":")[0] for line in told] == ["tool first", "tool first", "all tools", "all tools"]
    assert "scripts/generate --tool-sizes" in told[0]


def test_many_that_grow_a_little_are_told_as_a_whole(agreed: Path) -> None:
    text = json.loads(agreed.read_text("utf-8"))
    text["total"]["shown_bytes"] = int(text["total"]["shown_bytes"] / 1.06)
    agreed.write_text(json.dumps(text))
    assert [line.partition(":")[0] for line in growth([tool("first"), tool("second")], agreed)] == ["all tools"]


def test_a_tool_that_was_renamed_is_told_twice(agreed: Path) -> None:
    assert [line.partition(": run")[0] for line in growth([tool("first"), tool("third")], agreed)] == [
        "tool second: is gone, and clients may call it",
        "tool third: is new",
    ]


def test_without_agreed_sizes_the_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(GenerateError, match="run `scripts/generate --tool-sizes`"):
        list(growth(TOOLS, tmp_path / "sizes.json"))
