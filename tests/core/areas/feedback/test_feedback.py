"""Feedback is seen by those whom it concerns, who talk about it, and say how it ended."""

import asyncio

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.feedback_pb2 import (
    FEEDBACK_KIND_BUG,
    FEEDBACK_KIND_PRAISE,
    FEEDBACK_PART_AUTHORED,
    FEEDBACK_PART_RECEIVED,
    FEEDBACK_STATUS_OPEN,
    FEEDBACK_STATUS_RESOLVED,
    FEEDBACK_VISIBILITY_COMPANY,
    FEEDBACK_VISIBILITY_PRIVATE,
    DeleteFeedbackRequest,
    EditFeedbackRequest,
    ReopenFeedbackRequest,
)
from google.protobuf.field_mask_pb2 import FieldMask
from psycopg import AsyncConnection

from core.ids import new_id
from tests.core.areas.approvals.asking import notices, told
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.feedback.giving import give, listed, look, resolve, seen, stub
from tests.core.areas.feedback_comments.said import comment
from tests.core.areas.locks import until_waiting
from tests.core.areas.tasks.kept import keep_task
from tests.tenants import Person, Tenant


async def refused(tenant: Tenant, person: Person, **fields: object) -> Reason:
    return (await failure_of(give(tenant, person, **fields))).reason


async def test_private_feedback_is_seen_by_author_recipient_and_admins_alone(tenant: Tenant) -> None:
    recipient, stranger, hr_admin = await tenant.add_person(), await tenant.add_person(), tenant.people[Role.HR_ADMIN]
    given = await give(tenant, recipient_email=recipient.email.upper())
    assert given.visibility == FEEDBACK_VISIBILITY_PRIVATE
    assert given.recipient.email == recipient.email
    for person in (tenant.employee, recipient, tenant.admin):
        assert (await look(tenant, person, given.id)).feedback == given
        assert await seen(tenant, person) == [given.id]
    for person in (stranger, hr_admin):
        assert (await failure_of(look(tenant, person, given.id))).reason is Reason.NOT_FOUND
        assert (await failure_of(comment(tenant, person, given.id))).reason is Reason.NOT_FOUND
        assert (await failure_of(resolve(tenant, person, given.id))).reason is Reason.NOT_FOUND
        assert await seen(tenant, person) == []


async def test_feedback_for_the_company_is_seen_by_everybody_and_changed_by_few(tenant: Tenant) -> None:
    colleague = await tenant.add_person()
    given = await give(tenant, visibility=FEEDBACK_VISIBILITY_COMPANY)
    assert await seen(tenant, colleague) == [given.id]
    await comment(tenant, colleague, given.id)
    metadata = bearer(await tenant.sign_in(colleague))
    edit = stub(tenant).EditFeedback(EditFeedbackRequest(feedback_id=given.id, body="x"), metadata=metadata)
    delete = stub(tenant).DeleteFeedback(DeleteFeedbackRequest(feedback_id=given.id), metadata=metadata)
    reopen = stub(tenant).ReopenFeedback(ReopenFeedbackRequest(feedback_id=given.id), metadata=metadata)
    for call in (edit, delete, reopen, resolve(tenant, colleague, given.id)):
        assert (await failure_of(call)).reason is Reason.FORBIDDEN


async def test_an_employees_list_holds_each_once_the_newest_first_page_by_page(tenant: Tenant) -> None:
    colleague = await tenant.add_person()
    made = [
        await give(tenant),
        await give(tenant, visibility=FEEDBACK_VISIBILITY_COMPANY, recipient_email=tenant.employee.email),
        await give(tenant, colleague),
        await give(tenant, colleague, visibility=FEEDBACK_VISIBILITY_COMPANY),
        await give(tenant, colleague, recipient_email=tenant.employee.email),
        await give(tenant, recipient_email=tenant.employee.email),
    ]
    expected = [one.id for one in made[::-1] if one.id != made[2].id]
    assert await seen(tenant, tenant.employee) == expected
    paged, cursor = list[str](), {}
    while True:
        page = await listed(tenant, tenant.employee, limit=2, **cursor)
        paged += [one.id for one in page.feedback]
        if not page.HasField("next_cursor"):
            break
        cursor = {"cursor": page.next_cursor}
    assert paged == expected
    assert await seen(tenant, tenant.admin) == [one.id for one in made[::-1]]


