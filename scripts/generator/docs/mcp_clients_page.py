"""The page for whoever connects a client of MCP: what each reads."""

from html import escape

from scripts.generator.declarations import Declarations
from scripts.generator.docs.access import shown_list, token_variable
from scripts.generator.docs.markup import code, example, fill, items, link
from scripts.generator.docs.mcp_page import ENDPOINT, command
from scripts.mcp_clients import CLIENTS, McpClient


def mcp_clients_page(declarations: Declarations) -> str:
    """The body of the page."""
    variable = token_variable(shown_list(declarations))
    return fill(
        "mcp_clients.html",
        endpoint=code(ENDPOINT),
        compact=code(f"{ENDPOINT}/compact"),
        variable=code(variable),
        contents=items(link(f"#{client.key}", escape(client.title)) for client in CLIENTS),
        token=example("Set it where the client starts", f"export {variable}='…'"),
        clients="\n".join(_client(client, variable) for client in CLIENTS),
        check=example("curl tools/list", command(variable, "tools/list")),
    )


def _client(client: McpClient, variable: str) -> str:
    note = f"\n<p>{escape(client.note)}</p>" if client.note else ""
    shown = example(client.title, client.write(ENDPOINT, variable))
    return f'<section id="{client.key}">\n<h3>{escape(client.title)}</h3>\n<p>{escape(client.place)}</p>\n{shown}{note}\n</section>'
