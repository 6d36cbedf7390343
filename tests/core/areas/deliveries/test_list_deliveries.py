"""Who lists which sent deliveries, and how they are filtered."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import DELIVERY_STATE_OPEN, DELIVERY_STATE_RESOLVED, SEVERITY_CRITICAL, SEVERITY_WARN

from tests.core.areas.calls import failure_of
from tests.core.areas.deliveries.sent import ids_of, list_sent, resolve, send, supplement
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.tenants import Tenant


async def test_the_newest_come_first_and_pages_continue_each_other(tenant: Tenant) -> None:
    expected = [await send(tenant) for _ in range(5)][::-1]
    found, cursor, sizes = list[str](), None, list[int]()
    while cursor is None or cursor:
        page = await list_sent(tenant, tenant.bearer(Credential.TOOLS_TOKEN), limit=2, cursor=cursor)
        found += ids_of(page)
        sizes.append(len(page.deliveries))
        cursor = page.next_cursor
    assert (found, sizes) == (expected, [2, 2, 1])


async def test_pages_of_several_families_continue_each_other(tenant: Tenant) -> None:
    tools = tenant.tokens[Credential.TOOLS_TOKEN]
    colleague = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.admin, claimed_by=tools.family_id)
    expected: list[str] = []
    for token in (tenant.bearer(Credential.PERSONAL_TOKEN), colleague.token) * 3:
        expected.insert(0, (await publish(tenant.core, token, an_event())).delivery_id)
    first = await list_sent(tenant, tools.token, limit=4)
    assert ids_of(first) + ids_of(await list_sent(tenant, tools.token, cursor=first.next_cursor)) == expected


async def test_each_caller_lists_what_it_may_read_back(tenant: Tenant, other_tenant: Tenant) -> None:
    """A tools-token sees what it sent and what it claimed, a key what the tokens of its user see, an admin everything."""
    own = await send(tenant)
    self_claimed = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee)
    by_self_claimed = (await publish(tenant.core, self_claimed.token, an_event())).delivery_id
    by_tools = (
        await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), an_event(recipient=to_user(tenant.employee.id)))
    ).delivery_id
    waiting = (await publish(tenant.core, tenant.bearer(Credential.MODERATION_TOKEN), an_event())).delivery_id
    await send(other_tenant)
    lead = await tenant.issue(Credential.AGENT_KEY, tenant.people[Role.HR_ADMIN])
    admin = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    seen = {
        tenant.bearer(Credential.PERSONAL_TOKEN): [by_tools, own],
        self_claimed.token: [by_self_claimed],
        tenant.bearer(Credential.TOOLS_TOKEN): [by_tools, own],
        tenant.bearer(Credential.MODERATION_TOKEN): [waiting],
        tenant.bearer(Credential.AGENT_KEY): [by_tools, by_self_claimed, own],
        lead.token: [],
        admin.token: [waiting, by_tools, by_self_claimed, own],
    }
    for token, expected in seen.items():
        assert ids_of(await list_sent(tenant, token)) == expected


async def test_a_tools_tokens_owner_lists_what_the_tools_token_claimed(tenant: Tenant) -> None:
    lead = tenant.people[Role.HR_ADMIN]
    tools = await tenant.issue(Credential.TOOLS_TOKEN, lead)
    personal = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, claimed_by=tools.family_id)
    agent = await tenant.issue(Credential.AGENT_KEY, lead)
    sent = (await publish(tenant.core, personal.token, an_event())).delivery_id
    await send(tenant)
    assert ids_of(await list_sent(tenant, agent.token)) == [sent]


@pytest.mark.parametrize("lister", [Credential.PERSONAL_TOKEN, Role.ADMIN])
async def test_every_filter_narrows(lister: Credential | Role, tenant: Tenant) -> None:
    token = (
        tenant.bearer(lister) if isinstance(lister, Credential) else (await tenant.issue(Credential.AGENT_KEY, tenant.people[lister])).token
    )
    failed = await send(tenant, event_type="fd1.build.failed", severity=SEVERITY_WARN, labels={"repo": "core", "x": "a=b"})
    passed = await send(tenant, event_type="fd1.build.passed", labels={"repo": "core"})
    buildings = await send(tenant, event_type="fd1.buildings.opened", severity=SEVERITY_CRITICAL, labels={"x": ""})
    await resolve(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), passed)
    expectations: list[tuple[dict[str, object], list[str]]] = [
        ({"event_type": "fd1.build.failed"}, [failed]),
        ({"event_type": "fd1.build."}, []),
        ({"event_type": "fd1.build.*"}, [passed, failed]),
        ({"event_type": "fd1._uild%*"}, []),
        ({"event_type": "*"}, [buildings, passed, failed]),
        ({"severity": SEVERITY_WARN}, [failed]),
        ({"state": DELIVERY_STATE_OPEN}, [buildings, failed]),
        ({"state": DELIVERY_STATE_RESOLVED}, [passed]),
        ({"labels": ["repo=core"]}, [passed, failed]),
        ({"labels": ["repo=core", "x=a=b"]}, [failed]),
        ({"labels": ["x="]}, [buildings]),
        ({"labels": ["repo=nothing"]}, []),
        ({"labels": ["x=", "repo=core"]}, []),
        ({"labels": ["repo=core"], "state": DELIVERY_STATE_OPEN, "event_type": "fd1.*"}, [failed]),
    ]
    for filters, expected in expectations:
        assert ids_of(await list_sent(tenant, token, **filters)) == expected, filters


@pytest.mark.parametrize(
    ("filters", "path"),
    [
        ({"event_type": ""}, "event_type"),
        ({"event_type": "fd1.*.failed"}, "event_type"),
        ({"severity": 9}, "severity"),
        ({"severity": 0}, "severity"),
        ({"state": 3}, "state"),
        ({"labels": ["repo=core", "repo"]}, "labels[1]"),
        ({"labels": ["repo=a", "repo=b"]}, "labels[1]"),
        ({"labels": ["x=y"] * 21}, "labels"),
        ({"limit": 201}, "limit"),
        ({"project_slug": ""}, "project_slug"),
        ({"integrator_slug": "x" * 81}, "integrator_slug"),
    ],
)
async def test_a_filter_that_is_none_is_a_fault(filters: dict[str, object], path: str, tenant: Tenant) -> None:
    failure = await failure_of(list_sent(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), **filters))
    assert (failure.reason, failure.faults[0][0]) == (Reason.VALIDATION_FAILED, path)


async def test_a_cursor_continues_the_same_filters_only(tenant: Tenant) -> None:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    oldest, _ = await send(tenant), await send(tenant)
    cursor = (await list_sent(tenant, token, limit=1, event_type="fd1.*")).next_cursor
    assert ids_of(await list_sent(tenant, token, event_type="fd1.*", cursor=cursor)) == [oldest]
    for filters in ({}, {"event_type": "fd1.build.*"}, {"event_type": "fd1.*", "state": DELIVERY_STATE_OPEN}):
        failure = await failure_of(list_sent(tenant, token, cursor=cursor, **filters))
        assert failure.faults == (("cursor", "is not a cursor of this list with these filters"),)


async def test_what_is_of_one_project_or_one_integrator_is_listed(tenant: Tenant, other_tenant: Tenant) -> None:
    """For those who list everything and those who list what their families received alike."""
    for one in (tenant, other_tenant):
        await one.add_project("apollo", members=[one.employee])
    await tenant.add_project("gemini", members=[tenant.employee])
    ci = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, integrator_id=await tenant.add_integrator("ci."))
    admin = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    landed = await send(tenant, project_slug="apollo", severity=SEVERITY_WARN)
    launched = await send(tenant, project_slug="apollo")
    docked = await send(tenant, project_slug="gemini")
    built = (await publish(tenant.core, ci.token, an_event(event_type="ci.build.passed"))).delivery_id
    await send(other_tenant, project_slug="apollo")
    expectations: list[tuple[dict[str, object], list[str]]] = [
        ({}, [built, docked, launched, landed]),
        ({"project_slug": "apollo"}, [launched, landed]),
        ({"project_slug": "Apollo"}, []),
        ({"project_slug": "apollo", "severity": SEVERITY_WARN}, [landed]),
        ({"integrator_slug": "ci"}, [built]),
        ({"integrator_slug": "fd1"}, [docked, launched, landed]),
        ({"integrator_slug": "nobody"}, []),
        ({"integrator_slug": "fd1", "project_slug": "gemini"}, [docked]),
        ({"integrator_slug": "ci", "project_slug": "gemini"}, []),
    ]
    for token in (admin.token, tenant.bearer(Credential.AGENT_KEY)):
        for filters, expected in expectations:
            assert ids_of(await list_sent(tenant, token, **filters)) == expected, filters
    page = await list_sent(tenant, admin.token, integrator_slug="fd1", limit=2)
    assert ids_of(await list_sent(tenant, admin.token, integrator_slug="fd1", cursor=page.next_cursor)) == [landed]


async def test_a_delivery_shows_its_labels(tenant: Tenant) -> None:
    labels = {"repo": "core", "über": "groß"}
    labelled, bare = await send(tenant, labels=labels), await send(tenant)
    page = await list_sent(tenant, tenant.bearer(Credential.PERSONAL_TOKEN))
    assert {one.delivery_id: dict(one.labels) for one in page.deliveries} == {labelled: labels, bare: {}}


async def test_each_delivery_of_a_page_shows_its_own_supplements(tenant: Tenant) -> None:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    first, bare, last = [await send(tenant) for _ in range(3)]
    for delivery_id, text in ((first, "1"), (last, "3"), (first, "2")):
        await supplement(tenant, token, delivery_id, text)
    page = await list_sent(tenant, token)
    shown = {one.delivery_id: [added.markdown_body for added in one.supplements] for one in page.deliveries}
    assert shown == {last: ["3"], bare: [], first: ["1", "2"]}
