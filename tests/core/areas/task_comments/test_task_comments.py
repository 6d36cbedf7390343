"""Comments are made by all who see a task, changed by who wrote them, and told to those whom the task concerns."""

from collections.abc import Sequence

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from fluxdesk.v1.task_comments_pb2 import (
    DeleteTaskCommentRequest,
    ListTaskCommentsRequest,
    ListTaskCommentsResponse,
    TaskComment,
    UpdateTaskCommentRequest,
)
from fluxdesk.v1.tasks_pb2 import GetTaskRequest

from core.areas.inbox.public import TASK_COMMENT
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.task_comments.said import comment, comments
from tests.core.areas.tasks.kept import keep_task, tasks
from tests.tenants import Person, Tenant


async def edit(tenant: Tenant, made: TaskComment, body: str, *, by: Person) -> TaskComment:
    request = UpdateTaskCommentRequest(id=made.task_id, comment_id=made.id, body=body)
    return await comments(tenant).UpdateTaskComment(request, metadata=bearer(await tenant.sign_in(by)))


async def delete(tenant: Tenant, made: TaskComment, *, by: Person) -> None:
    request = DeleteTaskCommentRequest(id=made.task_id, comment_id=made.id)
    assert (await comments(tenant).DeleteTaskComment(request, metadata=bearer(await tenant.sign_in(by)))).success


async def listed(tenant: Tenant, task_id: object, *, limit: int = 50, cursor: str | None = None) -> ListTaskCommentsResponse:
    request = ListTaskCommentsRequest(id=str(task_id), limit=limit, cursor=cursor)
    return await comments(tenant).ListTaskComments(request, metadata=bearer(await tenant.sign_in(tenant.employee)))


async def told(tenant: Tenant, person: Person) -> Sequence[tuple[str, str]]:
    """Title and summary of each notice of a comment, newest first."""
    inbox = InboxServiceStub(tenant.core.channel)
    found = await inbox.ListInbox(ListInboxRequest(), metadata=bearer(await tenant.sign_in(person)))
    return [(item.title, item.summary) for item in found.items if item.event_type == TASK_COMMENT]


async def test_whoever_sees_the_task_comments_on_it(tenant: Tenant) -> None:
    other = await tenant.add_person()
    task, hidden = await keep_task(tenant, owner=tenant.admin), await keep_task(tenant, owner=tenant.admin, is_private=True)
    made = await comment(tenant, task.id, " Done by Friday?\n", by=other)
    assert (made.task_id, made.user, made.body, made.HasField("edited_at")) == (str(task.id), other.email, "Done by Friday?", False)
    assert list((await listed(tenant, task.id)).comments) == [made]
    assert (await failure_of(comment(tenant, hidden.id, "?", by=other))).reason is Reason.NOT_FOUND
    assert (await failure_of(listed(tenant, hidden.id))).reason is Reason.NOT_FOUND


async def test_a_comment_is_no_change_of_the_task(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    await comment(tenant, task.id, "Done by Friday?")
    caller = bearer(await tenant.sign_in(tenant.employee))
    assert (await tasks(tenant).GetTask(GetTaskRequest(id=str(task.id)), metadata=caller)).etag == str(task.version)


async def test_only_who_wrote_it_changes_it(tenant: Tenant) -> None:
    other = await tenant.add_person()
    made = await comment(tenant, (await keep_task(tenant)).id, "By Friday?", by=other)
    for person in (tenant.employee, tenant.admin):
        assert (await failure_of(edit(tenant, made, "Never.", by=person))).reason is Reason.FORBIDDEN
    edited = await edit(tenant, made, "By Monday?", by=other)
    assert (edited.id, edited.body, edited.created_at) == (made.id, "By Monday?", made.created_at)
    assert edited.HasField("edited_at")
    assert list((await listed(tenant, made.task_id)).comments) == [edited]


async def test_who_wrote_it_deletes_it_and_admins(tenant: Tenant) -> None:
    task, other = await keep_task(tenant), await tenant.add_person()
    made = [await comment(tenant, task.id, "?", by=other) for _ in range(2)]
    assert (await failure_of(delete(tenant, made[0], by=tenant.employee))).reason is Reason.FORBIDDEN
    for one, person in zip(made, (other, tenant.people[Role.ADMIN]), strict=True):
        await delete(tenant, one, by=person)
        assert (await failure_of(delete(tenant, one, by=person))).reason is Reason.NOT_FOUND
    assert not (await listed(tenant, task.id)).comments


async def test_a_comment_is_of_its_task_alone(tenant: Tenant) -> None:
    made = await comment(tenant, (await keep_task(tenant)).id, "?")
    made.task_id = str((await keep_task(tenant)).id)
    assert (await failure_of(edit(tenant, made, "!", by=tenant.employee))).reason is Reason.NOT_FOUND
    assert (await failure_of(delete(tenant, made, by=tenant.employee))).reason is Reason.NOT_FOUND


async def test_comments_are_listed_page_by_page_the_newest_first(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    made = [(await comment(tenant, task.id, str(number))).id for number in range(3)]
    first = await listed(tenant, task.id, limit=2)
    second = await listed(tenant, task.id, limit=2, cursor=first.next_cursor)
    assert [one.id for one in (*first.comments, *second.comments)] == made[::-1]
    assert not second.HasField("next_cursor")


async def test_owner_assignee_and_earlier_commenters_are_told_and_the_writer_is_not(tenant: Tenant) -> None:
    assignee, other = await tenant.add_person(), await tenant.add_person()
    task = await keep_task(tenant, "Write the notes", assignee=assignee)
    await comment(tenant, task.id, "First.", by=other)
    await comment(tenant, task.id, "Second.", by=assignee)
    first, second = (f"{other.email} commented on Write the notes", "First."), (f"{assignee.email} commented on Write the notes", "Second.")
    assert await told(tenant, tenant.employee) == [second, first]
    assert await told(tenant, assignee) == [first]
    assert await told(tenant, other) == [second]
    assert await told(tenant, tenant.admin) == []


async def test_who_wrote_none_of_the_latest_comments_is_not_told(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.areas.task_comments.told.TOLD_MAX", 2)
    early, late = await tenant.add_person(), await tenant.add_person()
    task = await keep_task(tenant, "Write the notes")
    for person in (early, late, tenant.admin):
        await comment(tenant, task.id, "So it is.", by=person)
    assert [len(await told(tenant, person)) for person in (early, late, tenant.employee)] == [1, 1, 3]


async def test_who_does_not_see_the_task_any_more_is_not_told(tenant: Tenant) -> None:
    other = await tenant.add_person()
    task = await keep_task(tenant, owner=tenant.admin, assignee=tenant.employee, is_private=True)
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], viewer=None) as db:
        await db.run(
            "INSERT INTO task_comments (workspace_id, task_id, id, user_id, body) SELECT %(w)s, %(t)s, gen_random_uuid(), %(u)s, 'Mine.'",
            w=tenant.id,
            t=task.id,
            u=other.id,
        )
    await comment(tenant, task.id, "A secret.")
    assert len(await told(tenant, tenant.admin)) == 1
    assert await told(tenant, other) == []


@pytest.mark.parametrize("body", ["", " \n", "x" * 5001])
async def test_a_comment_says_something_and_not_too_much(tenant: Tenant, body: str) -> None:
    failure = await failure_of(comment(tenant, (await keep_task(tenant)).id, body))
    assert (failure.reason, {path for path, _ in failure.faults}) == (Reason.VALIDATION_FAILED, {"body"})
