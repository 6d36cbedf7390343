"""Attachments are links that may be shown to all who see the task."""

from uuid import UUID

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.task_attachments_pb2 import DeleteTaskAttachmentRequest, ListTaskAttachmentsRequest, TaskAttachment
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest
from google.protobuf.json_format import MessageToDict

from core.areas.task_attachments.rules import ATTACHMENTS_MAX
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.task_attachments.attached import attach, attachments
from tests.core.areas.tasks.kept import history, keep_task
from tests.tenants import Person, Tenant

URL = "https://docs.example.com/notes"


async def listed(tenant: Tenant, task_id: UUID, *, by: Person | None = None) -> list[TaskAttachment]:
    caller = bearer(await tenant.sign_in(by or tenant.employee))
    return list((await attachments(tenant).ListTaskAttachments(ListTaskAttachmentsRequest(id=str(task_id)), metadata=caller)).attachments)


async def delete(tenant: Tenant, made: TaskAttachment, *, by: Person) -> None:
    request = DeleteTaskAttachmentRequest(id=made.task_id, attachment_id=made.id)
    assert (await attachments(tenant).DeleteTaskAttachment(request, metadata=bearer(await tenant.sign_in(by)))).success


async def test_links_are_listed_in_their_order_by_all_who_see_the_task(tenant: Tenant) -> None:
    task, hidden, other = await keep_task(tenant), await keep_task(tenant, is_private=True), await tenant.add_person()
    made = [await attach(tenant, task.id, f"{URL}?page={number}", name=f" Page {number} ") for number in range(3)]
    assert (made[0].name, made[0].url, made[0].user) == ("Page 0", f"{URL}?page=0", tenant.employee.email)
    assert await listed(tenant, task.id, by=other) == made
    assert (await failure_of(listed(tenant, hidden.id, by=other))).reason is Reason.NOT_FOUND


async def test_who_may_change_the_task_attaches(tenant: Tenant) -> None:
    assignee, other = await tenant.add_person(), await tenant.add_person()
    task = await keep_task(tenant, assignee=assignee)
    await attach(tenant, task.id, by=assignee)
    assert (await failure_of(attach(tenant, task.id, by=other))).reason is Reason.FORBIDDEN


async def test_who_added_it_the_owner_and_admins_delete_it(tenant: Tenant) -> None:
    assignee = await tenant.add_person()
    task = await keep_task(tenant, assignee=assignee)
    owned, assigned = await attach(tenant, task.id), [await attach(tenant, task.id, by=assignee) for _ in range(3)]
    assert (await failure_of(delete(tenant, owned, by=assignee))).reason is Reason.FORBIDDEN
    for made, person in zip(assigned, (assignee, tenant.employee, tenant.admin), strict=True):
        await delete(tenant, made, by=person)
        assert (await failure_of(delete(tenant, made, by=person))).reason is Reason.NOT_FOUND
    assert await listed(tenant, task.id) == [owned]


async def test_the_history_of_the_task_tells_of_links(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    await delete(tenant, await attach(tenant, task.id), by=tenant.employee)
    caller = bearer(await tenant.sign_in(tenant.employee))
    told = MessageToDict(await history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=str(task.id)), metadata=caller))["changes"]
    link = {"name": "Notes", "url": URL}
    assert [change["fields"] for change in told] == [
        [{"field": "attachments", "before": link, "after": None}],
        [{"field": "attachments", "before": None, "after": link}],
    ]


async def test_a_task_has_few_links(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        await db.run(
            """
            INSERT INTO task_attachments (workspace_id, task_id, id, user_id, name, url)
            SELECT %(workspace_id)s, %(task_id)s, gen_random_uuid(), %(user_id)s, 'Notes', 'https://docs.example.com'
            FROM generate_series(1, %(number)s)
            """,
            workspace_id=tenant.id,
            task_id=task.id,
            user_id=tenant.employee.id,
            number=ATTACHMENTS_MAX - 1,
        )
    await attach(tenant, task.id)
    assert (await failure_of(attach(tenant, task.id))).reason is Reason.CONFLICT
    assert len(await listed(tenant, task.id)) == ATTACHMENTS_MAX


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://docs.example.com",
        "javascript:alert(1)",
        "https://a:b@docs.example.com",
        f"{URL}?Token=x",
        f"{URL}?a=1;sig=x",
        "https://",
    ],
)
async def test_no_link_lets_anybody_in_or_leads_nowhere(tenant: Tenant, url: str) -> None:
    failure = await failure_of(attach(tenant, (await keep_task(tenant)).id, url))
    assert (failure.reason, {path for path, _ in failure.faults}) == (Reason.VALIDATION_FAILED, {"url"})
