"""Requests for access: asked for and withdrawn by employees, decided about by HR admins."""

from typing import Final
from uuid import UUID

from fluxdesk.services import ApprovalServiceServicer
from fluxdesk.v1.approvals_pb2 import (
    AccessRequest,
    Approval,
    AssignApprovalRequest,
    CompleteOnboardingRequest,
    ListAccessRequestsRequest,
    ListAccessRequestsResponse,
    ListApprovalsRequest,
    ListApprovalsResponse,
    Onboarding,
    RequestAccessRequest,
    ReviewApprovalRequest,
    RevokeApprovalRequest,
    RevokeApprovalResponse,
    WithdrawAccessRequestRequest,
)

from core.addresses import address_key
from core.areas.approvals import queries, rules, steps
from core.areas.approvals.messages import approval_message, request_message
from core.areas.approvals.rows import ApprovalFilter, ApprovalRow
from core.areas.approvals.told import tell_of_onboarding
from core.database.rows import Db
from core.errors import Invalid, NotFound
from core.ids import parse_id
from core.rpc.call import Call
from core.rpc.pages import Place

# More than one reply holds, so that without a limit the size of a reply is the only one.
_EVERY: Final = 50_000


class ApprovalService(ApprovalServiceServicer[Call, Db]):
    """Approvals say who may have what of the catalog."""

    async def ListApprovals(self, request: ListApprovalsRequest, call: Call) -> ListApprovalsResponse:
        place = Place(call, limit_default=_EVERY)
        wanted = ApprovalFilter(
            email=address_key(request.email) if request.HasField("email") else None,
            slug=request.catalog_slug if request.HasField("catalog_slug") else None,
            status=request.status if request.HasField("status") else None,
        )
        rows = await queries.list_approvals(call.db, call.workspace_id, wanted, before_id=place.before_id, limit=place.row_limit)
        page = place.page(rows, [approval_message(row) for row in rows])
        return ListApprovalsResponse(items=page.messages, request_id=call.request_id, next_cursor=page.next_cursor)

    async def AssignApproval(self, request: AssignApprovalRequest, call: Call) -> Approval:
        item = await queries.lock_item(call.db, call.workspace_id, request.catalog_slug)
        employee = await queries.find_employee(call.db, call.workspace_id, address_key(request.email))
        if item is None or employee is None:
            unknown = [("email", "names no active employee")] if employee is None else []
            raise Invalid([*unknown, *([("catalog_slug", "names no item of the catalog")] if item is None else [])])
        return approval_message(await steps.assign(call, employee.id, item))

    async def RevokeApproval(self, request: RevokeApprovalRequest, call: Call) -> RevokeApprovalResponse:
        row = await queries.find_approval_of(call.db, call.workspace_id, email=address_key(request.email), slug=request.catalog_slug)
        ended = await steps.revoke(call, row) if row else None
        return RevokeApprovalResponse(revoked=ended is not None, tokens_invalidated=ended or 0)

    async def ReviewApproval(self, request: ReviewApprovalRequest, call: Call) -> Approval:
        row = await _require_approval(call, request.request_id)
        note = request.note if request.HasField("note") else None
        return approval_message(await steps.decide(call, row, rules.DECISIONS[request.decision], note=note))

    async def RequestAccess(self, request: RequestAccessRequest, call: Call) -> AccessRequest:
        item = await queries.lock_item(call.db, call.workspace_id, request.slug)
        if item is None:
            raise NotFound("item")
        reason = request.reason if request.HasField("reason") else None
        return request_message(await steps.request(call, item, reason=reason))

    async def ListAccessRequests(self, request: ListAccessRequestsRequest, call: Call) -> ListAccessRequestsResponse:
        place = Place(call)
        wanted = ApprovalFilter(user_id=call.caller.user_id, status=request.status if request.HasField("status") else None)
        rows = await queries.list_approvals(call.db, call.workspace_id, wanted, before_id=place.before_id, limit=place.row_limit)
        page = place.page(rows, [request_message(row) for row in rows])
        return ListAccessRequestsResponse(requests=page.messages, next_cursor=page.next_cursor)

    async def WithdrawAccessRequest(self, request: WithdrawAccessRequestRequest, call: Call) -> AccessRequest:
        row = await _require_approval(call, request.request_id)
        if row.user_id != call.caller.user_id:
            raise NotFound("request")
        return request_message(await steps.decide(call, row, rules.WITHDRAW))

    async def CompleteOnboarding(self, request: CompleteOnboardingRequest, call: Call) -> Onboarding:
        user_id = _require_id(request.user_id, "user")
        is_first = await queries.mark_onboarded(call.db, call.workspace_id, user_id)
        user = await queries.find_onboarded(call.db, call.workspace_id, user_id)
        if user is None:
            raise NotFound("user")
        items = await queries.lock_missing_items(call.db, call.workspace_id, user_id)
        granted = await steps.grant_items(
            call.db, call.workspace_id, user_id, [item.id for item in items], reviewer_id=call.caller.user_id, step=rules.BEGIN
        )
        rows = await queries.get_approvals(call.db, call.workspace_id, granted)
        if is_first:
            await tell_of_onboarding(call, user_id, rows)
        reply = Onboarding(user_id=str(user_id), email=user.email, granted=[approval_message(row) for row in rows])
        reply.onboarded_at.FromDatetime(user.onboarded_at)
        return reply


def _require_id(text: str, noun: str) -> UUID:
    """Raises NotFound for what is no id."""
    if found := parse_id(text):
        return found
    raise NotFound(noun)


async def _require_approval(call: Call, text: str) -> ApprovalRow:
    """Raises NotFound for a request that the workspace does not have."""
    row = await queries.find_approval(call.db, call.workspace_id, _require_id(text, "request"))
    if row is None:
        raise NotFound("request")
    return row
