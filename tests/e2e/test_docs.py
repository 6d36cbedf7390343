"""What the pages of /docs show to copy, copied and run."""

import json
import subprocess
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from fluxdesk.rpc import Credential, Effect, Rpc
from fluxdesk.rpc_table import BY_NAME, RPCS

from scripts.mcp_clients import CLIENTS
from tests.e2e.conftest import Server, environment
from tests.e2e.examples import Guide, a_callback, curl_title, run, run_python, tokens, unknown_variables

PUBLISH = BY_NAME["/fluxdesk.v1.EventService/Publish"]
PRESS = BY_NAME["/fluxdesk.v1.InboxService/PressButton"]
CALLBACK = BY_NAME["/fluxdesk.v1.CallbackService/GetCallbackDelivery"]
PUBLISH_BULK = BY_NAME["/fluxdesk.v1.EventService/PublishBulk"]
LIST = BY_NAME["/fluxdesk.v1.InboxService/ListInbox"]
WATCH = BY_NAME["/fluxdesk.v1.InboxService/WatchInbox"]
MODERATION = BY_NAME["/fluxdesk.v1.ModerationService/GetModerationItem"].service
REMINDERS = "fluxdesk.v1.DailyUpdateReminderService"
# What the demo workspace has, and may be gone afterwards: the item of the catalog that nobody else asks for.
SLUGS = {
    "fluxdesk.v1.GroupService": "night-shift",
    REMINDERS: "night-shift",
    "fluxdesk.v1.ProjectService": "widget-pro",
}
WEBHOOKS = {
    "fluxdesk.v1.WebhookService": ("me/webhooks", "agent_key"),
    "fluxdesk.v1.TenantWebhookService": ("admin/webhooks", "admin_agent_key"),
    "fluxdesk.v1.WebhookReplayService": ("me/webhooks", "agent_key"),
    "fluxdesk.v1.TenantWebhookReplayService": ("admin/webhooks", "admin_agent_key"),
}
# What is done with a task alone, and all that need one.
OWN_TASKS = {"fluxdesk.v1.TaskService", "fluxdesk.v1.TaskStepService"}
TASKS = OWN_TASKS | {f"fluxdesk.v1.{name}Service" for name in ("TaskHistory", "TaskComment", "TaskAttachment", "TimeLog", "EntityTag")}
# What is made for a call: where, of what, and the variable that is its id.
MADE = {service: ("api/tasks", {"title": "A task"}, "ID") for service in TASKS} | {
    "fluxdesk.v1.EntityTagService": ("api/tasks", {"title": "A task"}, "ENTITY_ID"),
    "fluxdesk.v1.TagService": ("api/tags", {"name": "A tag"}, "ID"),
    "fluxdesk.v1.FeedbackService": ("api/v1/feedback", {"kind": "praise", "body": "Good."}, "FEEDBACK_ID"),
    "fluxdesk.v1.DailyUpdateService": ("api/v1/daily-updates", {"did": "Much."}, "DAILY_UPDATE_ID"),
}
ITEM = "bastion-terminal-access"


def _is_on(rpc: Rpc, field: str) -> bool:
    return any(variable.field == field for route in rpc.routes for variable in route.variables)


def _is_run(rpc: Rpc) -> bool:
    """Reads, publishing, and what is done to a delivery, to a task or by an agent to a person: other effects end what the demo workspace
    has, or make more of it.
    """
    on_person = _is_on(rpc, "user_id") and Credential.AGENT_KEY in rpc.callers
    on_own = _is_on(rpc, "delivery_id") or on_person or rpc.service in OWN_TASKS
    return not rpc.server_streaming and (rpc in (PUBLISH, PUBLISH_BULK) or rpc.effect is Effect.READ or on_own)


RUN = [rpc for rpc in RPCS if _is_run(rpc)]


@pytest.fixture(scope="module")
def rest(server: Server) -> Guide:
    return Guide(server, "rest")


