"""What of an inbox is listed."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import DELIVERY_STATE_OPEN, DELIVERY_STATE_RESOLVED, SEVERITY_WARN

from tests.core.areas.calls import failure_of
from tests.core.areas.deliveries.sent import resolve
from tests.core.areas.inbox.received import archive, ids_of, list_inbox, mark_read, receive
from tests.tenants import Tenant


async def test_every_filter_narrows(tenant: Tenant) -> None:
    agent = tenant.bearer(Credential.AGENT_KEY)
    [failed] = await receive(tenant, 1, event_type="fd1.build.failed", severity=SEVERITY_WARN, labels={"repo": "core"})
    [passed] = await receive(tenant, 1, event_type="fd1.build.passed")
    [opened] = await receive(tenant, 1, event_type="fd1.door.opened", labels={"repo": "core"})
    [closed] = await receive(tenant, 1, event_type="fd1.door.closed")
    await resolve(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), passed)
    await mark_read(tenant, agent, failed)
    await mark_read(tenant, agent, closed)
    await archive(tenant, agent, closed)
    await tenant.add_project("apollo", members=[tenant.employee])
    [landed] = await receive(tenant, 1, event_type="fd1.landed", project_slug="apollo")
    await archive(tenant, agent, landed)
    [launched] = await receive(tenant, 1, event_type="fd1.launched", project_slug="apollo")
    expectations: list[tuple[dict[str, object], list[str]]] = [
        ({}, [launched, opened, passed, failed]),
        ({"unread_only": True}, [launched, opened, passed]),
        ({"event_type": "fd1.build.failed"}, [failed]),
        ({"event_type": "fd1.build.*"}, [passed, failed]),
        ({"severity": SEVERITY_WARN}, [failed]),
        ({"state": DELIVERY_STATE_OPEN}, [launched, opened, failed]),
        ({"state": DELIVERY_STATE_RESOLVED}, [passed]),
        ({"labels": ["repo=core"]}, [opened, failed]),
        ({"labels": ["repo=core"], "unread_only": True}, [opened]),
        ({"archived": True}, [landed, closed]),
        ({"archived": True, "unread_only": True}, [landed]),
        ({"archived": True, "event_type": "fd1.build.*"}, []),
        ({"project_slug": "apollo"}, [launched]),
        ({"project_slug": "apollo", "archived": True}, [landed]),
        ({"project_slug": "apollo", "event_type": "fd1.door.*"}, []),
        ({"project_slug": "gemini"}, []),
    ]
    for filters, expected in expectations:
        assert ids_of(await list_inbox(tenant, agent, **filters)) == expected, filters


async def test_a_filter_that_is_none_is_a_fault(tenant: Tenant) -> None:
    filters = {"event_type": "fd1.*.failed", "severity": 9, "state": 3, "labels": ["repo"], "limit": 0, "project_slug": "x" * 81}
    failure = await failure_of(list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY), **filters))
    assert failure.reason is Reason.VALIDATION_FAILED
    assert sorted(path for path, _ in failure.faults) == ["event_type", "labels[0]", "limit", "project_slug", "severity", "state"]


@pytest.mark.parametrize(
    "filters", [{"unread_only": True}, {"archived": True}, {"severity": SEVERITY_WARN}, {"labels": ["a=b"]}, {"project_slug": "a"}]
)
async def test_a_cursor_continues_the_same_filters_only(filters: dict[str, object], tenant: Tenant) -> None:
    agent = tenant.bearer(Credential.AGENT_KEY)
    await receive(tenant, 2)
    cursor = (await list_inbox(tenant, agent, limit=1)).next_cursor
    failure = await failure_of(list_inbox(tenant, agent, cursor=cursor, **filters))
    assert failure.faults == (("cursor", "is not a cursor of this list with these filters"),)
