"""The texts for programs and agents say all that is declared, and nothing else."""

import json
import re

import pytest
from fluxdesk.reasons import KINDS
from fluxdesk.rpc import Credential, Role, Route
from fluxdesk.rpc_table import RPCS

from core.areas.tokens.public import DEFAULT_LIMITS, default_limits
from scripts.generator.declarations import Declarations
from scripts.generator.docs.members import Member, members
from scripts.generator.docs.texts import texts
from scripts.generator.openapi import document
from scripts.generator.outputs import PRODUCT
from scripts.references import Json

TOKENS = {Credential.TOOLS_TOKEN, Credential.PERSONAL_TOKEN, Credential.MODERATION_TOKEN}


@pytest.fixture(scope="module")
def openapi() -> Json:
    return document(Declarations(PRODUCT), "1.2.3")


@pytest.fixture(scope="module")
def built(openapi: Json) -> dict[str, str]:
    return {name.rpartition("internal-os/")[2]: text for name, text in texts(Declarations(PRODUCT), openapi, "1.2.3").items()}


@pytest.fixture(scope="module")
def integrations(built: dict[str, str]) -> str:
    return built["integrations/protocol.md"]


@pytest.fixture(scope="module")
def agent(built: dict[str, str]) -> str:
    return built["agent/protocol.md"]


