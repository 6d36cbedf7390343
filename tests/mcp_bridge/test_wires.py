"""The official client on both wires."""

import httpx2
import pytest
from mcp import MCPError

from core.rpc.call import Call
from tests.mcp_bridge.host import TOOLS, ClientOf
from tests.mcp_bridge.rpc import modern, text_of


async def test_the_server_introduces_itself(client_of: ClientOf, bearer: str) -> None:
    async with client_of(bearer) as client:
        assert client.server_info is not None
        assert (client.server_info.name, client.server_info.version) == ("scenarios", "1.2.3")
        assert client.instructions is not None
        assert "next step" in client.instructions
        assert client.server_capabilities.tools is not None


async def test_every_tool_is_listed_with_its_schemas(client_of: ClientOf, bearer: str) -> None:
    async with client_of(bearer) as client:
        listed = await client.list_tools()
    assert listed.next_cursor is None
    for tool, entry in zip(listed.tools, TOOLS, strict=True):
        assert tool.name == entry["name"]
        assert tool.input_schema == entry["inputSchema"]
        assert tool.output_schema == entry.get("outputSchema")


async def test_a_call_answers_with_structured_content(client_of: ClientOf, bearer: str) -> None:
    async with client_of(bearer) as client:
        result = await client.call_tool("create_thing", {"thing": {"name": "a", "shape": "square_ish", "note": "n"}})
    assert not result.is_error
    assert result.structured_content is not None
    assert result.structured_content["shape"] == "square_ish"
    assert result.structured_content["note"] == "n"


async def test_a_failure_is_a_result_that_says_what_to_do(client_of: ClientOf, bearer: str) -> None:
    async with client_of(bearer) as client:
        result = await client.call_tool("fail_as_told", {"how": "RATE_LIMITED"})
    assert result.is_error
    assert result.structured_content is None
    assert text_of(result.model_dump()).startswith("RATE_LIMITED: as told\n")


async def test_an_unknown_tool_is_an_error_of_the_protocol(client_of: ClientOf, bearer: str) -> None:
    async with client_of(bearer) as client:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("no_such_tool", {})
    assert caught.value.error.code == -32602


async def test_an_unknown_tool_is_a_bad_request_on_the_newest_wire(http: httpx2.AsyncClient) -> None:
    body, headers = modern("tools/call", {"name": "no_such_tool"})
    response = await http.post("/mcp", json=body, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (400, -32602)


async def test_a_caller_without_a_bearer_sees_the_public_tools(client_of: ClientOf) -> None:
    async with client_of(None) as client:
        listed = await client.list_tools()
    assert [tool.name for tool in listed.tools] == ["count_up", "echo_text", "knock", "get_page"]


async def test_a_refused_bearer_is_an_error_of_the_client(client_of: ClientOf) -> None:
    """Told as soon as it connects, in the group of whatever ran in the client then."""
    with pytest.raises(ExceptionGroup) as caught:
        async with client_of("Bearer bad"):
            pass
    refused, _ = caught.value.split(MCPError)
    assert "The bearer token is malformed, expired or revoked." in repr(refused)


async def test_a_client_that_names_itself_is_named_to_the_core(client_of: ClientOf, bearer: str, calls: list[Call]) -> None:
    async with client_of(bearer) as client:
        is_named = client.protocol_version == "2026-07-28"
        await client.call_tool("echo_text", {"text": "x"})
    assert calls[0].metadata.get("x-fluxdesk-client-name") == ("mcp" if is_named else None)


async def test_the_message_of_an_idempotency_key_reaches_the_core(client_of: ClientOf, bearer: str, calls: list[Call]) -> None:
    async with client_of(bearer) as client:
        # A key of the wire's own: what is sent again with another's would be answered with what that one was.
        key = f"key {client.protocol_version}"
        await client.call_tool("create_thing", {"thing": {"name": "a"}}, meta={"fluxdesk.net/idempotency-key": key})
    assert calls[0].metadata["idempotency-key"] == key
