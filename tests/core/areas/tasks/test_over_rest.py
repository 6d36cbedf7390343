"""Tasks over REST and MCP, in exactly the words of the documents."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.rpc_table import RPCS

from tests.core.areas.projects.opened import open_project
from tests.core.areas.tasks.kept import keep_task
from tests.doors import open_doors
from tests.tenants import Tenant

TASKS = "/api/tasks"
# JSON documents are read here in all their shapes.
Json = Any


@pytest.fixture
async def http(tenant: Tenant) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the REST door with the employee's session."""
    async with open_doors(tenant.core) as doors:
        doors.rest.http.headers["authorization"] = f"Bearer {tenant.bearer(Credential.PERSON)}"
        yield doors.rest.http


async def test_a_task_of_nothing_but_its_title_has_every_key(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    created = await http.post(TASKS, json={"title": "Call the bank"})
    task = created.json()
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    assert task == {
        "id": task["id"],
        "title": "Call the bank",
        "priority": "medium",
        "assignee": None,
        "deadline": None,
        "tags": [],
        "done": False,
        "status": "open",
        "parent_id": None,
        "source": "manual",
        "project_slug": None,
        "blocker": None,
        "visibility": "private",
        "owner": tenant.employee.email,
        "created_at": task["created_at"],
        "updated_at": task["created_at"],
        "updated_by": tenant.employee.email,
        "etag": "1",
        "automation": None,
    }
    shown = await http.get(f"{TASKS}/{task['id']}")
    assert (shown.status_code, shown.json(), shown.headers["etag"]) == (200, task, '"1"')


async def test_what_is_sent_wins_over_what_the_title_says(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    title = f"Ship it !critical #one @{tenant.employee.email} ^2030-01-02"
    said = (await http.post(TASKS, json={"title": title})).json()
    assert (said["title"], said["priority"], said["tags"]) == ("Ship it", "critical", ["one"])
    assert (said["assignee"], said["deadline"]) == (tenant.employee.email, "2030-01-02")
    sent = {
        "title": title,
        "priority": "low",
        "tags": ["two"],
        "assignee": tenant.admin.email.lower(),
        "deadline": "2031-01-01T10:00:00+01:00",
    }
    won = (await http.post(TASKS, json={"title": title, **sent})).json()
    assert (won["title"], won["priority"], won["tags"]) == ("Ship it", "low", ["two"])
    assert (won["assignee"], won["deadline"]) == (tenant.admin.email, "2031-01-01T09:00:00Z")


async def test_null_and_no_tags_win_over_what_the_title_says_too(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    title = f"Ship it #one @{tenant.admin.email} ^2030-01-02"
    sent: Json = {"title": title, "assignee": None, "deadline": None, "tags": []}
    won = (await http.post(TASKS, json=sent)).json()
    assert (won["title"], won["assignee"], won["deadline"], won["tags"]) == ("Ship it", None, None, [])
    async with open_doors(tenant.core) as doors:
        create = next(rpc for rpc in RPCS if rpc.tool == "create_task")
        task: Json = (await doors.mcp.send(create, sent, tenant.bearer(Credential.AGENT_KEY))).reply
        assert (task.title, task.HasField("assignee"), task.HasField("deadline"), list(task.tags)) == ("Ship it", False, False, [])


@pytest.mark.parametrize("title", ["x ^2026-13-01", "x ^2026/13/01", "x ^2026-13-05T10:00", 'x ^"tomorrow 25:00"', "x ^-3d"])
async def test_what_is_no_day_stays_in_the_title(title: str, http: httpx2.AsyncClient) -> None:
    task = (await http.post(TASKS, json={"title": title})).json()
    assert (task["title"], task["deadline"]) == (title, None)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z"])
async def test_a_deadline_may_be_any_day_of_the_calendar(day: str, http: httpx2.AsyncClient) -> None:
    made = await http.post(TASKS, json={"title": "T", "deadline": day})
    assert (made.status_code, made.json()["deadline"]) == (201, day)
    assert (await http.post(TASKS, json={"title": f"T ^{day}"})).json()["deadline"] == day
    assert (await http.get(f"{TASKS}/{made.json()['id']}")).json()["deadline"] == day
    refused = await http.post(TASKS, json={"title": "T", "deadline": "0000-01-01"})
    assert refused.json()["fieldErrors"]["deadline"] == ["must be an RFC 3339 day of the years 1 to 9999, or a time with its offset"]


@pytest.mark.parametrize("title", ["\u200b", "\u2060 \ufeff", "#tag \u200b", "\u3164\u2800"])
async def test_a_title_that_nobody_sees_is_none(title: str, http: httpx2.AsyncClient) -> None:
    refused = await http.post(TASKS, json={"title": title})
    assert refused.json()["fieldErrors"] == {"title": ["must hold something that is seen"]}


async def test_a_status_that_is_none_here_names_those_that_are(http: httpx2.AsyncClient) -> None:
    url = f"{TASKS}/{(await http.post(TASKS, json={'title': 'T'})).json()['id']}/status"
    for status in ("blocked", "finished"):
        refused = await http.post(url, json={"status": status})
        assert refused.json()["fieldErrors"] == {"status": ["must be one of open, in_progress, done"]}


async def test_null_clears_and_what_is_not_sent_stays(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    project = await open_project(tenant)
    parent = str((await keep_task(tenant)).id)
    full = {
        "title": "T",
        "description": "D",
        "assignee": tenant.admin.email,
        "deadline": "2030-01-01",
        "tags": ["b", "A"],
        "blocker": "It rains.",
        "parent_id": parent,
        "project_slug": project,
        "automation": {"stage": "measured", "minutes_before": 10, "minutes_after": 4, "frequency": "weekly"},
    }
    task = (await http.post(TASKS, json=full)).json()
    assert {key: task[key] for key in full if key not in {"tags", "automation"}} == {
        key: value for key, value in full.items() if key not in {"tags", "automation"}
    }
    assert (task["tags"], task["status"], task["visibility"]) == (["A", "b"], "blocked", "company")
    assert task["automation"]["monthly_minutes_saved"] == 24
    url = f"{TASKS}/{task['id']}"
    renamed = (await http.patch(url, json={"title": "New #c", "automation": {"stage": "automated"}})).json()
    unlike = {key for key in task if task[key] != renamed[key]}
    assert unlike == {"title", "tags", "updated_at", "etag", "automation"}
    assert (renamed["title"], renamed["tags"], renamed["etag"].partition("-")[0]) == ("New", ["A", "b", "c"], "2")
    cleared = dict.fromkeys(["description", "assignee", "deadline", "blocker", "parent_id", "project_slug", "automation"])
    empty = (await http.patch(url, json={**cleared, "tags": []})).json()
    assert {key: empty.get(key) for key in cleared} == cleared
    assert (empty["tags"], empty["status"], empty["visibility"]) == ([], "in_progress", "company")


async def test_a_change_of_nothing_is_none(http: httpx2.AsyncClient) -> None:
    task = (await http.post(TASKS, json={"title": "T", "tags": ["a"], "deadline": "2030-01-01"})).json()
    same = await http.patch(f"{TASKS}/{task['id']}", json={"title": "T", "tags": ["A"], "deadline": "2030-01-01", "status": "open"})
    assert same.json() == task


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"status": "done", "done": False}, {"done"}),
        ({"status": "open", "blocker": "B"}, {"blocker"}),
        ({"status": "blocked", "blocker": None}, {"status"}),
        ({"status": "blocked"}, {"status"}),
        ({"assignee": "nobody@example.com"}, {"assignee"}),
        ({"deadline": "tomorrow"}, {"deadline"}),
        ({"deadline": "2030-01-01T10:00:00"}, {"deadline"}),
        ({"project_slug": "no-such", "parent_id": "no-such"}, {"project_slug", "parent_id"}),
        ({"title": "#tag !high"}, {"title"}),
        ({"title": None}, {"title"}),
        ({"owner": "a@example.com", "source": "ai"}, {"owner", "source"}),
        ({"tags": ["a", " "]}, {"tags[1]"}),
    ],
)
async def test_what_cannot_be_is_named(change: Json, faults: set[str], http: httpx2.AsyncClient) -> None:
    task = (await http.post(TASKS, json={"title": "T"})).json()
    answer = await http.patch(f"{TASKS}/{task['id']}", json=change)
    assert (answer.status_code, set(answer.json().get("fieldErrors", ()))) == (400, faults)
    assert (await http.get(f"{TASKS}/{task['id']}")).json() == task


