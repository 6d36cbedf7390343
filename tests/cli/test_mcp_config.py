"""What clients of MCP are told of a server, on the command line and in the docs."""

import json
import tomllib

import pytest

from scripts.generator.declarations import Declarations
from scripts.generator.docs.mcp_clients_page import mcp_clients_page
from scripts.generator.outputs import PRODUCT
from scripts.mcp_clients import CLIENTS, McpClient
from tests.cli.commands import typed
from tests.e2e.conftest import environment

URL = "https://desk.example"
ENDPOINT = f"{URL}/mcp"
EACH = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.key)


@EACH
def test_each_configuration_names_the_server_and_where_the_token_is(client: McpClient) -> None:
    done = typed(("mcp-config", client.key, "--url", f"{URL}/", "--variable", "DESK_TOKEN"), "", environment())
    assert (done.returncode, done.stdout.strip()) == (0, client.write(ENDPOINT, "DESK_TOKEN"))
    assert ENDPOINT in done.stdout
    assert "DESK_TOKEN" in done.stdout
    assert client.place in done.stderr


@EACH
def test_each_configuration_is_well_formed(client: McpClient) -> None:
    text = client.write(ENDPOINT, "DESK_TOKEN")
    if client.key == "codex":
        assert tomllib.loads(text) == {"mcp_servers": {"fluxdesk": {"url": ENDPOINT, "bearer_token_env_var": "DESK_TOKEN"}}}
    elif client.key == "claude-code":
        assert text.startswith("claude mcp add --transport http fluxdesk ")
    else:
        document = json.loads(text)
        assert "fluxdesk" in document["servers" if client.key == "vscode" else "mcpServers"]


def test_only_a_server_without_tls_is_allowed_for() -> None:
    (desktop,) = [client for client in CLIENTS if client.key == "claude-desktop"]
    assert "--allow-http" in desktop.write("http://127.0.0.1:8080/mcp", "DESK_TOKEN")
    assert "--allow-http" not in desktop.write(ENDPOINT, "DESK_TOKEN")


def test_the_compact_endpoint_is_named_where_it_is_asked_for() -> None:
    done = typed(("mcp-config", "generic", "--url", URL, "--compact"), "", environment())
    assert json.loads(done.stdout)["mcpServers"]["fluxdesk"]["url"] == f"{ENDPOINT}/compact"


def test_without_a_client_all_are_listed() -> None:
    done = typed(("mcp-config",), "", environment())
    assert done.returncode == 0
    assert all(client.key in done.stdout for client in CLIENTS)


def test_an_unknown_client_is_refused_with_those_that_are_known() -> None:
    done = typed(("mcp-config", "nobody"), "", environment())
    assert done.returncode == 2
    assert "nobody is no client that is known here: claude-code, " in done.stderr


def test_the_page_shows_each_client() -> None:
    page = mcp_clients_page(Declarations(PRODUCT))
    assert all(f'<section id="{client.key}">' in page for client in CLIENTS)
