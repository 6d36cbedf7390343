"""Every result that a test gets from a tool is what the tool's output schema says, as clients check it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs

_TESTS = Path(__file__).parent
_CATALOGUES = (_TESTS.parent / "gen/mcp_tools.json", _TESTS / "gen/scenarios/mcp_tools.json")


def check_tool_answer(request: httpx2.Request, answer: bytes) -> bool:
    """Raises AssertionError and ValidationError. False for what answers no call of a tool that is known."""
    if not request.url.path.startswith("/mcp") or (name := _called(request)) not in _validators():
        return False
    result = json.loads(answer).get("result")
    if not isinstance(result, dict) or result.get("resultType") == "input_required":  # pyright: ignore[reportUnknownMemberType]
        return False
    if result.get("isError"):  # pyright: ignore[reportUnknownMemberType]
        assert "structuredContent" not in result
    else:
        _validators()[name].validate(result["structuredContent"])
    return True


def _called(request: httpx2.Request) -> str:
    """The tool that the request calls, "" where it calls none."""
    try:
        message: Any = json.loads(request.content)
        return str(message["params"]["name"]) if message["method"] == "tools/call" else ""
    except (httpx2.RequestNotRead, ValueError, KeyError, TypeError):
        return ""


@cache
def _validators() -> dict[str, jsonschema_rs.Validator]:
    tools = [tool for file in _CATALOGUES for tool in json.loads(file.read_text("utf-8"))]
    return {tool["name"]: jsonschema_rs.Draft202012Validator(tool["outputSchema"], validate_formats=True) for tool in tools}