async def test_a_task_that_was_changed_meanwhile_is_not_overwritten(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    url = f"{TASKS}/{(await http.post(TASKS, json={'title': 'T'})).json()['id']}"
    first = await http.patch(url, json={"priority": "high"}, headers={"if-match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    for stale in ('"1"', 'W/"2"', '"1", "3"', "nonsense", '""', '"'):
        for refused in (
            await http.patch(url, json={"priority": "low"}, headers={"if-match": stale}),
            await http.post(f"{url}/status", json={"status": "done"}, headers={"if-match": stale}),
            await http.delete(url, headers={"if-match": stale}),
        ):
            problem = refused.json()
            assert (refused.status_code, refused.headers["etag"]) == (412, '"2"')
            assert (problem["type"].rpartition("/")[2], problem["code"]) == ("precondition-failed", "version_mismatch")
            assert problem["current"] == {"etag": "2", "updatedAt": first.json()["updated_at"], "updatedBy": tenant.employee.email}
    assert (await http.patch(url, json={"priority": "low"}, headers={"if-match": '"1", "2"'})).status_code == 200
    assert (await http.patch(url, json={"priority": "high"}, headers={"if-match": "*"})).status_code == 200
    nothing = await http.delete(url, headers={"if-match": ""})
    assert (nothing.status_code, set(nothing.json()["fieldErrors"])) == (400, {"If-Match"})
    gone = await http.delete(url, headers={"if-match": '"4"'})
    assert (gone.status_code, gone.json()) == (200, {"success": True})
    assert (await http.delete(url)).status_code == 404


async def test_a_step_whose_parent_is_deleted_is_another_version(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    parent = await keep_task(tenant)
    step = await keep_task(tenant, parent_id=parent.id)
    assert (await http.delete(f"{TASKS}/{parent.id}")).status_code == 200
    orphan = (await http.get(f"{TASKS}/{step.id}")).json()
    assert (orphan["parent_id"], orphan["etag"]) == (None, "2")


async def test_an_agent_sees_and_gives_versions_over_mcp(tenant: Tenant) -> None:
    key = tenant.bearer(Credential.AGENT_KEY)
    async with open_doors(tenant.core) as doors:
        rpcs = {rpc.tool: rpc for rpc in RPCS if rpc.tool}
        made = await doors.mcp.send(rpcs["create_task"], {"title": "T"}, key)
        task: Json = made.reply
        assert (task.source, task.etag) == (3, "1")
        changed = await doors.mcp.send(rpcs["update_task"], {"id": task.id, "priority": "high", "if_match": task.etag}, key)
        assert changed.reason is None
        refused = await doors.mcp.send(rpcs["set_task_status"], {"id": task.id, "status": "done", "if_match": task.etag}, key)
        assert b'current: {"etag":"2"' in refused.body
        nothing = await doors.mcp.send(rpcs["update_task"], {"id": task.id, "priority": "low", "if_match": ""}, key)
        assert nothing.reason is Reason.VALIDATION_FAILED
