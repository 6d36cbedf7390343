"""Every fault of a body is named at once, by the path at which its sender finds it."""

from typing import Any

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.rpc_table import BY_NAME

from tests.core.areas.events.publishing import an_event
from tests.doors import Doors
from tests.tenants import Tenant
from tests.wire_form import snake_form

PUBLISH = BY_NAME["/fluxdesk.v1.EventService/Publish"]
PUBLISH_BULK = BY_NAME["/fluxdesk.v1.EventService/PublishBulk"]
# What is wrong is found by decoding, by the field rules and by the area's own check.
FAULTY: dict[str, Any] = {
    "event_type": "fd2.build.failed",
    "severity": "loud",
    "title": 7,
    "summary": "s" * 501,
    "occurred_at": "yesterday",
    "labels": {"repo": "r" * 81, "two words": 2},
    "actions": [{"label": "", "action_type": "url", "url": "http://a.example"}, {"label": "Go", "action_type": "url", "colour": "red"}],
    "recipient": {"type": "email", "value": "nobody"},
    "surprise": None,
}


async def test_every_fault_is_named_in_the_senders_words(doors: Doors, tenant: Tenant) -> None:
    event, token = snake_form(an_event()) | FAULTY, tenant.bearer(Credential.PERSONAL_TOKEN)
    rest = await doors.rest.send(PUBLISH, PUBLISH.routes[0], {"event": event}, token)
    mcp = await doors.mcp.send(PUBLISH, {"event": event}, token)
    assert (rest.reason, mcp.reason) == (Reason.VALIDATION_FAILED, Reason.VALIDATION_FAILED)
    assert sorted(rest.faults or ()) == [
        "actions[0].label",
        "actions[0].url",
        "actions[1].colour",
        "actions[1].url",
        "event_type",
        "labels.repo",
        "labels.two words",
        "occurred_at",
        "recipient.value",
        "severity",
        "summary",
        "surprise",
        "title",
    ]
    assert sorted(mcp.faults or ()) == [
        "$.event.actions[0].label",
        "$.event.actions[0].url",
        "$.event.actions[1].colour",
        "$.event.actions[1].url",
        "$.event.event_type",
        '$.event.labels["repo"]',
        '$.event.labels["two words"]',
        "$.event.occurred_at",
        "$.event.recipient.value",
        "$.event.severity",
        "$.event.summary",
        "$.event.surprise",
        "$.event.title",
    ]
    assert sorted(map(sorted, (rest.faults or {}).values())) == sorted(map(sorted, (mcp.faults or {}).values()))


async def test_every_fault_of_a_bulk_event_is_named_at_its_path(doors: Doors, tenant: Tenant) -> None:
    recipients: list[Any] = [
        {"type": "email", "email": tenant.employee.email},
        {"type": "email"},
        {"type": "group", "slug": "on-call", "email": "a@example.com"},
        {"type": "user_id", "user_id": "nobody"},
        {"type": "everybody"},
        {"email": "a@example.com"},
        "somebody",
    ]
    data: dict[str, object] = {"event": snake_form(an_event()) | FAULTY, "recipients": recipients, "auto_claim": "yes", "surprise": 1}
    answer = await doors.rest.send(PUBLISH_BULK, PUBLISH_BULK.routes[0], data, tenant.bearer(Credential.TOOLS_TOKEN))
    assert answer.reason is Reason.VALIDATION_FAILED
    faults = dict(answer.faults or {})
    assert sorted(path for path in faults if not path.startswith("event.")) == [
        "auto_claim",
        "recipients[1].email",
        "recipients[2].email",
        "recipients[3].user_id",
        "recipients[4].type",
        "recipients[5].type",
        "recipients[6]",
        "surprise",
    ]
    assert faults["recipients[1].email"] == ["is required for this type"]
    assert faults["recipients[2].email"] == ["must be left out for this type"]
    assert faults["event.event_type"] == ["namespace mismatch"]
    assert faults["event.recipient"] == ["must be left out: recipients names them"]


async def test_a_foreign_prefix_is_told_in_exactly_these_words(doors: Doors, tenant: Tenant) -> None:
    event = snake_form(an_event(event_type="fd2.build.failed"))
    answer = await doors.rest.send(PUBLISH, PUBLISH.routes[0], {"event": event}, tenant.bearer(Credential.PERSONAL_TOKEN))
    assert answer.faults == {"event_type": ["namespace mismatch"]}
