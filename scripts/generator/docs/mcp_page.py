"""The page of MCP: every tool with arguments that it takes."""

from collections.abc import Iterator
from html import escape
from typing import cast

from scripts.generator.declarations import Declarations, DeclaredRpc
from scripts.generator.docs.access import access_facts, shown_list, token_variable, variables
from scripts.generator.docs.markup import code, codes, example, facts, fill, items, link, table
from scripts.generator.docs.rest_page import ORIGIN
from scripts.generator.examples import here_document, tool_examples
from scripts.generator.json_schema import Schema
from scripts.generator.mcp_tools import catalogue
from scripts.mcp_clients import generic

ENDPOINT = f"{ORIGIN}/mcp"


def mcp_page(declarations: Declarations) -> str:
    """The body of the page."""
    rpcs = {rpc.name: rpc for rpc in declarations.rpcs}
    tools = [(tool, rpcs[str(tool["rpc"])]) for tool in catalogue(declarations)]
    shown = shown_list(declarations)
    return fill(
        "mcp.html",
        endpoint=code(ENDPOINT),
        variables=variables(declarations),
        configuration=example("Client configuration", configuration(shown)),
        listing=example("curl tools/list", command(token_variable(shown), "tools/list")),
        contents=items(link(f"#{tool['name']}", str(tool["name"])) for tool, _ in tools),
        tools="\n".join(_tool(declarations, tool, rpc) for tool, rpc in tools),
    )


def configuration(rpc: DeclaredRpc) -> str:
    """What a client reads to connect with a token that may call the RPC."""
    return generic(ENDPOINT, token_variable(rpc))


def tool_call(declarations: Declarations, rpc: DeclaredRpc, meta: object = None) -> str:
    """A command that calls the tool of the RPC."""
    parameters = {"name": rpc.accepted_policy.tool, "arguments": tool_examples(declarations).request(rpc)}
    return command(token_variable(rpc), "tools/call", parameters | ({"_meta": meta} if meta else {}))


def command(token: str, method: str, parameters: object = None) -> str:
    """A command that sends one JSON-RPC request with the token in that variable."""
    lines = [f'curl -sS "{ENDPOINT}"', *([f'-H "Authorization: Bearer ${token}"'] if token else [])]
    called = " \\\n  ".join([*lines, "-H 'Content-Type: application/json'", "--data @-"])
    request = {"jsonrpc": "2.0", "id": 1, "method": method}
    return here_document(called, request | ({"params": parameters} if parameters else {}))


def _tool(declarations: Declarations, tool: Schema, rpc: DeclaredRpc) -> str:
    name = str(tool["name"])
    rows = list(schema_rows(cast("Schema", tool["inputSchema"])))
    arguments = table(f"Arguments of {name}", ("Argument", "Type", "Meaning"), rows) if rows else "<p>It takes no arguments.</p>"
    return (
        f'<article id="{name}">\n<h3>{code(name)}</h3>\n<p>{escape(rpc.comment)}</p>\n'
        f"{facts([*access_facts(rpc), ('Hints', codes(hints(tool)) or 'none')])}\n{arguments}\n"
        f"{example('curl tools/call', tool_call(declarations, rpc))}\n</article>"
    )


def hints(tool: Schema) -> Iterator[str]:
    """Names of the hints that hold for the tool."""
    annotations = cast("dict[str, object]", tool["annotations"])
    return (name for name in ("readOnlyHint", "destructiveHint", "idempotentHint") if annotations[name])


def schema_rows(schema: Schema, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """(name, type, meaning) of each member, those within an object under it."""
    required = cast("list[str]", schema.get("required", []))
    for name, argument in cast("dict[str, Schema]", schema.get("properties", {})).items():
        needed = " <em>required</em>" if name in required else ""
        choices = f" One of {codes(map(str, cast('list[object]', argument['enum'])))}." if "enum" in argument else ""
        yield f"{code(prefix + name)}{needed}", escape(_type(argument)), escape(str(argument.get("description", ""))) + choices
        yield from schema_rows(argument, f"{prefix}{name}.")


def _type(schema: Schema) -> str:
    kind = schema.get("type", "any")
    return " or ".join(cast("list[str]", kind)) if isinstance(kind, list) else str(kind)
