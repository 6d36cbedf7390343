"""Tools stand on their own, say what their declarations say, and stay small."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run
from typing import Any

import jsonschema_rs
import pytest

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.mcp_tools import TOOL_BYTES_MAX, catalogue, compact_bytes
from scripts.generator.outputs import CONFORMANCE, FIXTURES, PRODUCT, REPOSITORY
from tests.generator.declare import declare
from tests.generator.one_rpc import one_rpc

# JSON documents are walked here in all their shapes.
Json = Any
BUILT = {"product": PRODUCT, "fixtures": FIXTURES, "conformance": CONFORMANCE}
HINTS = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")


@pytest.fixture(scope="module", params=BUILT)
def tools(request: pytest.FixtureRequest) -> list[Json]:
    return catalogue(Declarations(BUILT[request.param]))


@pytest.fixture(scope="module")
def fixtures() -> dict[str, Json]:
    return {str(tool["name"]): tool for tool in catalogue(Declarations(FIXTURES))}


def _schemas(schema: Json) -> Iterator[Json]:
    """The schema and every schema in it."""
    yield schema
    for member in schema.get("properties", {}).values():
        yield from _schemas(member)
    for inner in ("items", "additionalProperties"):
        if isinstance(schema.get(inner), dict):
            yield from _schemas(schema[inner])


def _tool(folder: Path, text: str, options: str = 'public: true tool: "made_tool"') -> Json:
    (tool,) = catalogue(declare(folder, one_rpc("Make(Made) returns (Answer)", options) + text + "message Answer {}"))
    return tool


def test_every_schema_stands_on_its_own(tools: list[Json]) -> None:
    for tool in tools:
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            assert schema["type"] == "object"
            assert not {"anyOf", "oneOf", "allOf", "not", "enum"} & schema.keys()
            assert not re.search(r"\$ref|\$defs|definitions", str(schema))
            jsonschema_rs.meta.validate(schema)


def test_arguments_are_closed_and_results_are_open(tools: list[Json]) -> None:
    for tool in tools:
        objects = [schema for schema in _schemas(tool["inputSchema"]) if "properties" in schema]
        assert all(schema["additionalProperties"] is False for schema in objects)
        assert all(schema.get("additionalProperties") is not False for schema in _schemas(tool["outputSchema"]))
        assert not any("enum" in schema for schema in _schemas(tool["outputSchema"]))


def test_every_name_is_one_that_clients_accept(tools: list[Json]) -> None:
    for tool in tools:
        assert re.fullmatch(r"[a-z][a-z0-9_]{2,39}", tool["name"])
        names = [name for schema in _schemas(tool["inputSchema"]) for name in schema.get("properties", {})]
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name) for name in names)


def test_every_hint_is_explicit(tools: list[Json]) -> None:
    for tool in tools:
        assert set(tool["annotations"]) == {"title", *HINTS}
        assert all(isinstance(tool["annotations"][hint], bool) for hint in HINTS)
        assert tool["title"] == tool["annotations"]["title"]


def test_every_argument_that_must_be_sent_is_described(tools: list[Json]) -> None:
    for tool in tools:
        assert tool["description"]
        assert not _undescribed(tool["inputSchema"], only_required=True), tool["name"]


def test_every_argument_is_described_where_there_is_room(fixtures: dict[str, Json]) -> None:
    for name, tool in fixtures.items():
        assert not _undescribed(tool["inputSchema"], only_required=False), name


def _undescribed(schema: Json, *, only_required: bool) -> list[str]:
    return [name for name, argument in _arguments(schema, only_required=only_required) if not _is_described(argument)]


def _arguments(schema: Json, *, only_required: bool) -> Iterator[tuple[str, Json]]:
    """All arguments at any depth, or those that must be sent in every call."""
    for name, argument in schema.get("properties", {}).items():
        if not only_required or name in schema.get("required", []):
            yield name, argument
            yield from _arguments(argument, only_required=only_required)
            yield from _arguments(argument.get("items", {}), only_required=only_required)


def _is_described(argument: Json) -> bool:
    """By a comment of its own or by that of its type, which a list says of its items."""
    return "description" in argument or "description" in argument.get("items", {})


def test_every_tool_keeps_its_budget(tools: list[Json]) -> None:
    for tool in tools:
        assert compact_bytes(tool["inputSchema"]) + compact_bytes(tool["description"]) <= TOOL_BYTES_MAX


def test_tools_come_in_order_of_their_names(tools: list[Json]) -> None:
    names = [tool["name"] for tool in tools]
    assert names == sorted(names)


def test_a_tool_says_which_rpc_it_calls(fixtures: dict[str, Json]) -> None:
    assert fixtures["echo_text"]["rpc"] == "/scenarios.v1.ScenarioService/Echo"


def test_hints_follow_the_declaration(fixtures: dict[str, Json]) -> None:
    told = {name: [hint for hint in HINTS if fixtures[name]["annotations"][hint]] for name in ("echo_text", "update_thing", "issue_secret")}
    assert told == {
        "echo_text": ["readOnlyHint", "idempotentHint"],
        "update_thing": ["idempotentHint"],
        "issue_secret": ["destructiveHint"],
    }


def test_header_fields_are_arguments_and_the_update_mask_is_not(fixtures: dict[str, Json]) -> None:
    assert set(fixtures["update_thing"]["inputSchema"]["properties"]) == {"name", "thing", "if_match"}


def test_what_never_changes_is_no_argument(fixtures: dict[str, Json]) -> None:
    assert set(fixtures["relabel_thing"]["inputSchema"]["properties"]) == {"name", "note", "lettering"}


def test_a_default_is_told(tmp_path: Path) -> None:
    tool = _tool(tmp_path, 'message Made { optional uint32 a = 1 [(fluxdesk.v1.default_value) = "3"]; optional uint32 b = 2; }')
    arguments = tool["inputSchema"]["properties"]
    assert (arguments["a"]["default"], "default" in arguments["b"], tool["inputSchema"].get("required")) == (3, False, None)


def test_the_result_of_a_stream_is_its_messages(fixtures: dict[str, Json]) -> None:
    schema = fixtures["count_up"]["outputSchema"]
    assert set(schema["properties"]) == set(schema["required"]) == {"messages", "truncated"}
    assert set(schema["properties"]["messages"]["items"]["properties"]) == {"tick", "finished"}


def test_the_result_of_a_page_is_its_text(tmp_path: Path) -> None:
    text = one_rpc("Make(Made) returns (google.api.HttpBody)", 'public: true tool: "made_tool"') + "message Made {}"
    tool: Json = catalogue(declare(tmp_path, text))[0]
    assert set(tool["outputSchema"]["properties"]) == {"content_type", "text"}


def test_recursion_is_inlined_three_deep_and_ends_in_an_open_object(tmp_path: Path) -> None:
    tool = _tool(tmp_path, "message Made { Node root = 1; }\n// A node.\nmessage Node { string name = 1; repeated Node nodes = 2; }")
    schema, depth = tool["inputSchema"]["properties"]["root"], 0
    while "properties" in schema:
        schema, depth = schema["properties"]["nodes"]["items"], depth + 1
    assert (depth, schema) == (3, {"type": "object", "description": "A node."})


def test_recursion_gives_way_before_comments_do(tmp_path: Path) -> None:
    comment = "A comment of some length. " * 40
    nodes = f"message Node {{\n// {comment}\nstring name = 1;\nrepeated Node nodes = 2; }}"
    schema = _tool(tmp_path, f"message Made {{ Node root = 1; }} {nodes}")["inputSchema"]["properties"]["root"]
    assert schema["properties"]["name"]["description"] == comment.strip()
    assert "properties" not in schema["properties"]["nodes"]["items"]["properties"]["nodes"]["items"]


def test_comments_of_what_must_be_sent_never_give_way(tmp_path: Path) -> None:
    comment = "A comment of some length. " * 30
    optional = "\n".join(f"// {comment}\nstring field_{number} = {number};" for number in range(1, 9))
    needed = f"// {comment}\nstring needed = 9 [(buf.validate.field).required = true];"
    arguments = _tool(tmp_path, f"message Made {{\n{optional}\n{needed} }}")["inputSchema"]["properties"]
    assert arguments["needed"]["description"] == comment.strip()
    kept = {arguments[f"field_{number}"]["description"] for number in range(1, 9)}
    assert len(kept) == 1
    assert comment.startswith(kept.pop())


def test_a_tool_that_stays_too_large_is_refused_by_name(tmp_path: Path) -> None:
    fields = "".join(f"string a_field_with_a_long_name_{number} = {number};" for number in range(1, 99))
    with pytest.raises(GenerateError, match="made_tool exceeds 3072 bytes"):
        _tool(tmp_path, f"message Made {{ {fields} }}")


def test_deprecated_arguments_are_not_offered(tmp_path: Path) -> None:
    tool = _tool(tmp_path, "message Made { string kept = 1; string old = 2 [deprecated = true]; }")
    assert set(tool["inputSchema"]["properties"]) == {"kept"}


def test_members_of_a_oneof_say_that_they_exclude_each_other(tmp_path: Path) -> None:
    tool = _tool(tmp_path, "message Made { oneof either { string this_one = 1; string that_one = 2; } optional string other = 3; }")
    arguments = tool["inputSchema"]["properties"]
    assert arguments["this_one"]["description"] == arguments["that_one"]["description"] == "Set at most one of: this_one, that_one."
    assert "description" not in arguments["other"]


def test_a_tools_schema_says_in_words_which_variant_a_field_belongs_to(tmp_path: Path) -> None:
    fields = """
        Way type = 1 [(buf.validate.field).required = true];
        // Address of a door.
        optional string door = 2 [(fluxdesk.v1.variant) = "WAY_DOOR"];
        optional string other = 3;
        """
    text = "enum Way { WAY_UNSPECIFIED = 0; WAY_DOOR = 1; WAY_OPEN = 2; } "
    schema = _tool(tmp_path, f'{text} message Made {{ option (fluxdesk.v1.discriminator) = "type"; {fields} }}')["inputSchema"]
    assert schema["properties"]["door"]["description"] == "Address of a door. Sent with type door, and only then."
    assert (schema["required"], schema["additionalProperties"]) == (["type"], False)
    assert not {"oneOf", "anyOf", "allOf", "discriminator"} & schema.keys()


def test_an_argument_without_a_comment_takes_that_of_its_type(tmp_path: Path) -> None:
    text = "// Size of something.\nenum Size { SIZE_UNSPECIFIED = 0; SIZE_SMALL = 1; } message Made { Size size = 1; }"
    argument = _tool(tmp_path, text)["inputSchema"]["properties"]["size"]
    assert argument == {"type": "string", "enum": ["small"], "description": "Size of something."}


def test_documents_are_the_same_in_every_process() -> None:
    script = (
        "import json; from scripts.generator import mcp_tools, openapi, outputs; from scripts.generator.declarations import Declarations\n"
        "for root in (outputs.PRODUCT, outputs.FIXTURES):\n"
        "    declarations = Declarations(root)\n"
        "    print(json.dumps([openapi.document(declarations, '1'), mcp_tools.catalogue(declarations)]))"
    )
    runs = [
        run([sys.executable, "-c", script], cwd=REPOSITORY, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        for seed in ("0", "1", "2")
    ]
    assert len({done.stdout for done in runs}) == 1
