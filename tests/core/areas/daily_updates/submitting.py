"""How tests of this area call it."""

from typing import TYPE_CHECKING

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
from fluxdesk.v1.daily_updates_pb2_grpc import DailyUpdateServiceStub
from psycopg import AsyncConnection

from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.daily_updates_pb2_grpc import DailyUpdateServiceAsyncStub


def stub(tenant: Tenant) -> "DailyUpdateServiceAsyncStub":
    return DailyUpdateServiceStub(tenant.core.channel)


def utc_day(update: DailyUpdate) -> str:
    """The day on which it was submitted, for whoever lives by UTC."""
    return update.submitted_at.ToDatetime().date().isoformat()


async def submit(tenant: Tenant, person: Person | None = None, **fields: object) -> DailyUpdate:
    """The employee submits, unless somebody else is named."""
    request = SubmitDailyUpdateRequest(**({"did": "Moved the database."} | fields))  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON
    return await stub(tenant).SubmitDailyUpdate(request, metadata=bearer(await tenant.sign_in(person or tenant.employee)))


async def recall(tenant: Tenant, person: Person, update_id: str) -> DailyUpdate:
    request = RecallDailyUpdateRequest(daily_update_id=update_id)
    return await stub(tenant).RecallDailyUpdate(request, metadata=bearer(await tenant.sign_in(person)))


async def look(tenant: Tenant, person: Person, update_id: str) -> DailyUpdate:
    request = GetDailyUpdateRequest(daily_update_id=update_id)
    return await stub(tenant).GetDailyUpdate(request, metadata=bearer(await tenant.sign_in(person)))


async def listed(tenant: Tenant, person: Person, **fields: object) -> ListDailyUpdatesResponse:
    request = ListDailyUpdatesRequest(**fields)  # pyright: ignore[reportArgumentType]  # as above
    return await stub(tenant).ListDailyUpdates(request, metadata=bearer(await tenant.sign_in(person)))


async def seen(tenant: Tenant, person: Person, **fields: object) -> list[str]:
    """The ids of what the person's list shows."""
    return [one.id for one in (await listed(tenant, person, **fields)).daily_updates]


async def missing(tenant: Tenant, person: Person, group: str, **fields: object) -> ListMissingDailyUpdatesResponse:
    request = ListMissingDailyUpdatesRequest(group=group, **fields)  # pyright: ignore[reportArgumentType]  # as above
    return await stub(tenant).ListMissingDailyUpdates(request, metadata=bearer(await tenant.sign_in(person)))


async def live_at_noon(tenant: Tenant, *people: Person, days_ahead: int = 0) -> None:
    """The people's clocks show noon, of today or of a day as far away: no midnight passes while a test looks at their day.

    No zone of the world is as far away as that, but the database knows those that are said by their distance.
    """
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], viewer=None) as db:
        await db.run(
            """
            UPDATE users SET time_zone = to_char(extract(hour FROM now() AT TIME ZONE 'UTC') - %(hour)s, '"NOON"FMSG00')
            WHERE workspace_id = %(workspace_id)s AND id = ANY (%(ids)s)
            """,
            workspace_id=tenant.id,
            ids=[person.id for person in people],
            hour=12 + 24 * days_ahead,
        )


async def live_in(owner: AsyncConnection, person: Person, time_zone: str) -> None:
    """The person's clock shows the time of that zone from now on."""
    await owner.execute("UPDATE users SET time_zone = %s WHERE id = %s", (time_zone, person.id))


async def move_to(owner: AsyncConnection, update: DailyUpdate, day: str) -> None:
    """The update is of another day than today."""
    await owner.execute("UPDATE daily_updates SET day = %s WHERE id = %s", (day, update.id))
