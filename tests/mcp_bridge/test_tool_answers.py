"""The check of every answer of a tool finds what it is there for."""

import json

import httpx2
import jsonschema_rs
import pytest

from tests.mcp_bridge.rpc import bare
from tests.tool_answers import check_tool_answer


def called(tool: str, result: dict[str, object]) -> bool:
    """What the check says to the answer of a call."""
    request = httpx2.Request("POST", "http://desk.example/mcp", json=bare("tools/call", {"name": tool, "arguments": {}}))
    return check_tool_answer(request, json.dumps({"jsonrpc": "2.0", "id": 1, "result": result}).encode())


def test_an_answer_is_held_to_the_schema_of_its_tool() -> None:
    assert called("echo_text", {"content": [], "structuredContent": {"text": "a", "letters": "1"}})
    with pytest.raises(jsonschema_rs.ValidationError):
        called("echo_text", {"content": [], "structuredContent": {"text": 1, "letters": "1"}})


def test_a_failure_must_not_have_structured_content() -> None:
    assert called("echo_text", {"content": [], "isError": True})
    with pytest.raises(AssertionError):
        called("echo_text", {"content": [], "structuredContent": {}, "isError": True})


def test_what_answers_no_call_of_a_known_tool_is_let_be() -> None:
    assert not called("no_such_tool", {"content": []})
    assert not check_tool_answer(httpx2.Request("POST", "http://desk.example/mcp", content=iter([b"{"])), b"{}")
    assert not check_tool_answer(httpx2.Request("POST", "http://desk.example/mcp", content=b"{"), b"{}")
