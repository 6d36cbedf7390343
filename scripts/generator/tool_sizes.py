"""What tools cost every conversation that is offered them, held to what they cost when that was last agreed to.

gen/mcp_tools.json shows in review how a tool changes; proto/tool_sizes.json shows whether the catalogue grows, and freezes the names.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from scripts.generator.compiler import GenerateError
from scripts.generator.mcp_tools import compact_bytes

_GROWTH_MAX = 1.05
# An estimate: tokenizers differ, and JSON of English words is between three and five bytes to a token with those in use.
_BYTES_PER_TOKEN = 4
# What clients hand to a model of a listed tool. What it answers, and how it behaves, stays with the client.
_SHOWN = ("name", "description", "inputSchema")

Tools = Sequence[Mapping[str, object]]


class Size(TypedDict):
    """`shown_bytes` and the tokens that they are about are a model's; `listed_bytes` travel to the client."""

    shown_bytes: int
    shown_tokens: int
    listed_bytes: int


class Sizes(TypedDict):
    """The size of each tool, by its name, and of all."""

    total: Size
    tools: dict[str, Size]


def sizes(tools: Tools) -> Sizes:
    """As JSON without white space."""
    each = {str(tool["name"]): _size(tool) for tool in tools}
    shown = sum(size["shown_bytes"] for size in each.values())
    listed = sum(size["listed_bytes"] for size in each.values())
    return {"total": {"shown_bytes": shown, "shown_tokens": shown // _BYTES_PER_TOKEN, "listed_bytes": listed}, "tools": each}


def agree(tools: Tools, file: Path) -> None:
    """Makes today's sizes the ones that later changes are compared with."""
    file.write_text(json.dumps(sizes(tools), indent=1) + "\n", encoding="utf-8")


def growth(tools: Tools, file: Path) -> Iterator[str]:
    """Every tool that is new, gone or larger than agreed to, and the catalogue where it is larger as a whole."""
    try:
        agreed: Sizes = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        message = f"{problem.filename}: no sizes were agreed to: run `scripts/generate --tool-sizes`"
        raise GenerateError(message) from None
    found = sizes(tools)
    for name in sorted(found["tools"].keys() ^ agreed["tools"].keys()):
        change = "is new" if name in found["tools"] else "is gone, and clients may call it"
        yield f"tool {name}: {change}: run `scripts/generate --tool-sizes` if that is meant"
    for name in sorted(found["tools"].keys() & agreed["tools"].keys()):
        yield from _grown(f"tool {name}", found["tools"][name], agreed["tools"][name])
    yield from _grown("all tools", found["total"], agreed["total"])


def _size(tool: Mapping[str, object]) -> Size:
    shown = compact_bytes({key: tool[key] for key in _SHOWN})
    listed = compact_bytes({key: value for key, value in tool.items() if key != "rpc"})
    return {"shown_bytes": shown, "shown_tokens": shown // _BYTES_PER_TOKEN, "listed_bytes": listed}


def _grown(what: str, found: Size, agreed: Size) -> Iterator[str]:
    for kind, now, before in (
        ("shown", found["shown_bytes"], agreed["shown_bytes"]),
        ("listed", found["listed_bytes"], agreed["listed_bytes"]),
    ):
        if now > before * _GROWTH_MAX:
            yield f"{what}: {now} bytes are {kind}, {before} were agreed to: say less, or run `scripts/generate --tool-sizes`"
