"""Valid calls of the feedback service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.feedback_pb2 import (
    FEEDBACK_KIND_BUG,
    FEEDBACK_KIND_IDEA,
    FEEDBACK_PART_AUTHORED,
    FEEDBACK_STATUS_OPEN,
    FEEDBACK_VISIBILITY_COMPANY,
    CreateFeedbackRequest,
    DeleteFeedbackRequest,
    EditFeedbackRequest,
    GetFeedbackRequest,
    ListFeedbackRequest,
    MarkFeedbackResolvedRequest,
    ReopenFeedbackRequest,
)

from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.feedback.giving import give, resolve
from tests.core.areas.feedback_comments.said import comment
from tests.core.areas.projects.opened import open_project
from tests.core.areas.tasks.kept import keep_task
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _delivery_id(tenant: Tenant) -> str:
    return (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())).delivery_id


async def _list_feedback(tenant: Tenant) -> Sample:
    await give(tenant, tags=["checkout"])
    request = ListFeedbackRequest(
        limit=5,
        status=FEEDBACK_STATUS_OPEN,
        kind=FEEDBACK_KIND_BUG,
        mine=FEEDBACK_PART_AUTHORED,
        task_id=str((await keep_task(tenant, is_private=True)).id),
        delivery_id=await _delivery_id(tenant),
        project_slug="apollo",
        tag="checkout",
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _get_feedback(tenant: Tenant) -> Sample:
    given = await give(tenant)
    await comment(tenant, tenant.employee, given.id)
    return Sample(GetFeedbackRequest(feedback_id=given.id, limit=5), tenant.bearer(Credential.AGENT_KEY))


async def _create_feedback(tenant: Tenant) -> Sample:
    request = CreateFeedbackRequest(
        title="Checkout",
        body="It is slow.",
        kind=FEEDBACK_KIND_BUG,
        visibility=FEEDBACK_VISIBILITY_COMPANY,
        recipient_email=tenant.admin.email,
        task_id=str((await keep_task(tenant, is_private=True)).id),
        project_slug=await open_project(tenant),
        tags=["checkout"],
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _edit_feedback(tenant: Tenant) -> Sample:
    request = EditFeedbackRequest(
        feedback_id=(await give(tenant)).id, title="Checkout", body="It is fast.", kind=FEEDBACK_KIND_IDEA, tags=["checkout"]
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _delete_feedback(tenant: Tenant) -> Sample:
    return Sample(DeleteFeedbackRequest(feedback_id=(await give(tenant)).id), tenant.bearer(Credential.AGENT_KEY))


async def _mark_feedback_resolved(tenant: Tenant) -> Sample:
    request = MarkFeedbackResolvedRequest(feedback_id=(await give(tenant)).id, note="It is fast now.")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _reopen_feedback(tenant: Tenant) -> Sample:
    given = await give(tenant)
    await resolve(tenant, tenant.employee, given.id)
    return Sample(ReopenFeedbackRequest(feedback_id=given.id), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.FeedbackService/CreateFeedback": _create_feedback,
    "/fluxdesk.v1.FeedbackService/DeleteFeedback": _delete_feedback,
    "/fluxdesk.v1.FeedbackService/EditFeedback": _edit_feedback,
    "/fluxdesk.v1.FeedbackService/GetFeedback": _get_feedback,
    "/fluxdesk.v1.FeedbackService/ListFeedback": _list_feedback,
    "/fluxdesk.v1.FeedbackService/MarkFeedbackResolved": _mark_feedback_resolved,
    "/fluxdesk.v1.FeedbackService/ReopenFeedback": _reopen_feedback,
}
