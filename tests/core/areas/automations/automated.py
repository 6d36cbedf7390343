"""Automations that tests make, and what is seen of them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from fluxdesk.v1.automations_pb2 import AutomationSummary, GetAutomationSummaryRequest, TaskAutomation, TaskAutomationInput
from fluxdesk.v1.automations_pb2_grpc import AutomationServiceStub

from core.areas.automations.public import automations_of, put_automation
from core.areas.task_history.public import FieldChange
from tests.core.areas.calls import bearer
from tests.core.areas.tags.tagged import COMPANY, make_task
from tests.tenants import Person, Tenant


async def put(tenant: Tenant, task_id: UUID, sent: TaskAutomationInput, paths: Collection[str] | None = None) -> Sequence[FieldChange]:
    """As those do who serve tasks."""
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        return await put_automation(db, tenant.id, task_id, sent, paths)


async def automate(
    tenant: Tenant, sent: TaskAutomationInput, *, owner: Person | None = None, visibility: int = COMPANY, title: str = "A task"
) -> UUID:
    """A new task with the automation."""
    task_id = await make_task(tenant, owner=owner, visibility=visibility, title=title)
    await put(tenant, task_id, sent)
    return task_id


async def seen(tenant: Tenant, task_id: UUID) -> TaskAutomation | None:
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], read_only=True) as db:
        return (await automations_of(db, tenant.id, [task_id])).get(task_id)


async def summary(tenant: Tenant, person: Person, months: int | None = None) -> AutomationSummary:
    """As the person sees it."""
    request = GetAutomationSummaryRequest(months=months)
    return await AutomationServiceStub(tenant.core.channel).GetAutomationSummary(request, metadata=bearer(await tenant.sign_in(person)))
