"""Bulk events that tests publish, and the groups that they name."""

from collections.abc import Iterable
from uuid import UUID

from fluxdesk.rpc import Credential
from fluxdesk.v1.events_pb2 import (
    RECIPIENT_KIND_EMAIL,
    RECIPIENT_KIND_GROUP,
    RECIPIENT_KIND_USER_ID,
    BulkEventDeliveryResult,
    InboundEvent,
    PublishBulkRequest,
    PublishBulkResponse,
    Recipient,
)
from fluxdesk.v1.events_pb2_grpc import EventServiceStub

from core.ids import new_id
from core.server import Core
from tests.core.areas.calls import bearer
from tests.core.areas.events.publishing import an_event
from tests.tenants import Person, Tenant


def by_email(address: str) -> Recipient:
    return Recipient(type=RECIPIENT_KIND_EMAIL, email=address)


def by_id(user_id: UUID) -> Recipient:
    return Recipient(type=RECIPIENT_KIND_USER_ID, user_id=str(user_id))


def by_slug(slug: str) -> Recipient:
    return Recipient(type=RECIPIENT_KIND_GROUP, slug=slug)


async def respond(
    tenant: Tenant,
    *recipients: Recipient,
    event: InboundEvent | None = None,
    auto_claim: bool | None = None,
    token: str | None = None,
    key: str | None = None,
    core: Core | None = None,
) -> PublishBulkResponse:
    """By the tenant's tools-token unless another is named."""
    request = PublishBulkRequest(event=event or an_event(), recipients=recipients, auto_claim=auto_claim)
    metadata = bearer(token or tenant.bearer(Credential.TOOLS_TOKEN), key=key)
    return await EventServiceStub((core or tenant.core).channel).PublishBulk(request, metadata=metadata)


async def bulk(tenant: Tenant, *recipients: Recipient, **options: object) -> list[BulkEventDeliveryResult]:
    """The rows of the answer."""
    return list((await respond(tenant, *recipients, **options)).results)  # pyright: ignore[reportArgumentType]  # those of `respond`


async def claimed_person(tenant: Tenant, *, tools_family_id: UUID | None = None) -> Person:
    """An employee who holds a token that the tenant's tools-token, or another, has claimed."""
    person = await tenant.add_person()
    claimed_by = tools_family_id or tenant.tokens[Credential.TOOLS_TOKEN].family_id
    await tenant.issue(Credential.PERSONAL_TOKEN, person, claimed_by=claimed_by)
    return person


async def add_group(tenant: Tenant, slug: str, *, members: Iterable[Person] = (), admins: Iterable[Person] = ()) -> None:
    """One more group of the workspace."""
    group_id = new_id()
    async with tenant.core.resources.database.system_transaction() as db:
        await db.run(
            "INSERT INTO groups (workspace_id, id, slug, name) VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(slug)s)",
            workspace_id=tenant.id,
            id=group_id,
            slug=slug,
        )
        for is_admin, people in ((False, members), (True, admins)):
            for person in people:
                await db.run(
                    """
                    INSERT INTO group_members (workspace_id, group_id, user_id, is_admin)
                    VALUES (%(workspace_id)s, %(group_id)s, %(user_id)s, %(is_admin)s)
                    """,
                    workspace_id=tenant.id,
                    group_id=group_id,
                    user_id=person.id,
                    is_admin=is_admin,
                )
