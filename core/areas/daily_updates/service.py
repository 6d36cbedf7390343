"""Serves daily updates: who submits them, takes them back, reads them, and who has not submitted."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import DailyUpdateServiceServicer
from fluxdesk.v1.daily_updates_pb2 import (
    DailyUpdate,
    GetDailyUpdateRequest,
    ListDailyUpdatesRequest,
    ListDailyUpdatesResponse,
    ListMissingDailyUpdatesRequest,
    ListMissingDailyUpdatesResponse,
    RecallDailyUpdateRequest,
    SubmitDailyUpdateRequest,
)

from core.areas.daily_updates import inputs, queries, rules
from core.areas.daily_updates.messages import missing_message, update_message
from core.areas.daily_updates.places import DayKey, day_position
from core.areas.daily_updates.told import tell_of_update
from core.areas.membership.public import GROUPS, find_as_reader
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place


class DailyUpdateService(DailyUpdateServiceServicer[Call, Db]):
    """Daily updates are what people say of their day."""

    async def SubmitDailyUpdate(self, request: SubmitDailyUpdateRequest, call: Call) -> DailyUpdate:
        update_id, new = new_id(), await inputs.new_update(call, request)
        row = await queries.put_update(call.db, call.workspace_id, update_id, call.caller.user_id, new)
        replaced = row.id != update_id
        await tell_of_update(call, row, replaced=replaced)
        return update_message(row, replaced=replaced)

    async def RecallDailyUpdate(self, request: RecallDailyUpdateRequest, call: Call) -> DailyUpdate:
        update_id, user_id = require_id(request.daily_update_id, "update"), call.caller.user_id
        await queries.recall_update(call.db, call.workspace_id, update_id, user_id)
        row = await queries.find_own_update(call.db, call.workspace_id, update_id, viewer_id=user_id)
        if row is None:
            raise NotFound("update")
        rules.require_recalled(row)
        return update_message(row)

    async def GetDailyUpdate(self, request: GetDailyUpdateRequest, call: Call) -> DailyUpdate:
        row = await queries.find_update(
            call.db,
            call.workspace_id,
            require_id(request.daily_update_id, "update"),
            viewer_id=call.caller.user_id,
            sees_all=rules.can_read_all(call.caller),
        )
        if row is None:
            raise NotFound("update")
        return update_message(row)

    def check_list_daily_updates(self, request: ListDailyUpdatesRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.list_faults(request)

    async def ListDailyUpdates(self, request: ListDailyUpdatesRequest, call: Call) -> ListDailyUpdatesResponse:
        place, wanted = Place(call), await inputs.listed(call, request)
        rows = await queries.list_updates(call.db, call.workspace_id, wanted, after=DayKey.read(place.position), limit=place.row_limit)
        page = place.page(rows, [update_message(row) for row in rows], day_position)
        return ListDailyUpdatesResponse(daily_updates=page.messages, next_cursor=page.next_cursor)

    def check_list_missing_daily_updates(
        self,
        request: ListMissingDailyUpdatesRequest,
        call: Call,  # noqa: ARG002  # the base's signature
    ) -> Iterable[Fault]:
        return rules.day_faults("date", request.date) if request.HasField("date") else ()

    async def ListMissingDailyUpdates(self, request: ListMissingDailyUpdatesRequest, call: Call) -> ListMissingDailyUpdatesResponse:
        place, group = Place(call), await find_as_reader(call, GROUPS, request.group)
        rows = await queries.list_missing(
            call.db,
            call.workspace_id,
            group.id,
            day=inputs.optional_day(request.date),
            before_id=place.before_id,
            limit=place.row_limit,
        )
        page = place.page(rows, [missing_message(row) for row in rows])
        return ListMissingDailyUpdatesResponse(missing=page.messages, next_cursor=page.next_cursor)
