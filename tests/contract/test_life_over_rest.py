"""The life of an event as its sender and its recipient write it in HTTP, without a client of ours."""

from typing import Any

import httpx2
from fluxdesk.rpc import Credential
from google.protobuf.json_format import MessageToDict

from tests.core.areas.events.publishing import an_event
from tests.doors import Doors
from tests.tenants import Tenant


async def send(doors: Doors, token: str, verb: str, path: str, **content: Any) -> httpx2.Response:
    response = await doors.rest.http.request(verb, f"/api/v1{path}", headers={"authorization": f"Bearer {token}"}, **content)
    assert response.is_success, response.text
    return response


async def test_an_event_is_read_followed_up_and_put_away(doors: Doors, tenant: Tenant) -> None:
    sender, agent = tenant.bearer(Credential.PERSONAL_TOKEN), tenant.bearer(Credential.AGENT_KEY)
    event = an_event(labels={"repo": "core", "branch": "main"})
    body = MessageToDict(event, preserving_proto_field_name=True) | {"severity": "warn"}
    delivery_id = (await send(doors, sender, "POST", "/events", json=body)).json()["deliveryId"]

    assert (await send(doors, agent, "GET", "/inbox/unread-count")).json() == {"unreadCount": 1}
    assert (await send(doors, agent, "POST", f"/inbox/{delivery_id}/read")).json()["readAt"]
    assert (await send(doors, agent, "POST", "/inbox/read-all")).json() == {"markedCount": 0}

    supplemented = await send(doors, sender, "POST", f"/events/{delivery_id}/supplement", json={"markdown_body": "# Why"})
    assert (supplemented.status_code, supplemented.json()["supplements"][0]["markdownBody"]) == (201, "# Why")
    resolved = await send(doors, sender, "POST", f"/events/{delivery_id}/resolve")
    assert (resolved.status_code, resolved.json()["resolutionNote"]) == (200, None)
    again = await send(doors, sender, "POST", f"/events/{delivery_id}/resolve", json={"resolution_note": "Late."})
    assert (again.json()["resolvedAt"], again.json()["resolutionNote"]) == (resolved.json()["resolvedAt"], None)

    query = [("eventType", "fd1.build.*"), ("severity", "warn"), ("state", "resolved"), ("labels", "repo=core"), ("labels", "branch=main")]
    listed = (await send(doors, sender, "GET", "/deliveries", params=query)).json()["deliveries"]
    assert [one["deliveryId"] for one in listed] == [delivery_id]
    assert (await send(doors, sender, "GET", "/deliveries", params={"state": "open"})).json() == {"deliveries": []}

    archived = (await send(doors, agent, "POST", f"/inbox/{delivery_id}/archive")).json()
    assert (await send(doors, agent, "GET", f"/inbox/{delivery_id}")).json() == archived
    assert (await send(doors, agent, "GET", "/inbox")).json() == {"items": []}
    assert (await send(doors, agent, "GET", "/inbox", params={"archived": "true"})).json() == {"items": [archived]}
