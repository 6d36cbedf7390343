"""The protocol of agents in Markdown: how an agent connects over MCP, and the tools that it finds."""

from collections.abc import Iterator
from typing import cast

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations, DeclaredRpc
from scripts.generator.docs.access import failures, shown_list, token_variable
from scripts.generator.docs.markdown import code, codes, fence, joined, table
from scripts.generator.docs.markup import fill
from scripts.generator.docs.mcp_page import ENDPOINT, command, configuration, hints, tool_call
from scripts.generator.docs.members import members
from scripts.generator.json_schema import Schema
from scripts.generator.mcp_tools import catalogue
from scripts.generator.openapi_operations import area

# An effect that every agent may have, so that its idempotency key is shown with a call that works.
_SHOWN_EFFECT = "MarkAllRead"


def agent_text(declarations: Declarations) -> str:
    """The whole text."""
    rpcs = {rpc.name: rpc for rpc in declarations.rpcs}
    tools = [(tool, rpcs[str(tool["rpc"])]) for tool in catalogue(declarations)]
    shown = shown_list(declarations)
    return fill(
        "agent.md",
        endpoint=code(ENDPOINT),
        configuration=fence("json", configuration(shown)),
        variables=fence("sh", f"export {token_variable(shown)}='…'"),
        listing=fence("sh", command(token_variable(shown), "tools/list")),
        call=fence("sh", tool_call(declarations, shown)),
        keyed=fence("sh", tool_call(declarations, _shown_effect(declarations), {"fluxdesk.net/idempotency-key": "inbox-2026-03-14"})),
        scopes=table(("Scope", "What it allows"), [(code(name), text) for name, text in sorted(declarations.scopes.items())]),
        failures=_failures(declarations),
        overview=table(("Tool", "Area", "Scope", "Least role", "Callers", "Hints"), (_row(tool, rpc) for tool, rpc in tools)),
        tools=joined(*(_tool(tool, rpc) for tool, rpc in tools)),
    )


def _shown_effect(declarations: Declarations) -> DeclaredRpc:
    for rpc in declarations.rpcs:
        if rpc.method.name == _SHOWN_EFFECT and rpc.accepted_policy.tool:
            return rpc
    message = f"The text for agents shows {_SHOWN_EFFECT}, which is no tool any more: name another effect there"
    raise GenerateError(message)


def _row(tool: Schema, rpc: DeclaredRpc) -> tuple[str, ...]:
    role, scope = rpc.choice("role"), rpc.accepted_policy.scope
    return (
        f"[{tool['name']}](#{tool['name']})",
        area(rpc.method.containing_service),
        code(scope) if scope else "",
        code(role.lower()) if role and role != "EMPLOYEE" else "",
        codes(kind.lower() for kind in rpc.callers) or "anybody",
        codes(hints(tool)),
    )


def _tool(tool: Schema, rpc: DeclaredRpc) -> str:
    schema = cast("Schema", tool["inputSchema"])
    rows = [(code(row.path), row.kind, "always" if row.is_required else "", row.meaning) for row in members({}, schema)]
    return joined(f"### {tool['name']}", rpc.comment, table(("Argument", "Type", "", "Meaning"), rows) or "It takes no arguments.")


def _failures(declarations: Declarations) -> str:
    return table(("Reason", "What happened"), _reasons(declarations))


def _reasons(declarations: Declarations) -> Iterator[tuple[str, str]]:
    return ((code(reason), comment) for reason, _, comment in failures(declarations))
