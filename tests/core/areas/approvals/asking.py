"""How tests of this area call it, and what they look at afterwards."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from fluxdesk.rpc import Credential
from fluxdesk.v1.approval_status_pb2 import ApprovalStatus
from fluxdesk.v1.approvals_pb2 import (
    AccessRequest,
    Approval,
    AssignApprovalRequest,
    CompleteOnboardingRequest,
    ListAccessRequestsRequest,
    ListApprovalsRequest,
    ListApprovalsResponse,
    Onboarding,
    RequestAccessRequest,
    ReviewApprovalRequest,
    ReviewDecision,
    RevokeApprovalRequest,
    RevokeApprovalResponse,
    WithdrawAccessRequestRequest,
)
from fluxdesk.v1.approvals_pb2_grpc import ApprovalServiceStub
from fluxdesk.v1.inbox_pb2 import InboxItem
from psycopg import AsyncConnection

from core.areas.catalog.rows import ItemRow
from tests.core.areas.calls import bearer
from tests.core.areas.inbox.received import list_inbox
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.approvals_pb2_grpc import ApprovalServiceAsyncStub


def stub(tenant: Tenant) -> "ApprovalServiceAsyncStub":
    return ApprovalServiceStub(tenant.core.channel)


def tools(tenant: Tenant) -> str:
    """Of an admin: it may do all that is done to the requests of others."""
    return tenant.bearer(Credential.TOOLS_TOKEN)


async def request(tenant: Tenant, item: ItemRow, *, person: Person | None = None, reason: str | None = None) -> AccessRequest:
    """The employee asks, unless somebody else is named."""
    token = await tenant.sign_in(person) if person else tenant.bearer(Credential.AGENT_KEY)
    return await stub(tenant).RequestAccess(RequestAccessRequest(slug=item.slug, reason=reason), metadata=bearer(token))


async def requests_of(tenant: Tenant, person: Person, **fields: object) -> Sequence[AccessRequest]:
    asked = ListAccessRequestsRequest(**fields)  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return (await stub(tenant).ListAccessRequests(asked, metadata=bearer(await tenant.sign_in(person)))).requests


async def withdraw(tenant: Tenant, request_id: str, *, person: Person | None = None) -> AccessRequest:
    token = await tenant.sign_in(person or tenant.employee)
    return await stub(tenant).WithdrawAccessRequest(WithdrawAccessRequestRequest(request_id=request_id), metadata=bearer(token))


async def review(
    tenant: Tenant, request_id: str, decision: "ReviewDecision", *, note: str | None = None, token: str | None = None
) -> Approval:
    asked = ReviewApprovalRequest(request_id=request_id, decision=decision, note=note)
    return await stub(tenant).ReviewApproval(asked, metadata=bearer(token or tools(tenant)))


async def assign(tenant: Tenant, email: str, slug: str) -> Approval:
    return await stub(tenant).AssignApproval(AssignApprovalRequest(email=email, catalog_slug=slug), metadata=bearer(tools(tenant)))


async def revoke(tenant: Tenant, email: str, slug: str) -> RevokeApprovalResponse:
    return await stub(tenant).RevokeApproval(RevokeApprovalRequest(email=email, catalog_slug=slug), metadata=bearer(tools(tenant)))


async def approvals(tenant: Tenant, **fields: object) -> ListApprovalsResponse:
    asked = ListApprovalsRequest(**fields)  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return await stub(tenant).ListApprovals(asked, metadata=bearer(tools(tenant)))


async def onboard(tenant: Tenant, user_id: object) -> Onboarding:
    return await stub(tenant).CompleteOnboarding(CompleteOnboardingRequest(user_id=str(user_id)), metadata=bearer(tools(tenant)))


async def notices(tenant: Tenant, person: Person) -> list[InboxItem]:
    """What the product itself has told the person, oldest first."""
    listed = await list_inbox(tenant, await tenant.sign_in(person), event_type="internal-os.*")
    return list(listed.items)[::-1]


async def told(tenant: Tenant, person: Person) -> list[str]:
    """The types of the notices without their prefix."""
    return [item.event_type.removeprefix("internal-os.") for item in await notices(tenant, person)]


class Assets(NamedTuple):
    """How many access assets of a request are live, and how many have ended."""

    live: int
    ended: int


async def assets(owner: AsyncConnection, approval_id: str) -> Assets:
    found = await owner.execute(
        """
        SELECT count(*) FILTER (WHERE ended_at IS NULL), count(ended_at) FROM access_assets WHERE approval_id = %s
        """,
        (approval_id,),
    )
    [row] = await found.fetchall()
    return Assets(*row)


def word(status: "ApprovalStatus") -> str:
    return ApprovalStatus.Name(status).removeprefix("APPROVAL_STATUS_").lower()
