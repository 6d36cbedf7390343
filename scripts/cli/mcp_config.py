"""./scripts/fluxdesk mcp-config: what a client of MCP reads to connect."""

from typing import Annotated

import typer

from scripts.cli.desk import expected_problems, show
from scripts.mcp_clients import CLIENTS
from scripts.unusable import Unusable

_CLIENTS = {client.key: client for client in CLIENTS}


def mcp_config(
    client: Annotated[str, typer.Argument(help="Which client; without one, those that are known.")] = "",
    url: Annotated[str, typer.Option(help="Address of the server as the client reaches it.")] = "http://127.0.0.1:8080",
    variable: Annotated[str, typer.Option(help="Environment variable of the client that holds its token.")] = "AGENT_KEY",
    compact: Annotated[bool, typer.Option("--compact", help="For a client that has little room for tools.")] = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Prints the configuration of a client of MCP."""
    with expected_problems():
        if not client:
            show(("client", "name", "place"), [(one.key, one.title, one.place) for one in CLIENTS], as_json=False)
            return
        if (found := _CLIENTS.get(client)) is None:
            message = f"{client} is no client that is known here: {', '.join(_CLIENTS)}."
            raise Unusable(message)
        # What is not part of the configuration goes where nobody pipes it into a file.
        typer.echo(" ".join(filter(None, (found.place, found.note))), err=True)
        print(found.write(f"{url.rstrip('/')}/mcp{'/compact' if compact else ''}", variable))
