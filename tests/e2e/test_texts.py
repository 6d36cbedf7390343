"""The texts in Markdown are served, and what they show to copy works as it stands."""

import json
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from uuid import uuid4

import httpx2
import pytest

from tests.e2e.conftest import Server
from tests.e2e.examples import a_callback, run, unknown_variables
from tests.seed_answers import NotOfTheSeed

INTEGRATIONS, AGENT, INDEX = "/api/internal-os/integrations/protocol", "/api/internal-os/agent/protocol", "/llms.txt"


def _commands(server: Server, path: str) -> list[str]:
    found = re.findall(r"```sh\n(.*?)\n```", httpx2.get(f"{server.http}{path}").text, re.DOTALL)
    return [command for command in found if command.startswith("curl ")]


def _tokens(server: Server) -> dict[str, str]:
    """Where a program may call with a key of its user, that user has every role."""
    known = {name.upper(): value for name, value in server.credentials.items() if name.endswith(("_token", "_key"))}
    return known | {"AGENT_KEY": server.credentials["admin_agent_key"]}


@pytest.mark.parametrize(("path", "media_type"), [(INTEGRATIONS, "text/markdown"), (AGENT, "text/markdown"), (INDEX, "text/plain")])
def test_a_text_is_public_and_names_this_server(server: Server, path: str, media_type: str) -> None:
    answer = httpx2.get(f"{server.http}{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media_type}; charset=utf-8")
    assert server.http in answer.text
    assert "127.0.0.1:8080" not in answer.text
    assert httpx2.get(f"{server.http}{path}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_every_link_for_language_models_leads_somewhere(server: Server) -> None:
    links = re.findall(r"\]\((http\S+)\)", httpx2.get(f"{server.http}{INDEX}").text)
    answers = {link: httpx2.get(link).status_code for link in links}
    # What a client of MCP posts to is no page.
    assert answers.pop(f"{server.http}/mcp") in {401, 405}
    assert set(answers.values()) == {200}


def test_every_command_for_integrations_works(server: Server, tmp_path: Path) -> None:
    publish, *others = _commands(server, INTEGRATIONS)
    assert len(others) >= 4
    delivery = json.loads(run(publish.replace("deploy-4711", f"deploy-{uuid4().hex}"), tmp_path, _tokens(server)))
    known = {**_tokens(server), "DELIVERY_ID": delivery["deliveryId"], "CALLBACK_ID": a_callback(server)}
    for command in (publish, *others):
        assert unknown_variables(command, known) == set()
        assert isinstance(json.loads(run(command, tmp_path, known)), dict)


def test_what_a_command_is_answered_is_held_against_the_seed(tmp_path: Path) -> None:
    broken = "HTTP/1.0 200 OK\\r\\ncontent-type: application/json\\r\\n\\r\\n{}"
    answering = f"""
    import socket
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        client = server.accept()[0]
        client.recv(9999)
        client.sendall(b"{broken}")
        client.close()
    """
    with subprocess.Popen([sys.executable, "-c", dedent(answering)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        with pytest.raises(NotOfTheSeed, match="GET /api/v1/health 200"):
            run(f"curl -sS http://127.0.0.1:{port}/api/v1/health?a=1", tmp_path, {})


def test_every_command_for_agents_works(server: Server, tmp_path: Path) -> None:
    commands = _commands(server, AGENT)
    assert len(commands) == 3
    for command in commands:
        answer = json.loads(run(command, tmp_path, _tokens(server)))
        assert not answer["result"].get("isError"), answer


def test_the_key_of_a_call_is_honoured(server: Server) -> None:
    sent = json.loads(_commands(server, AGENT)[-1].partition("<<END\n")[2].removesuffix("\nEND"))
    sent["params"]["_meta"]["fluxdesk.net/idempotency-key"] += uuid4().hex
    answers = [httpx2.post(f"{server.http}/mcp", json=sent, headers=server.headers("agent_key")) for _ in range(2)]
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]
