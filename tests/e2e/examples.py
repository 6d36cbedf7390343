"""The examples of the pages of /docs, as a reader copies and runs them."""

import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from uuid import uuid4

import httpx2
from fluxdesk.rpc import Role, Route, Rpc

from tests.e2e.conftest import ROOT, Server, environment
from tests.seed_answers import check_answer

_FIGURE = re.compile(r"<figure class=\"example\">\s*<figcaption>(.*?)</figcaption>\s*<pre><code>(.*?)</code></pre>", re.DOTALL)
# What curl writes of each answer.
_ANSWERED = "%{method} %{url_effective} %{http_code} %{content_type}"
_ANSWER = re.compile(r"([A-Z]+) https?://[^/]+(/[^ ?]*)\S* (\d{3}) ([^;\s]+)")
_VARIABLE = re.compile(r"\$([A-Z_]+)")


class Guide:
    """One page with its examples."""

    def __init__(self, server: Server, name: str) -> None:
        self._page = httpx2.get(f"{server.http}/docs/{name}").text

    def titled(self, title: str) -> str:
        """The example under that title, which no other has."""
        (text,) = [text for found, text in _examples(self._page) if found == title]
        return text

    def of(self, article: str) -> str:
        """The one example of the article with that id."""
        (found,) = re.findall(rf'<article id="{re.escape(article)}">(.*?)</article>', self._page, re.DOTALL)
        ((_, text),) = _examples(found)
        return text


def _examples(html: str) -> list[tuple[str, str]]:
    return [(unescape(title), unescape(text)) for title, text in _FIGURE.findall(html)]


def curl_title(route: Route) -> str:
    """What stands over the command that calls the route."""
    path = route.path
    for variable in route.variables:
        path = path.replace(f"{{{variable.field}}}", f"{{{variable.name}}}")
    return f"curl {route.verb} {path}"


def tokens(server: Server, rpc: Rpc) -> dict[str, str]:
    """The demo's tokens as the examples call them; an agent has the role that the RPC asks for."""
    known = {name.upper(): value for name, value in server.credentials.items() if name.endswith(("_token", "_key"))}
    if rpc.role > Role.EMPLOYEE:
        known["AGENT_KEY"] = server.credentials["admin_agent_key"]
    return known


def unknown_variables(command: str, known: Mapping[str, str]) -> set[str]:
    return {*_VARIABLE.findall(command)} - known.keys()


def run(command: str, folder: Path, variables: Mapping[str, str]) -> str:
    """What the command prints in a fresh shell beside the scripts. curl fails here on any status from 400 on, and on an answer that the
    seed does not allow.
    """
    (folder / ".curlrc").write_text(f'fail-with-body\nwrite-out = "%{{stderr}}{_ANSWERED}"\n')
    if not (folder / "scripts").exists():
        (folder / "scripts").symlink_to(ROOT / "scripts")
    done = subprocess.run(
        ["bash", "-e"],
        input=command,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(CURL_HOME=str(folder), **variables),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{command}\nanswered\n{done.stdout}{done.stderr}"
    for verb, path, status, media_type in _ANSWER.findall(done.stderr):
        check_answer(verb, path, int(status), media_type, done.stdout.encode())
    return done.stdout


def a_callback(server: Server) -> str:
    """The id of a callback to the holder of the demo's tools-token: an event of its own whose button the recipient has pressed."""
    event = {
        "spec_version": "2",
        "event_id": uuid4().hex,
        "event_type": "fd1.deploy.failed",
        "severity": "info",
        "title": "Deploy failed",
        "occurred_at": datetime.now(UTC).isoformat(),
        "recipient": {"type": "email", "value": server.credentials["employee"]["email"]},
        "actions": [{"label": "Again", "action_type": "webhook", "webhook_url": "https://ci.example.com/actions"}],
    }
    tools = server.headers("tools_token")
    sent = httpx2.post(f"{server.http}/api/v1/events", json=event, headers=tools).raise_for_status().json()
    pressed = f"{server.http}/api/v1/inbox/{sent['deliveryId']}/actions/0"
    httpx2.post(pressed, json={}, headers=server.headers("agent_key")).raise_for_status()
    listed = httpx2.get(f"{server.http}/api/v1/callback-deliveries", headers=tools).raise_for_status().json()
    return listed["deliveries"][0]["id"]


def run_python(text: str, variables: Mapping[str, str]) -> str:
    """What the program prints with nothing of ours but the generated code."""
    variables = {**variables, "PYTHONPATH": str(ROOT / "gen")}
    command = [sys.executable, "-c", text]
    return subprocess.run(command, capture_output=True, text=True, env=environment(**variables), timeout=60, check=True).stdout