@pytest.fixture
def rpc() -> Rpc:
    """Of a test that runs over none."""
    return LIST


@pytest.fixture
def delivery_id(server: Server, rest: Guide, tmp_path: Path, rpc: Rpc) -> str:
    """Id of a delivery that the example of publishing makes; with another token it is one that waits for an admin."""
    command = rest.titled(curl_title(PUBLISH.routes[0])).replace("deploy-4711", f"deploy-{uuid4().hex}")
    known = tokens(server, PUBLISH)
    if rpc == PRESS:
        # The button of the example opens an address.
        command = command.replace('"action_type": "url"', '"action_type": "webhook"').replace('"url": "https', '"webhook_url": "https')
    if rpc.service == MODERATION:
        known["PERSONAL_TOKEN"] = known["MODERATION_TOKEN"]
    return json.loads(run(command, tmp_path, known))["deliveryId"]


@pytest.fixture
def user_id(server: Server) -> str:
    """Id of a person of the test's own, who is a member of the group and the project of the demo workspace."""
    headers = server.headers("admin_agent_key")
    person = {"email": f"{uuid4().hex}@example.com", "name": "Mira"}
    made = httpx2.post(f"{server.http}/api/v1/admin/users/add", json=person, headers=headers).raise_for_status().json()
    for place in ("groups/night-shift", "projects/widget-pro"):
        httpx2.put(f"{server.http}/api/v1/{place}/members/{made['id']}", json={}, headers=headers).raise_for_status()
    return made["id"]


@pytest.fixture
def ids(delivery_id: str, user_id: str) -> dict[str, str]:
    """As the examples name them."""
    return {"DELIVERY_ID": delivery_id, "USER_ID": user_id}


def _variables(server: Server, rpc: Rpc, ids: dict[str, str], command: str) -> dict[str, str]:
    """The variables of the command, all of which the demo workspace knows."""
    known = {**tokens(server, rpc), **ids, "SLUG": SLUGS.get(rpc.service, ITEM), "INDEX": "0"}
    if _is_on(rpc, "user_id"):
        known["AGENT_KEY"] = server.credentials["admin_agent_key"]
    if rpc.service in WEBHOOKS:
        known |= _fired(server, *WEBHOOKS[rpc.service])
    if made := MADE.get(rpc.service):
        path, thing, variable = made
        thing = {**thing, "name": uuid4().hex} if "name" in thing else thing
        answer = httpx2.post(f"{server.http}/{path}", json=thing, headers=server.headers("agent_key")).raise_for_status()
        known[variable] = answer.json()["id"]
    if rpc.service == REMINDERS:
        known["AGENT_KEY"] = server.credentials["admin_agent_key"]
        reminder = {"remindAt": "16:30", "weekdays": ["friday"]}
        httpx2.put(
            f"{server.http}/api/v1/groups/night-shift/daily-update-reminder", json=reminder, headers=server.headers("admin_agent_key")
        ).raise_for_status()
    if rpc == CALLBACK:
        known["CALLBACK_ID"] = a_callback(server)
    assert unknown_variables(command, known) == set()
    return known


def _fired(server: Server, path: str, key: str) -> dict[str, str]:
    """A webhook with one delivery, and a replay that came to its end."""
    url, headers = f"{server.http}/api/v1/{path}", server.headers(key)
    webhook = {"url": "https://hooks.example.com/", "event_types": ["review"], "enabled": False}
    made = httpx2.post(url, json=webhook, headers=headers).raise_for_status().json()
    fired = httpx2.post(f"{url}/{made['id']}/test", json={}, headers=headers).raise_for_status().json()
    replay = httpx2.post(f"{url}/{made['id']}/replays", json={"before_seq": 1}, headers=headers).raise_for_status().json()
    return {"WEBHOOK_ID": made["id"], "DELIVERY_ID": fired["id"], "REPLAY_ID": replay["id"]}


