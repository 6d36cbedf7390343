"""What the server prints once it serves: lines to copy that work."""

import json
import shlex
from pathlib import Path

from rich.console import Console

from core.demo import Credentials
from scripts.places import Faces, Only

_SCRIPTS = Path(__file__).parent


def ready(console: Console, faces: Faces, credentials: Credentials | None) -> None:
    """Prints addresses and, where the demo workspace is known, one line per door."""
    if faces.only is Only.WORKER:
        console.print(f"\nFluxDesk delivers webhooks; health and metrics on {faces.http_url}\n", highlight=False, soft_wrap=True)
        return
    console.print(
        f"\nFluxDesk serves REST, MCP and docs on {faces.http_url} and gRPC on {faces.grpc_address}", highlight=False, soft_wrap=True
    )
    console.print(f"Docs: {faces.http_url}/docs\n", highlight=False, soft_wrap=True)
    if credentials is None:
        return
    for title, line in _lines(faces, credentials):
        console.print(f"[bold]{title}[/bold]")
        # Plain, so that a line stays one line when it is copied.
        print(line, flush=True)
        print(flush=True)


def _lines(faces: Faces, credentials: Credentials) -> list[tuple[str, str]]:
    event = (
        '{"spec_version":"2","event_id":"hello-1","event_type":"fd1.repo.access_granted","severity":"info",'
        '"title":"You were added to acme/widget-pro","occurred_at":"\'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"\'"}'
    )
    publish = (
        f"curl -sS {faces.http_url}/api/v1/events -H 'Authorization: Bearer {credentials['personal_token']}' "
        f"-H 'Content-Type: application/json' -d '{event}'"
    )
    inbox = f"curl -sS {faces.http_url}/api/v1/inbox -H 'Authorization: Bearer {credentials['agent_key']}'"
    call = shlex.quote(str(_SCRIPTS / "call"))
    grpc = f"FLUXDESK_TOKEN={credentials['agent_key']} {call} {faces.grpc_address} fluxdesk.v1.InboxService/ListInbox '{{}}'"
    mcp = {
        "mcpServers": {
            "fluxdesk": {
                "type": "http",
                "url": f"{faces.http_url}/mcp",
                "headers": {"Authorization": f"Bearer {credentials['agent_key']}"},
            }
        }
    }
    return [
        ("Publish an event over REST", publish),
        ("Read the inbox over REST", inbox),
        ("Read the inbox over gRPC, by reflection alone", grpc),
        ("Give it to an agent (MCP client configuration)", json.dumps(mcp)),
    ]
