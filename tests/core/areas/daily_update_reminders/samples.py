"""Valid calls of the reminder service."""

import secrets

from fluxdesk.v1.daily_update_reminders_pb2 import (
    WEEKDAY_FRIDAY,
    WEEKDAY_MONDAY,
    DeleteDailyUpdateReminderRequest,
    GetDailyUpdateReminderRequest,
    PutDailyUpdateReminderRequest,
)

from core.areas.membership.public import GROUPS
from tests.core.areas.daily_update_reminders.reminding import put
from tests.core.areas.users.samples import signed_in
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _add_group(tenant: Tenant) -> str:
    slug = f"g-{secrets.token_hex(8)}"
    await tenant.add_collection(GROUPS, slug, members=[tenant.employee])
    return slug


async def _put(tenant: Tenant) -> Sample:
    request = PutDailyUpdateReminderRequest(slug=await _add_group(tenant), remind_at="17:00", weekdays=[WEEKDAY_MONDAY, WEEKDAY_FRIDAY])
    return Sample(request, await signed_in(tenant))


async def _get(tenant: Tenant) -> Sample:
    slug = await _add_group(tenant)
    await put(tenant, slug)
    return Sample(GetDailyUpdateReminderRequest(slug=slug), await signed_in(tenant))


async def _delete(tenant: Tenant) -> Sample:
    slug = await _add_group(tenant)
    await put(tenant, slug)
    return Sample(DeleteDailyUpdateReminderRequest(slug=slug), await signed_in(tenant))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.DailyUpdateReminderService/DeleteDailyUpdateReminder": _delete,
    "/fluxdesk.v1.DailyUpdateReminderService/GetDailyUpdateReminder": _get,
    "/fluxdesk.v1.DailyUpdateReminderService/PutDailyUpdateReminder": _put,
}
