"""Valid calls of the approval service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.approval_status_pb2 import APPROVAL_STATUS_PENDING
from fluxdesk.v1.approvals_pb2 import (
    REVIEW_DECISION_REJECT,
    AssignApprovalRequest,
    CompleteOnboardingRequest,
    ListAccessRequestsRequest,
    ListApprovalsRequest,
    RequestAccessRequest,
    ReviewApprovalRequest,
    RevokeApprovalRequest,
    WithdrawAccessRequestRequest,
)

from tests.core.areas.approvals.asking import assign, request
from tests.core.areas.catalog.kept import an_item, keep
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_approvals(tenant: Tenant) -> Sample:
    item = await keep(tenant, an_item())
    await request(tenant, item)
    asked = ListApprovalsRequest(email=tenant.employee.email, catalog_slug=item.slug, status=APPROVAL_STATUS_PENDING, limit=5)
    return Sample(asked, tenant.bearer(Credential.TOOLS_TOKEN))


async def _assign_approval(tenant: Tenant) -> Sample:
    item = await keep(tenant, an_item())
    return Sample(AssignApprovalRequest(email=tenant.employee.email, catalog_slug=item.slug), tenant.bearer(Credential.TOOLS_TOKEN))


async def _revoke_approval(tenant: Tenant) -> Sample:
    item = await keep(tenant, an_item())
    await assign(tenant, tenant.employee.email, item.slug)
    return Sample(RevokeApprovalRequest(email=tenant.employee.email, catalog_slug=item.slug), tenant.bearer(Credential.TOOLS_TOKEN))


async def _review_approval(tenant: Tenant) -> Sample:
    request_id = (await request(tenant, await keep(tenant, an_item()))).id
    asked = ReviewApprovalRequest(request_id=request_id, decision=REVIEW_DECISION_REJECT, note="Ask again in May.")
    return Sample(asked, tenant.bearer(Credential.TOOLS_TOKEN))


async def _request_access(tenant: Tenant) -> Sample:
    item = await keep(tenant, an_item())
    return Sample(RequestAccessRequest(slug=item.slug, reason="For the release."), tenant.bearer(Credential.AGENT_KEY))


async def _list_access_requests(tenant: Tenant) -> Sample:
    await request(tenant, await keep(tenant, an_item()))
    return Sample(ListAccessRequestsRequest(limit=5, status=APPROVAL_STATUS_PENDING), tenant.bearer(Credential.AGENT_KEY))


async def _withdraw_access_request(tenant: Tenant) -> Sample:
    request_id = (await request(tenant, await keep(tenant, an_item()))).id
    return Sample(WithdrawAccessRequestRequest(request_id=request_id), tenant.bearer(Credential.AGENT_KEY))


async def _complete_onboarding(tenant: Tenant) -> Sample:
    person = await tenant.add_person()
    await keep(tenant, an_item(category="inbound-integration", is_pinned=True, approval_required=False))
    return Sample(CompleteOnboardingRequest(user_id=str(person.id)), tenant.bearer(Credential.TOOLS_TOKEN))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.ApprovalService/AssignApproval": _assign_approval,
    "/fluxdesk.v1.ApprovalService/CompleteOnboarding": _complete_onboarding,
    "/fluxdesk.v1.ApprovalService/ListAccessRequests": _list_access_requests,
    "/fluxdesk.v1.ApprovalService/ListApprovals": _list_approvals,
    "/fluxdesk.v1.ApprovalService/RequestAccess": _request_access,
    "/fluxdesk.v1.ApprovalService/ReviewApproval": _review_approval,
    "/fluxdesk.v1.ApprovalService/RevokeApproval": _revoke_approval,
    "/fluxdesk.v1.ApprovalService/WithdrawAccessRequest": _withdraw_access_request,
}
