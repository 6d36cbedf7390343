"""Arguments become a request: slips of models are mended, and every fault is named by its argument."""

from collections.abc import Callable, Mapping

import httpx2
import pytest
from scenarios.v1.scenarios_pb2 import CreateThingRequest, EchoRequest, UpdateThingRequest

from core.rpc.call import Call
from mcp_bridge.arguments import Schema, repaired
from tests.mcp_bridge.rpc import Request, bare, call, legacy, modern, text_of


async def test_every_fault_is_named_by_its_argument(http: httpx2.AsyncClient) -> None:
    result = await call(
        http, "create_thing", {"thing": {"name": "a" * 61, "small": "x", "shapes": ["round", "oval"], "counts": {"a b": 1.5}}, "extra": 1}
    )
    assert result["isError"] is True
    assert "structuredContent" not in result
    lines = text_of(result).splitlines()
    assert lines[0].startswith("VALIDATION_FAILED: ")
    assert lines[-1] == "Correct these arguments and call again."
    assert sorted(line.partition(": ")[0] for line in lines[1:-1]) == [
        "$.extra",
        '$.thing.counts["a b"]',
        "$.thing.name",
        "$.thing.shapes[1]",
        "$.thing.small",
    ]


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"data": "%%%"}, "$.thing.data"),
    ({"large": str(2**63)}, "$.thing.large"),
    ({"larger": 2**64}, "$.thing.larger"),
    ({"paint": "red", "wavelength": 7}, "$.thing.wavelength"),
    ({"surprise": 1}, "$.thing.surprise"),
    ({"shape": "oval"}, "$.thing.shape"),
    ({"at": "yesterday"}, "$.thing.at"),
]


@pytest.mark.parametrize(("thing", "argument"), FAULTS)
async def test_a_value_that_no_field_takes_is_named(
    http: httpx2.AsyncClient, calls: list[Call], thing: dict[str, object], argument: str
) -> None:
    result = await call(http, "create_thing", {"thing": thing})
    assert result["isError"] is True
    assert text_of(result).splitlines()[1].startswith(f"{argument}: ")
    assert result["_meta"]["fluxdesk.net/status"]["faults"][0]["argument"] == argument
    assert not calls


async def test_a_key_that_stands_twice_is_a_fault(http: httpx2.AsyncClient) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo_text","arguments":{"text":"a","text":"b"}}}'
    response = await http.post("/mcp", content=body)
    assert "$.text: key stands twice" in text_of(response.json()["result"])


async def test_an_object_sent_as_text_is_mended(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    await call(http, "create_thing", {"thing": '{"name": "a", "shapes": "[\\"round\\"]"}'})
    request = calls[0].request
    assert isinstance(request, CreateThingRequest)
    assert (request.thing.name, len(request.thing.shapes)) == ("a", 1)


@pytest.mark.parametrize("form", [legacy, modern])
async def test_arguments_sent_as_text_are_mended(http: httpx2.AsyncClient, form: Callable[[str, Mapping[str, object]], Request]) -> None:
    body, headers = form("tools/call", {"name": "echo_text", "arguments": '{"text": "é", "text": "b"}'})
    answer = await http.post("/mcp", json=body, headers={**headers, "accept": "application/json"})
    assert "$.text: key stands twice" in text_of(answer.json()["result"])
    assert (await http.post("/mcp", json=bare("tools/call", {"name": "echo_text", "arguments": '{"text": "é"}'}))).json()["result"][
        "structuredContent"
    ] == {"text": "é", "letters": "1"}


@pytest.mark.parametrize("sent", ["", "{", "[]", "7"])
async def test_text_that_holds_no_arguments_is_refused(http: httpx2.AsyncClient, sent: str) -> None:
    answer = await http.post("/mcp", json=bare("tools/call", {"name": "echo_text", "arguments": sent}))
    assert answer.json()["error"]["code"] == -32602


async def test_text_that_holds_no_object_stays_a_fault(http: httpx2.AsyncClient) -> None:
    result = await call(http, "create_thing", {"thing": "a thing"})
    assert text_of(result).splitlines()[1] == "$.thing: must be an object"


async def test_text_stays_text_where_text_is_due(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    await call(http, "echo_text", {"text": '{"a": 1}'})
    request = calls[0].request
    assert isinstance(request, EchoRequest)
    assert request.text == '{"a": 1}'


async def test_an_update_changes_the_fields_that_are_sent(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    await call(http, "update_thing", {"name": "a", "thing": {"flag": True, "note": None}})
    request = calls[0].request
    assert isinstance(request, UpdateThingRequest)
    assert sorted(request.update_mask.paths) == ["flag", "note"]


async def test_an_argument_that_never_changes_is_told_so(http: httpx2.AsyncClient) -> None:
    result = await call(http, "relabel_thing", {"name": "a", "maker": "m", "shape": "round"})
    assert text_of(result).splitlines()[1:3] == ["$.maker: immutable", "$.shape: immutable"]


async def test_arguments_may_be_absent(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "echo_text"}}
    response = await http.post("/mcp", json=body)
    assert response.json()["result"]["isError"] is False
    assert [call.request for call in calls] == [EchoRequest()]


OBJECT = {"type": "object"}
LIST = {"type": "array"}
REPAIRS: list[tuple[object, Schema, object]] = [
    ('{"a": 1}', OBJECT, {"a": 1}),
    ("[1]", LIST, [1]),
    ('{"a": 1}', {"type": ["object", "null"]}, {"a": 1}),
    ('{"a": 1}', {"type": ["object", "string"]}, '{"a": 1}'),
    ("1", OBJECT, "1"),
    ("{", OBJECT, "{"),
    ("\ud800", OBJECT, "\ud800"),
    (['{"a": "[]"}'], {**LIST, "items": {**OBJECT, "properties": {"a": LIST}}}, [{"a": []}]),
    ({"k": "{}"}, {**OBJECT, "additionalProperties": OBJECT}, {"k": {}}),
    ({"k": "{}"}, {**OBJECT, "additionalProperties": True}, {"k": "{}"}),
    ({"k": "{}"}, {**OBJECT, "additionalProperties": False}, {"k": "{}"}),
]


@pytest.mark.parametrize(("value", "schema", "expected"), REPAIRS)
def test_only_json_text_in_the_place_of_an_object_or_list_is_parsed(value: object, schema: Schema, expected: object) -> None:
    assert repaired(value, schema) == expected
