"""fd1: the whole way of an access, from the catalog to its end, through all of its doors."""

import json
import os
import signal
import stat
from pathlib import Path
from typing import Any

import httpx2

from tests.eventually import eventually
from tests.examples.conftest import Program, Run, Site, python

FD1 = python("fd1/fd1.py")
CLAUDE = "fd1.claude-backend"
EMPLOYEE = "employee@demo.example"


async def fd1(run: Run, site: Site, *arguments: str | Path, token: str = "tools_token") -> Program:
    command, *rest = arguments
    return await run(*FD1, command, "--url", site.server.http, *rest, variables={"FLUXDESK_TOKEN": site.server.credentials[token]})


def call(site: Site, verb: str, path: str, body: Any = None, *, token: str = "admin_agent_key") -> Any:
    reply = httpx2.request(verb, site.server.http + path, json=body, headers=site.server.headers(token))
    assert reply.is_success, reply.text
    return reply.json()


def ask_over_mcp(site: Site, slug: str) -> str:
    """The id of the employee's request."""
    params = {"name": "request_catalog_access", "arguments": {"slug": slug}}
    reply = call(site, "POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}, token="agent_key")
    assert not reply["result"].get("isError"), reply
    return reply["result"]["structuredContent"]["id"]


def told(site: Site, event_type: str) -> list[dict[str, Any]]:
    reply = call(site, "GET", f"/api/v1/inbox?eventType={event_type}", token="agent_key")
    return reply["items"]


async def test_an_access_is_offered_asked_for_granted_and_taken_away(run: Run, site: Site, tmp_path: Path) -> None:
    call(site, "DELETE", "/api/v1/catalog/items/bastion-terminal-access?hard=true")
    offer = await fd1(run, site, "offer")
    assert await offer.end() == 0, offer.logged
    assert offer.printed.splitlines() == [
        "inbound-fd1: is there",
        "fd1.codex-backend: is there",
        f"{CLAUDE}: is there",
        "bastion-terminal-access: offered",
    ]

    hire = await fd1(run, site, "hire", EMPLOYEE, "nobody@demo.example", "--tokens", tmp_path / "tokens")
    assert await hire.end() == 1
    assert (hire.printed, "nobody@demo.example" in hire.logged) == (f"{EMPLOYEE}: told\n", True)
    file = tmp_path / "tokens" / EMPLOYEE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    own = httpx2.get(f"{site.server.http}/api/v1/event-types", headers={"Authorization": f"Bearer {file.read_text()}"})
    assert own.json()["yourIntegrator"]["slug"] == "fd1"
    again = await fd1(run, site, "hire", EMPLOYEE)
    assert (await again.end(), again.printed) == (0, "")
    assert len(told(site, "fd1.employee.welcomed")) == 1

    commands = tmp_path / "commands"
    command = tmp_path / "command"
    command.write_text(f'#!/bin/sh\necho "$@" >>{commands}\n')
    command.chmod(0o700)
    options = ("--once", "--grant", f"{command} grant", "--withdraw", f"{command} withdraw")
    request_id = ask_over_mcp(site, CLAUDE)
    early = await fd1(run, site, "provision", *options)
    assert (await early.end(), early.printed) == (0, "")
    call(site, "POST", "/api/v1/catalog/approvals/review", {"request_id": request_id, "decision": "approve", "note": "Welcome."})
    [notice] = told(site, "internal-os.team_support.approved")
    assert notice["labels"]["requestId"] == request_id
    granting = await fd1(run, site, "provision", *options)
    assert await granting.end() == 0, granting.logged
    assert granting.printed == f"{EMPLOYEE}: told\n{EMPLOYEE}: {CLAUDE}: granted\n"
    [granted] = told(site, "fd1.backend.granted")
    assert (granted["resolutionNote"], granted["labels"]["request"]) == ("Access was granted.", request_id)
    assert [one["markdownBody"] for one in granted["supplements"]] == [f"Run `fd1 login {CLAUDE}` to begin."]

    call(site, "DELETE", "/api/v1/catalog/approvals", {"email": EMPLOYEE, "catalog_slug": CLAUDE})
    taking = await fd1(run, site, "provision", *options)
    assert (await taking.end(), taking.printed) == (0, f"{EMPLOYEE}: told\n{EMPLOYEE}: {CLAUDE}: withdrawn\n")
    assert commands.read_text().splitlines() == [f"grant {EMPLOYEE} {CLAUDE}", f"withdraw {EMPLOYEE} {CLAUDE}"]


async def test_a_grant_that_a_kill_broke_off_is_finished_by_the_next_look_and_told_once(run: Run, site: Site, tmp_path: Path) -> None:
    slug = "fd1.codex-backend"
    call(site, "POST", "/api/v1/catalog/approvals", {"email": EMPLOYEE, "catalog_slug": slug})
    begun = tmp_path / "begun"
    hanging = tmp_path / "hanging"
    hanging.write_text(f"#!/bin/sh\necho $$ >{begun}.new && mv {begun}.new {begun}\nexec sleep 60\n")
    hanging.chmod(0o700)
    killed = await fd1(run, site, "provision", "--grant", str(hanging))
    await eventually(begun.exists)
    await killed.end(signal.SIGKILL)
    os.kill(int(begun.read_text()), signal.SIGKILL)
    # The grants of others may be told by it as well.
    finishing = await fd1(run, site, "provision", "--once", "--grant", "true")
    assert await finishing.end() == 0, finishing.logged
    [granted] = [item for item in told(site, "fd1.backend.granted") if item["labels"]["slug"] == slug]
    assert (granted["resolutionNote"], len(granted["supplements"])) == ("Access was granted.", 1)
    assert f"{EMPLOYEE}: {slug}: granted" in finishing.printed


async def test_what_stops_it_is_one_line(run: Run, site: Site) -> None:
    refused = await fd1(run, site, "offer", token="personal_token")
    assert await refused.end() == 1
    [line] = refused.logged.splitlines()
    assert "403" in line
    nobody = await run(*FD1, "offer", variables={})
    assert (await nobody.end(), "no token" in nobody.logged) == (2, True)
    assert json.dumps(site.server.credentials["tools_token"]) not in refused.logged
