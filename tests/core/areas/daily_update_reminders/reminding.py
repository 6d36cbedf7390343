"""How tests of this area call it, and how they have people reminded."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fluxdesk.v1.daily_update_reminders_pb2 import DailyUpdateReminder, PutDailyUpdateReminderRequest, Weekday
from fluxdesk.v1.daily_update_reminders_pb2_grpc import DailyUpdateReminderServiceStub
from psycopg import AsyncConnection

from core.areas.daily_update_reminders.remind import remind
from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.daily_update_reminders_pb2_grpc import DailyUpdateReminderServiceAsyncStub

EVERY_DAY: Sequence["Weekday"] = [weekday for weekday in Weekday.values() if weekday]  # pyright: ignore[reportAssignmentType]  # the stubs say int


def stub(tenant: Tenant) -> "DailyUpdateReminderServiceAsyncStub":
    return DailyUpdateReminderServiceStub(tenant.core.channel)


async def put(
    tenant: Tenant, group: str, *, remind_at: str = "17:00", weekdays: Sequence["Weekday"] = EVERY_DAY, person: Person | None = None
) -> DailyUpdateReminder:
    """An admin of the workspace does it, unless somebody else is named."""
    request = PutDailyUpdateReminderRequest(slug=group, remind_at=remind_at, weekdays=weekdays)
    return await stub(tenant).PutDailyUpdateReminder(request, metadata=bearer(await tenant.sign_in(person or tenant.admin)))


async def remind_all(tenant: Tenant, owner: AsyncConnection, moment: datetime) -> None:
    """As the duty does it at the moment: until nobody is left."""
    await owner.execute("UPDATE daily_update_reminders SET looked_at = '-infinity' WHERE workspace_id = %s", (tenant.id,))
    is_more = True
    while is_more:
        async with tenant.core.resources.database.system_transaction() as db:
            is_more, topics = await remind(db, moment=moment)
        for topic in topics:
            tenant.core.resources.wake.mark(topic)
