"""How tests of this area call it."""

from typing import TYPE_CHECKING

from fluxdesk.v1.feedback_pb2 import (
    FEEDBACK_KIND_BUG,
    CreateFeedbackRequest,
    Feedback,
    FeedbackDetails,
    GetFeedbackRequest,
    ListFeedbackRequest,
    ListFeedbackResponse,
    MarkFeedbackResolvedRequest,
)
from fluxdesk.v1.feedback_pb2_grpc import FeedbackServiceStub

from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.feedback_pb2_grpc import FeedbackServiceAsyncStub


def stub(tenant: Tenant) -> "FeedbackServiceAsyncStub":
    return FeedbackServiceStub(tenant.core.channel)


async def give(tenant: Tenant, person: Person | None = None, **fields: object) -> Feedback:
    """The employee gives it, unless somebody else is named."""
    said: dict[str, object] = {"body": "Checkout is slow.", "kind": FEEDBACK_KIND_BUG}
    request = CreateFeedbackRequest(**(said | fields))  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return await stub(tenant).CreateFeedback(request, metadata=bearer(await tenant.sign_in(person or tenant.employee)))


async def look(tenant: Tenant, person: Person, feedback_id: str, **fields: object) -> FeedbackDetails:
    request = GetFeedbackRequest(feedback_id=feedback_id, **fields)  # pyright: ignore[reportArgumentType]  # as above
    return await stub(tenant).GetFeedback(request, metadata=bearer(await tenant.sign_in(person)))


async def listed(tenant: Tenant, person: Person, **fields: object) -> ListFeedbackResponse:
    request = ListFeedbackRequest(**fields)  # pyright: ignore[reportArgumentType]  # as above
    return await stub(tenant).ListFeedback(request, metadata=bearer(await tenant.sign_in(person)))


async def seen(tenant: Tenant, person: Person, **fields: object) -> list[str]:
    """The ids of what the person's list shows."""
    return [one.id for one in (await listed(tenant, person, **fields)).feedback]


async def resolve(tenant: Tenant, person: Person, feedback_id: str, note: str | None = None) -> Feedback:
    request = MarkFeedbackResolvedRequest(feedback_id=feedback_id, note=note)
    return await stub(tenant).MarkFeedbackResolved(request, metadata=bearer(await tenant.sign_in(person)))
