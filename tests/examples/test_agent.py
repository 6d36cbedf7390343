"""The agent: an inbox of everything ends as its rules say, and what stops it is said in a line."""

import secrets
from pathlib import Path
from typing import Any

from tests.examples.conftest import PYTHON_VARIABLES, Program, Run, Site, python

AGENT = python("agent/triage.py")


async def triage(run: Run, site: Site, *options: str | Path, key: str | None = None) -> Program:
    variables = {**PYTHON_VARIABLES, "FLUXDESK_AGENT_KEY": key or site.token("agent_key")}
    return await run(*AGENT, "--url", f"{site.server.http}/mcp", *options, variables=variables)


def looks(item: dict[str, Any]) -> tuple[bool, bool, bool]:
    """Whether it is read, archived and resolved."""
    return item["readAt"] is not None, item["archivedAt"] is not None, item["resolvedAt"] is not None


async def test_a_mixed_inbox_ends_as_the_rules_say(run: Run, site: Site) -> None:
    label = secrets.token_hex(4)

    def publish(name: str, **more: Any) -> str:
        return site.publish(f"{label}-{name}", title=name, **more)

    incident = publish("incident", severity="critical", external_status="firing")
    warning = publish("warning", severity="warn")
    news = [publish(f"news-{number}", severity="info") for number in range(5)]
    success = publish("success", severity="success")
    approved = publish("approved", severity="warn", external_status="approved")
    settled = publish("settled", severity="critical", external_status="firing")
    site.resolve(settled)
    dry = await triage(run, site, "--page-size", "3", "--dry-run")
    assert await dry.end() == 0, dry.logged
    assert "10 unread (dry run): 2 kept for a person, 5 marked read, 2 archived, 1 resolved and archived" in dry.printed
    assert looks(site.item(success)) == (False, False, False)
    program = await triage(run, site, "--page-size", "3")
    assert await program.end() == 0, program.logged
    assert program.printed == dry.printed.replace(" (dry run)", "")
    assert [looks(site.item(one)) for one in (incident, warning)] == [(False, False, False)] * 2
    assert [looks(site.item(one)) for one in news] == [(True, False, False)] * 5
    assert looks(site.item(success)) == (True, True, False)
    assert [looks(site.item(one)) for one in (approved, settled)] == [(True, True, True)] * 2
    assert site.item(approved)["resolutionNote"] == "Triage: its source says approved."
    again = await triage(run, site)
    assert (await again.end(), again.printed.splitlines()[-1]) == (0, "2 unread: 2 kept for a person")


async def test_what_stops_it_is_one_line(run: Run, site: Site) -> None:
    program = await triage(run, site, key="sk-flux-nobody")
    assert await program.end() == 1
    [line] = program.logged.splitlines()
    assert line.endswith("/mcp: The bearer token is malformed, expired or revoked.")
    # A key that opens other doors only.
    program = await triage(run, site, key=site.token("personal_token"))
    assert await program.end() == 1
    [line] = program.logged.splitlines()
    assert "the key opens no tools archive_notification, get_notification, list_inbox" in line
    program = await run(*AGENT, "--url", "http://127.0.0.1:1/mcp", variables={**PYTHON_VARIABLES, "FLUXDESK_AGENT_KEY": "x"})
    assert (await program.end(), len(program.logged.splitlines())) == (1, 1)
    program = await run(*AGENT, variables=PYTHON_VARIABLES)
    assert (await program.end(), "no agent key" in program.logged) == (2, True)