def _to_somebody(server: Server, command: str) -> str:
    """The command with somebody of the demo workspace in the place of whom the examples name."""
    return command.replace("mira@example.com", server.credentials["employee"]["email"])


def test_more_than_half_of_what_the_pages_show_is_run() -> None:
    assert len(RUN) > len(RPCS) / 2
    assert {WATCH, *RUN} >= {rpc for rpc in RPCS if rpc.effect is Effect.READ}


@pytest.mark.parametrize("rpc", [rpc for rpc in RUN if rpc.routes], ids=lambda rpc: rpc.method)
def test_a_curl_command_works(server: Server, rest: Guide, ids: dict[str, str], tmp_path: Path, rpc: Rpc) -> None:
    for route in rpc.routes:
        command = _to_somebody(server, rest.titled(curl_title(route)))
        run(command, tmp_path, _variables(server, rpc, ids, command))


@pytest.mark.parametrize("rpc", [rpc for rpc in RUN if rpc.tool], ids=lambda rpc: rpc.method)
def test_a_tool_call_works(server: Server, ids: dict[str, str], tmp_path: Path, rpc: Rpc) -> None:
    command = _to_somebody(server, Guide(server, "mcp").of(rpc.tool))
    answer = json.loads(run(command, tmp_path, _variables(server, rpc, ids, command)))
    assert not answer["result"].get("isError"), answer


# One of each service: what differs between them is the example, and that is the same for all doors.
@pytest.mark.parametrize("rpc", {rpc.service: rpc for rpc in RUN}.values(), ids=lambda rpc: rpc.method)
def test_a_call_by_reflection_works(server: Server, ids: dict[str, str], tmp_path: Path, rpc: Rpc) -> None:
    command = _to_somebody(server, Guide(server, "grpc").of(rpc.name.rpartition(".")[2].replace("/", ".")))
    assert "./scripts/call " in command.splitlines()[0]
    assert isinstance(json.loads(run(command, tmp_path, _variables(server, rpc, ids, command))), dict)


def test_the_program_of_a_service_works(server: Server, delivery_id: str) -> None:
    assert delivery_id in run_python(Guide(server, "grpc").titled("Python"), tokens(server, LIST))


def test_the_next_page_is_reached_by_its_cursor(server: Server, rest: Guide, delivery_id: str, tmp_path: Path) -> None:
    run(rest.titled(curl_title(PUBLISH.routes[0])).replace("deploy-4711", f"deploy-{uuid4().hex}"), tmp_path, tokens(server, PUBLISH))
    first, after = (rest.titled(title).replace("limit=10", "limit=1") for title in ("The first page", "The page after it"))
    cursor = json.loads(run(first, tmp_path, tokens(server, LIST)))["nextCursor"]
    (item,) = json.loads(run(after, tmp_path, {**tokens(server, LIST), "CURSOR": cursor}))["items"]
    assert item["deliveryId"] == delivery_id


def test_a_stream_opens(server: Server, rest: Guide) -> None:
    command = f"exec {rest.titled(curl_title(WATCH.routes[0]))}"
    with subprocess.Popen(["bash", "-c", command], stdout=subprocess.PIPE, env=environment(**tokens(server, WATCH)), text=True) as stream:
        assert stream.stdout is not None
        lines = [stream.stdout.readline() for _ in range(2)]
        stream.kill()
    assert "event: opened\n" in lines


def test_the_configuration_of_a_client_names_this_server(server: Server) -> None:
    configuration = json.loads(Guide(server, "mcp").titled("Client configuration"))
    assert configuration["mcpServers"]["fluxdesk"]["url"] == f"{server.http}/mcp"
    assert server.grpc in Guide(server, "grpc").titled("With grpcurl")
    clients = Guide(server, "integrations/mcp")
    assert all(f"{server.http}/mcp" in clients.titled(client.title) for client in CLIENTS)
