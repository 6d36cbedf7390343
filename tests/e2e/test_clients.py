"""Clients that others make, of either generation of MCP, call the product as it is served: list, call, failure, refusal."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fluxdesk.rpc import Credential
from fluxdesk.rpc_table import RPCS

from tests.e2e.conftest import ROOT, Server

_INSTALLED = ROOT / ".clients"
_SCRIPTS = Path(__file__).parent / "clients"
_NODE = str(_INSTALLED / "node/node")
_INSPECTOR = str(_INSTALLED / "node/node_modules/.bin/mcp-inspector")
_SECONDS_MAX = 60
_NEWEST = "2026-07-28"
_BEFORE = "2025-11-25"
# What an admin's key may call.
_TOOLS = sorted(rpc.tool for rpc in RPCS if rpc.tool and (rpc.public or Credential.AGENT_KEY in rpc.callers))
# What the server says to a call of what does not exist, and to a token that it does not know.
_NO_GROUP = "NOT_FOUND: There is no such group."
_REFUSED = "The bearer token is malformed, expired or revoked."


Inspect = Callable[..., tuple[int, Any, str]]


class Client(NamedTuple):
    """How a client is started, before the address and the token; `script` is what it reads from its standard input."""

    command: Sequence[str]
    version: str
    script: str = ""
    options: Sequence[str] = ()


def _python(environment: str, script: str, version: str, *options: str) -> Client:
    python = str(_INSTALLED / environment / "bin/python") if environment else sys.executable
    return Client([python, str(_SCRIPTS / script)], version, options=options)


def _typescript(generation: str, version: str, *options: str) -> Client:
    # Node looks for packages beside a script, and for one that it reads in the folder in which it runs.
    return Client([_NODE, "--input-type=module", "-", generation], version, "typescript.mjs", options)


CLIENTS = {
    "python 2": _python("", "python_sdk.py", _NEWEST, "auto"),
    "python 2, older wire": _python("", "python_sdk.py", _BEFORE, "legacy"),
    "python 1": _python("mcp1", "python_sdk_1.py", _BEFORE),
    "fastmcp": _python("fastmcp", "python_fastmcp.py", _NEWEST),
    "typescript 2": _typescript("2", _BEFORE),
    "typescript 2, newest wire": _typescript("2", _NEWEST, "auto"),
    "typescript 1": _typescript("1", _BEFORE),
}


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    """The clients come with ./scripts/clients, which CI runs before the tests."""
    if not (_INSTALLED / "node/installed").exists():
        assert "CI" not in os.environ, "./scripts/clients has to run before"
        pytest.skip("./scripts/clients installs what these tests call the server with")


def _run(command: Sequence[str], home: Path, script: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a client that finds nothing of a user's own."""
    return subprocess.run(
        command,
        input=(_SCRIPTS / script).read_text("utf-8") if script else "",
        capture_output=True,
        text=True,
        check=False,
        cwd=_INSTALLED / "node",
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        timeout=_SECONDS_MAX,
    )


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_lists_calls_and_is_told_what_fails(server: Server, tmp_path: Path, name: str) -> None:
    client = CLIENTS[name]
    token = server.credentials["admin_agent_key"]
    done = _run([*client.command, f"{server.http}/mcp", token, *client.options], tmp_path, client.script)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["version"] == client.version
    assert said["tools"] == _TOOLS
    assert said["fine"]["email"] == server.credentials["admin"]["email"]
    is_error, text = said["failed"]
    assert (is_error, text.splitlines()[0]) == (True, _NO_GROUP)
    assert any(text in said["refused"] for text in (_REFUSED, "401 Unauthorized", "HTTP 401"))


@pytest.fixture(params=["legacy", "modern"])
def inspect(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> Inspect:
    """Runs the Inspector on either wire with what it shall do; returns its exit code, its answer and its complaints."""

    def run(*arguments: str, token: str = "") -> tuple[int, Any, str]:
        header = f"Authorization: Bearer {token or server.credentials['admin_agent_key']}"
        # What follows --header may be several headers, so another option comes after it.
        options = ["--header", header, "--transport", "http", "--protocol-era", request.param]
        done = _run([_NODE, _INSPECTOR, "--cli", f"{server.http}/mcp", *options, *arguments], tmp_path)
        return done.returncode, json.loads(done.stdout or "null"), done.stderr

    return run


def test_the_inspector_finds_no_error_in_any_schema(inspect: Inspect) -> None:
    code, listed, complaints = inspect("--method", "tools/list", "--strict")
    assert code == 0, complaints
    assert [tool["name"] for tool in listed["tools"]] == _TOOLS


def test_the_inspector_calls_and_is_told_what_fails(inspect: Inspect, server: Server) -> None:
    code, fine, _ = inspect("--method", "tools/call", "--tool-name", "get_profile")
    assert (code, fine["structuredContent"]["email"]) == (0, server.credentials["admin"]["email"])
    code, failed, complaint = inspect("--method", "tools/call", "--tool-name", "get_group", "--tool-arg", "slug=no-such-group")
    assert (code, failed["isError"], failed["content"][0]["text"].splitlines()[0]) == (5, True, _NO_GROUP)
    assert "isError:true" in complaint


def test_the_inspector_is_refused_without_a_good_token(inspect: Inspect) -> None:
    code, _, complaint = inspect("--method", "tools/list", token="refused")
    assert (code, json.loads(complaint)["error"]["code"]) == (3, "auth_required")