async def test_the_list_is_filtered(tenant: Tenant) -> None:
    colleague, project_slug = await tenant.add_person(), "apollo"
    await tenant.add_project(project_slug)
    task_id = str((await keep_task(tenant, is_private=True)).id)
    delivery_id = (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id
    praise = await give(tenant, tags=["Checkout"], kind=FEEDBACK_KIND_PRAISE, recipient_email=colleague.email)
    of_task = await give(tenant, task_id=task_id, project_slug=project_slug)
    of_delivery = await give(tenant, delivery_id=delivery_id)
    received = await give(tenant, colleague, recipient_email=tenant.employee.email)
    await resolve(tenant, tenant.employee, of_delivery.id)
    for filters, expected in (
        ({"kind": FEEDBACK_KIND_PRAISE}, [praise]),
        ({"kind": FEEDBACK_KIND_BUG}, [received, of_delivery, of_task]),
        ({"status": FEEDBACK_STATUS_RESOLVED}, [of_delivery]),
        ({"status": FEEDBACK_STATUS_OPEN}, [received, of_task, praise]),
        ({"mine": FEEDBACK_PART_AUTHORED}, [of_delivery, of_task, praise]),
        ({"mine": FEEDBACK_PART_RECEIVED}, [received]),
        ({"task_id": task_id}, [of_task]),
        ({"delivery_id": delivery_id}, [of_delivery]),
        ({"project_slug": project_slug}, [of_task]),
        ({"project_slug": "gemini"}, []),
        ({"tag": "checkout"}, [praise]),
        ({"tag": "deploys"}, []),
        ({"mine": FEEDBACK_PART_RECEIVED, "status": FEEDBACK_STATUS_RESOLVED}, []),
    ):
        assert await seen(tenant, tenant.employee, **filters) == [one.id for one in expected], filters


async def test_feedback_is_about_what_its_author_sees(tenant: Tenant, other_tenant: Tenant) -> None:
    colleague = await tenant.add_person()
    private, public = (await keep_task(tenant, is_private=True)).id, (await keep_task(tenant)).id
    delivery_id = (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id
    assert await refused(tenant, colleague, task_id=str(private)) is Reason.NOT_FOUND
    assert await refused(tenant, colleague, delivery_id=delivery_id) is Reason.NOT_FOUND
    assert await refused(tenant, colleague, project_slug="gemini") is Reason.NOT_FOUND
    foreign = (await publish(other_tenant.core, other_tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id
    for unseen in (foreign, str(new_id()), delivery_id[:-1]):
        assert await refused(tenant, tenant.admin, delivery_id=unseen) is Reason.NOT_FOUND
    assert (await give(tenant, colleague, task_id=str(public))).task_id == str(public)
    for person in (tenant.employee, tenant.admin):
        assert (await give(tenant, person, delivery_id=delivery_id)).delivery_id == delivery_id
    failure = await failure_of(give(tenant, task_id=str(private), delivery_id=delivery_id))
    assert [path for path, _ in failure.faults] == ["delivery_id"]
    failure = await failure_of(give(tenant, recipient_email="nobody@example.com"))
    assert [path for path, _ in failure.faults] == ["recipient_email"]


async def test_a_private_task_stays_unnamed_to_those_who_do_not_see_it(tenant: Tenant, owner: AsyncConnection) -> None:
    colleague, task_id = await tenant.add_person(), (await keep_task(tenant, is_private=True)).id
    given = await give(tenant, task_id=str(task_id), visibility=FEEDBACK_VISIBILITY_COMPANY)
    assert given.task_id == str(task_id)
    assert not (await look(tenant, colleague, given.id)).feedback.HasField("task_id")
    await owner.execute("DELETE FROM tasks WHERE id = %s", (task_id,))
    assert not (await look(tenant, tenant.employee, given.id)).feedback.HasField("task_id")


async def test_a_delivery_stays_unnamed_to_those_who_do_not_see_it(tenant: Tenant) -> None:
    recipient, colleague = await tenant.add_person(), await tenant.add_person()
    delivery_id = (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id
    given = await give(tenant, delivery_id=delivery_id, visibility=FEEDBACK_VISIBILITY_COMPANY, recipient_email=recipient.email)
    for person in (tenant.employee, tenant.admin):
        assert (await look(tenant, person, given.id)).feedback.delivery_id == delivery_id
    for person in (recipient, colleague):
        assert not (await look(tenant, person, given.id)).feedback.HasField("delivery_id")
        [shown] = (await listed(tenant, person)).feedback
        assert not shown.HasField("delivery_id")
    assert not (await resolve(tenant, recipient, given.id)).HasField("delivery_id")


async def test_a_task_that_is_deleted_while_feedback_about_it_is_given_does_not_exist(tenant: Tenant, owner: AsyncConnection) -> None:
    task_id = (await keep_task(tenant)).id
    async with owner.transaction():
        await owner.execute("DELETE FROM tasks WHERE id = %s", (task_id,))
        giving = asyncio.create_task(refused(tenant, tenant.employee, task_id=str(task_id)))
        await until_waiting(owner)
    assert await giving is Reason.NOT_FOUND
    assert await seen(tenant, tenant.employee) == []


async def test_authors_change_their_words_and_no_more(tenant: Tenant) -> None:
    given = await give(tenant, title="Checkout")
    metadata = bearer(await tenant.sign_in(tenant.employee))
    request = EditFeedbackRequest(feedback_id=given.id, body=" It is fast. ", update_mask=FieldMask(paths=["title", "body"]))
    edited = await stub(tenant).EditFeedback(request, metadata=metadata)
    assert (edited.HasField("title"), edited.body, edited.kind) == (False, "It is fast.", given.kind)
    assert edited.HasField("edited_at")
    unchanged = await stub(tenant).EditFeedback(EditFeedbackRequest(feedback_id=given.id), metadata=metadata)
    assert unchanged == edited
    admin = bearer(await tenant.sign_in(tenant.admin))
    assert (await failure_of(stub(tenant).EditFeedback(request, metadata=admin))).reason is Reason.FORBIDDEN


async def test_resolved_feedback_keeps_its_first_note_and_can_be_opened_again(tenant: Tenant) -> None:
    recipient = await tenant.add_person()
    given = await give(tenant, recipient_email=recipient.email)
    resolved = await resolve(tenant, recipient, given.id, "Done.")
    assert (resolved.status, resolved.resolved_by_email, resolved.resolution_note) == (FEEDBACK_STATUS_RESOLVED, recipient.email, "Done.")
    assert resolved.HasField("resolved_at")
    assert await resolve(tenant, tenant.employee, given.id, "Again.") == resolved
    for _ in range(2):
        metadata = bearer(await tenant.sign_in(tenant.employee))
        opened = await stub(tenant).ReopenFeedback(ReopenFeedbackRequest(feedback_id=given.id), metadata=metadata)
        assert opened == given


@pytest.mark.parametrize("is_admin", [False, True])
async def test_deleted_feedback_is_gone_with_its_comments(tenant: Tenant, is_admin: bool) -> None:  # noqa: FBT001  # a parameter of the test
    given = await give(tenant)
    await comment(tenant, tenant.employee, given.id)
    metadata = bearer(await tenant.sign_in(tenant.admin if is_admin else tenant.employee))
    await stub(tenant).DeleteFeedback(DeleteFeedbackRequest(feedback_id=given.id), metadata=metadata)
    assert (await failure_of(look(tenant, tenant.employee, given.id))).reason is Reason.NOT_FOUND
    assert (await failure_of(comment(tenant, tenant.employee, given.id))).reason is Reason.NOT_FOUND


async def test_recipient_author_and_commenters_are_told_and_never_the_actor(tenant: Tenant) -> None:
    recipient, colleague = await tenant.add_person(), await tenant.add_person()
    given = await give(tenant, recipient_email=recipient.email, visibility=FEEDBACK_VISIBILITY_COMPANY, title="Checkout")
    [notice] = await notices(tenant, recipient)
    assert (notice.event_type, notice.title) == ("internal-os.feedback_comment", f"Feedback of {tenant.employee.email}: Checkout")
    assert notice.actor.email == tenant.employee.email
    assert await told(tenant, tenant.employee) == []
    await comment(tenant, colleague, given.id)
    await comment(tenant, tenant.employee, given.id)
    await resolve(tenant, recipient, given.id)
    await resolve(tenant, recipient, given.id)
    assert await told(tenant, tenant.employee) == ["feedback_comment", "feedback_resolved"]
    assert await told(tenant, recipient) == ["feedback_comment"] * 3
    assert await told(tenant, colleague) == ["feedback_comment"]


async def test_tags_are_given_replaced_and_gone_with_the_feedback(tenant: Tenant, owner: AsyncConnection) -> None:
    given = await give(tenant, tags=["Checkout", "slow", "checkout"])
    assert list(given.tags) == ["Checkout", "slow"]
    metadata = bearer(await tenant.sign_in(tenant.employee))
    request = EditFeedbackRequest(feedback_id=given.id, tags=["fast"], update_mask=FieldMask(paths=["tags"]))
    edited = await stub(tenant).EditFeedback(request, metadata=metadata)
    assert (list(edited.tags), edited.body) == (["fast"], given.body)
    assert (await look(tenant, tenant.employee, given.id)).feedback == edited
    await stub(tenant).DeleteFeedback(DeleteFeedbackRequest(feedback_id=given.id), metadata=metadata)
    left = await owner.execute("SELECT FROM entity_tags WHERE workspace_id = %s", (tenant.id,))
    assert left.rowcount == 0


async def test_two_who_resolve_at_once_are_one_resolution(tenant: Tenant) -> None:
    recipient = await tenant.add_person()
    given = await give(tenant, recipient_email=recipient.email)
    resolved = await asyncio.gather(*(resolve(tenant, person, given.id) for person in (tenant.employee, recipient) * 3))
    assert len({one.resolved_by_email for one in resolved}) == 1
    tellings = await told(tenant, tenant.employee) + await told(tenant, recipient)
    assert tellings.count("feedback_resolved") == 1
