"""Automations as a client of HTTP changes them within tasks, and measures them: whole bodies, and what is refused."""

from typing import Any

import httpx2
from fluxdesk.rpc import Credential

from tests.doors import Doors
from tests.tenants import Tenant

FULL = {
    "stage": "identified",
    "frequency": "daily",
    "pain_level": 4,
    "potential": 5,
    "minutes_before": 30,
    "minutes_after": None,
    "tools_used": ["Zapier"],
}


async def send(doors: Doors, tenant: Tenant, verb: str, path: str, body: object = None) -> httpx2.Response:
    headers = {"authorization": f"Bearer {tenant.bearer(Credential.AGENT_KEY)}"}
    return await doors.rest.http.request(verb, f"/api{path}", headers=headers, json=body)


async def automation_after(doors: Doors, tenant: Tenant, path: str, body: object) -> dict[str, Any]:
    answer = await send(doors, tenant, "PATCH", path, {"automation": body})
    assert answer.status_code == 200, answer.text
    return answer.json()["automation"]


async def test_an_automation_is_changed_measured_and_removed(doors: Doors, tenant: Tenant) -> None:
    made = await send(doors, tenant, "POST", "/tasks", {"title": "Copy the numbers", "automation": FULL})
    figures = {"effective_minutes_before": 30, "effective_minutes_after": None, "monthly_minutes_saved": None, "automated_at": None}
    assert (made.status_code, made.json()["automation"]) == (201, FULL | figures)
    path = f"/tasks/{made.json()['id']}"

    cleared = await automation_after(doors, tenant, path, {"pain_level": None, "tools_used": []})
    assert cleared == FULL | figures | {"pain_level": None, "tools_used": []}
    assert await automation_after(doors, tenant, path, {}) == cleared

    refused = await send(doors, tenant, "PATCH", path, {"automation": {"stage": "measured"}})
    fault = "measured needs minutes_after or a time log of the phase after"
    assert (refused.status_code, refused.json()["fieldErrors"]) == (400, {"automation.stage": [fault]})
    assert refused.json()["error"] == f"automation.stage: {fault}"

    logged = await send(doors, tenant, "POST", f"{path}/time-logs", {"phase": "after", "minutes": 0})
    log = logged.json()
    assert (logged.status_code, log) == (
        201,
        {
            "id": log["id"],
            "task_id": made.json()["id"],
            "phase": "after",
            "minutes": 0,
            "user": tenant.employee.email,
            "created_at": log["created_at"],
        },
    )
    measured = await automation_after(doors, tenant, path, {"stage": "measured"})
    assert (measured["minutes_after"], measured["effective_minutes_after"], measured["monthly_minutes_saved"]) == (None, 0, 600)
    assert measured["automated_at"]

    listed = (await send(doors, tenant, "GET", f"{path}/time-logs")).json()
    assert listed == {"time_logs": [log], "before": {"logs": 0, "mean_minutes": None}, "after": {"logs": 1, "mean_minutes": 0}}
    summary = (await send(doors, tenant, "GET", "/automation/summary?months=1")).json()
    assert summary["top_savers"] == [
        {"task_id": made.json()["id"], "title": "Copy the numbers", "stage": "measured", "monthly_minutes_saved": 600}
    ]
    assert summary["stages"][3] == {"stage": "measured", "tasks": 1, "monthly_minutes_saved": 600}
    assert (summary["monthly_hours_saved"], summary["average_pain_level"], summary["average_potential"]) == (10, None, 5)

    assert await automation_after(doors, tenant, path, None) is None
    deleted = await send(doors, tenant, "DELETE", f"{path}/time-logs/{log['id']}")
    assert (deleted.status_code, deleted.json()) == (200, {"success": True})


async def test_comments_and_links_have_the_names_of_the_documents(doors: Doors, tenant: Tenant) -> None:
    made = (await send(doors, tenant, "POST", "/tasks", {"title": "Copy the numbers"})).json()
    path, own = f"/tasks/{made['id']}", {"task_id": made["id"], "user": tenant.employee.email}
    said = await send(doors, tenant, "POST", f"{path}/comments", {"body": "By Friday?"})
    expected = {"id": said.json()["id"], **own, "body": "By Friday?", "created_at": said.json()["created_at"], "edited_at": None}
    assert (said.status_code, said.json()) == (201, expected)
    edited = (await send(doors, tenant, "PATCH", f"{path}/comments/{expected['id']}", {"body": "By Monday?"})).json()
    assert (edited["body"], bool(edited["edited_at"])) == ("By Monday?", True)
    assert (await send(doors, tenant, "GET", f"{path}/comments")).json() == {"comments": [edited]}
    link = {"name": "Notes", "url": "https://docs.example.com"}
    attached = await send(doors, tenant, "POST", f"{path}/attachments", link)
    assert attached.status_code == 201
    assert attached.json() == {"id": attached.json()["id"], **own, **link, "created_at": attached.json()["created_at"]}
    assert (await send(doors, tenant, "GET", f"{path}/attachments")).json() == {"attachments": [attached.json()]}
    for where in (f"comments/{expected['id']}", f"attachments/{attached.json()['id']}"):
        assert (await send(doors, tenant, "DELETE", f"{path}/{where}")).json() == {"success": True}