def _section(text: str, title: str) -> str:
    """What stands under the heading, up to the next one of its level or above."""
    (found,) = re.findall(rf"^### {re.escape(title)}\n(.*?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE)
    return found


def _path(route: Route) -> str:
    path = route.path
    for variable in route.variables:
        path = path.replace(f"{{{variable.field}}}", f"{{{variable.name}}}")
    return path


def test_every_operation_that_a_token_may_call_is_told_with_its_policy(integrations: str, openapi: Json) -> None:
    for rpc in (rpc for rpc in RPCS if rpc.callers & TOKENS):
        for route in rpc.routes:
            section = _section(integrations, f"{route.verb} {_path(route)}")
            assert all(f"`{kind}`" in section for kind in rpc.callers)
            assert rpc.role is Role.EMPLOYEE or f"`{rpc.role.name.lower()}`" in section
            for status in openapi["paths"][_path(route)][route.verb.lower()]["responses"]:
                assert f"`{status}`" in section
    told = len(re.findall(r"^### (?:GET|POST|PUT|PATCH|DELETE) ", integrations, re.MULTILINE))
    assert told == sum(len(rpc.routes) for rpc in RPCS if rpc.callers & TOKENS)


def test_every_field_of_an_event_is_told_with_its_bounds(integrations: str, openapi: Json) -> None:
    told = integrations.partition("## InboundEvent")[2].partition("\n## ")[0]
    for name, schema in openapi["components"]["schemas"]["InboundEvent"]["properties"].items():
        (row,) = re.findall(rf"^\| `{name}` \|.*$", told, re.MULTILINE)
        assert all(str(schema[bound]) in row for bound in ("maxLength", "maxItems", "maxProperties", "pattern") if bound in schema)


def test_the_limits_are_those_of_a_new_token(integrations: str) -> None:
    tools = default_limits(Credential.TOOLS_TOKEN)
    said = f"{DEFAULT_LIMITS.writes_per_minute} writes and {DEFAULT_LIMITS.reads_per_minute} reads a minute"
    told = f"{said} and {DEFAULT_LIMITS.daily} events a day, a tools-token {tools.writes_per_minute} writes"
    assert told in " ".join(integrations.split())


def test_every_tool_is_told_with_its_scope_and_arguments(agent: str) -> None:
    for rpc in (rpc for rpc in RPCS if rpc.tool):
        (row,) = re.findall(rf"^\| \[{rpc.tool}\]\(#{rpc.tool}\) \|.*$", agent, re.MULTILINE)
        assert not rpc.scope or f"`{rpc.scope}`" in row
        assert rpc.role is Role.EMPLOYEE or f"`{rpc.role.name.lower()}`" in row
        section = _section(agent, rpc.tool)
        arguments = [
            field.name for field in rpc.request.DESCRIPTOR.fields if not field.GetOptions().deprecated and field.name != "update_mask"
        ]
        assert all(f"| `{name}` |" in section for name in arguments)


def test_every_failure_is_told(integrations: str, agent: str) -> None:
    for reason, kind in KINDS.items():
        assert f"/api/v1/errors/{kind.slug})" in integrations
        assert f"`{reason.lower()}`" in integrations
        assert f"`{reason}`" in agent


def test_links_lead_somewhere(built: dict[str, str], openapi: Json) -> None:
    served = {*openapi["paths"], "/docs", "/docs/rest", "/docs/grpc", "/docs/mcp", "/docs/integrations/mcp", "/docs/webhooks", "/mcp"}
    served |= {f"/api/v1/errors/{kind.slug}" for kind in KINDS.values()}
    for text in built.values():
        headings = {heading.lower() for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
        for address in re.findall(r"\]\(([^)]+)\)", text):
            assert address.removeprefix("http://127.0.0.1:8080") in served or address.removeprefix("#") in headings


def test_the_index_for_language_models_has_the_form_of_its_convention(built: dict[str, str]) -> None:
    lines = [line for line in built["llms.txt"].splitlines() if line]
    assert lines[0] == "# FluxDesk"
    assert lines[1].startswith("> ")
    sections = lines[next(number for number, line in enumerate(lines) if line.startswith("## ")) :]
    assert all(re.fullmatch(r"## \w+|- \[[^]]+\]\(http://\S+\): .+", line) for line in sections)
    assert "/api/internal-os/agent/protocol" in built["llms.txt"]


def test_tables_and_fences_are_whole(built: dict[str, str]) -> None:
    for text in built.values():
        assert text.count("```") % 2 == 0
        assert "@{" not in text
        prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        for block in re.findall(r"(?:^\|.*\n)+", prose, re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 9}, "string, 1 to 9 characters"),
        ({"type": "string", "minLength": 1}, "string, not empty"),
        ({"type": "string", "maxLength": 9, "pattern": "^a$"}, "string, at most 9 characters, `^a$`"),
        ({"type": ["string", "null"], "format": "uuid"}, "string or null, uuid"),
        ({"type": "string", "enum": ["a", "b"]}, "`a` or `b`"),
        ({"type": ["string", "null"], "enum": ["a", None]}, "`a` or null"),
        ({"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}, "integer"),
        ({"type": "integer", "minimum": 0, "maximum": 5, "default": 3}, "integer, 0 to 5, default `3`"),
        (
            {"type": "array", "maxItems": 4, "items": {"type": "string", "maxLength": 2}},
            "array of (string, at most 2 characters), at most 4 items",
        ),
        ({"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 2}, "object of string, at most 2 entries"),
        ({"$ref": "#/a/Known"}, "[Known](#known)"),
        ({}, "any"),
    ],
)
def test_a_schema_is_read_out(schema: Json, kind: str) -> None:
    holder = {"properties": {"name": schema}, "required": ["name"]}
    assert list(members({"a": {"Known": {}}}, holder, known=frozenset({"Known"}))) == [Member("name", kind, is_required=True, meaning="")]


def test_members_of_variants_and_of_what_is_held_are_told_at_their_paths() -> None:
    variants = [{"properties": {"kind": {"enum": [kind]}, kind: {"type": "string"}}} for kind in ("a", "b")]
    one = json.loads('{"type": "object", "properties": {"next": {"$ref": "#/One"}}}')
    schema = {"properties": {"ways": {"type": "array", "items": {"oneOf": variants}}, "one": {"$ref": "#/One"}}}
    assert [row.path for row in members({"One": one}, schema)] == [
        "ways",
        *("ways[].kind", "ways[].a", "ways[].kind", "ways[].b"),
        *("one", "one.next"),
    ]
