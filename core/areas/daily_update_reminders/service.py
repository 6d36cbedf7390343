"""Serves when groups are reminded of their daily updates."""

from fluxdesk.services import DailyUpdateReminderServiceServicer
from fluxdesk.v1.daily_update_reminders_pb2 import (
    DailyUpdateReminder,
    DeleteDailyUpdateReminderRequest,
    DeleteDailyUpdateReminderResponse,
    GetDailyUpdateReminderRequest,
    PutDailyUpdateReminderRequest,
)

from core.areas.daily_update_reminders import queries, rules
from core.areas.daily_update_reminders.queries import ReminderRow
from core.areas.membership.public import GROUPS, find_as_reader, hold_as_admin
from core.database.rows import Db
from core.errors import NotFound
from core.rpc.call import Call


class DailyUpdateReminderService(DailyUpdateReminderServiceServicer[Call, Db]):
    """Members of a group are reminded of the update that is missing."""

    async def PutDailyUpdateReminder(self, request: PutDailyUpdateReminderRequest, call: Call) -> DailyUpdateReminder:
        group = await hold_as_admin(call, GROUPS, request.slug)
        row = await queries.put_reminder(
            call.db, call.workspace_id, group.id, remind_at=request.remind_at, weekdays=rules.weekday_mask(request.weekdays)
        )
        return _message(group.slug, row)

    async def GetDailyUpdateReminder(self, request: GetDailyUpdateReminderRequest, call: Call) -> DailyUpdateReminder:
        group = await find_as_reader(call, GROUPS, request.slug)
        row = await queries.find_reminder(call.db, call.workspace_id, group.id)
        if row is None:
            raise NotFound("reminder")
        return _message(group.slug, row)

    async def DeleteDailyUpdateReminder(self, request: DeleteDailyUpdateReminderRequest, call: Call) -> DeleteDailyUpdateReminderResponse:
        group = await hold_as_admin(call, GROUPS, request.slug)
        if not await queries.delete_reminder(call.db, call.workspace_id, group.id):
            raise NotFound("reminder")
        return DeleteDailyUpdateReminderResponse()


def _message(slug: str, row: ReminderRow) -> DailyUpdateReminder:
    return DailyUpdateReminder(
        group=slug,
        remind_at=row.remind_at,
        weekdays=rules.masked_weekdays(row.weekdays),
        updated_at=row.updated_at,
    )
