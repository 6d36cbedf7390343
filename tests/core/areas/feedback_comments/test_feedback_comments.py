"""Comments on feedback are made by all who see it, changed by who wrote them, and told to those whom the feedback concerns."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.feedback_comments_pb2 import EditFeedbackCommentRequest
from fluxdesk.v1.feedback_pb2 import FEEDBACK_VISIBILITY_COMPANY
from psycopg import AsyncConnection

from tests.core.areas.approvals.asking import told
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.feedback.giving import give, look
from tests.core.areas.feedback_comments.said import comment, stub
from tests.tenants import Tenant


async def test_comments_stand_in_their_order_and_are_their_authors(tenant: Tenant) -> None:
    given = await give(tenant)
    made = [await comment(tenant, person, given.id, f"{person.email}") for person in (tenant.employee, tenant.admin, tenant.employee)]
    first = await look(tenant, tenant.employee, given.id, limit=2)
    rest = await look(tenant, tenant.employee, given.id, limit=2, cursor=first.next_cursor)
    assert [*first.comments, *rest.comments] == made
    assert not rest.HasField("next_cursor")
    metadata = bearer(await tenant.sign_in(tenant.employee))
    request = EditFeedbackCommentRequest(feedback_id=given.id, comment_id=made[0].id, body="Changed.")
    assert (await stub(tenant).EditFeedbackComment(request, metadata=metadata)).body == "Changed."
    request.comment_id = made[1].id
    assert (await failure_of(stub(tenant).EditFeedbackComment(request, metadata=metadata))).reason is Reason.FORBIDDEN


async def test_a_commenter_who_no_longer_sees_it_is_not_told(tenant: Tenant, owner: AsyncConnection) -> None:
    admin = await tenant.add_person(Role.ADMIN)
    given = await give(tenant)
    await comment(tenant, admin, given.id)
    await owner.execute("UPDATE users SET role = 1 WHERE id = %s", (admin.id,))
    await comment(tenant, tenant.admin, given.id)
    assert await told(tenant, admin) == []
    assert await told(tenant, tenant.employee) == ["feedback_comment"] * 2


async def test_who_wrote_none_of_the_latest_comments_is_not_told(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.areas.feedback_comments.told.TOLD_MAX", 2)
    early, late = await tenant.add_person(), await tenant.add_person()
    given = await give(tenant, visibility=FEEDBACK_VISIBILITY_COMPANY)
    for person in (early, late, tenant.admin):
        await comment(tenant, person, given.id)
    assert [len(await told(tenant, person)) for person in (early, late, tenant.employee)] == [1, 1, 3]
