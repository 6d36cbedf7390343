"""Members of a group are reminded on their own day, once, of the update that is missing."""

from datetime import UTC, datetime

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.daily_update_reminders_pb2 import (
    WEEKDAY_FRIDAY,
    WEEKDAY_MONDAY,
    WEEKDAY_SATURDAY,
    DeleteDailyUpdateReminderRequest,
    GetDailyUpdateReminderRequest,
)
from psycopg import AsyncConnection

from core.areas.daily_update_reminders import remind as reminding
from core.areas.daily_update_reminders.duties import purge_remindings
from core.areas.membership.public import GROUPS
from core.areas.users.public import deactivate, hold_user
from tests.core.areas.approvals.asking import notices
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.daily_update_reminders.reminding import put, remind_all, stub
from tests.core.areas.daily_updates.submitting import live_at_noon, live_in, move_to, recall, submit
from tests.core.areas.inbox.watching import watching
from tests.tenants import Person, Tenant

GROUP = "night-shift"
# A Saturday.
DAY = "2026-03-14"


def at(clock: str, day: str = DAY) -> datetime:
    """The moment of UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


async def reminded(tenant: Tenant, person: Person) -> list[str]:
    """The days of which the person was reminded."""
    shown = await notices(tenant, person)
    return [item.labels["date"] for item in shown if item.event_type == "internal-os.daily_update.reminder"]


@pytest.fixture
async def colleague(tenant: Tenant) -> Person:
    """A member of the group, as the employee is."""
    person = await tenant.add_person()
    await tenant.add_collection(GROUPS, GROUP, members=[tenant.employee, person])
    return person


async def test_a_reminder_is_put_shown_and_deleted(tenant: Tenant, colleague: Person) -> None:
    boss = await tenant.add_person()
    await tenant.add_collection(GROUPS, "day-shift", members=[colleague], admins=[boss])
    made = await put(tenant, "day-shift", remind_at="16:30", weekdays=[WEEKDAY_FRIDAY, WEEKDAY_MONDAY], person=boss)
    assert (made.group, made.remind_at, list(made.weekdays)) == ("day-shift", "16:30", [WEEKDAY_MONDAY, WEEKDAY_FRIDAY])
    get, delete = GetDailyUpdateReminderRequest(slug="day-shift"), DeleteDailyUpdateReminderRequest(slug="day-shift")
    member = bearer(await tenant.sign_in(colleague))
    assert await stub(tenant).GetDailyUpdateReminder(get, metadata=member) == made
    assert (await failure_of(put(tenant, "day-shift", person=colleague))).reason is Reason.FORBIDDEN
    assert (await failure_of(stub(tenant).DeleteDailyUpdateReminder(delete, metadata=member))).reason is Reason.FORBIDDEN
    stranger = bearer(await tenant.sign_in(tenant.employee))
    assert (await failure_of(stub(tenant).GetDailyUpdateReminder(get, metadata=stranger))).reason is Reason.FORBIDDEN
    admin = bearer(await tenant.sign_in(tenant.admin))
    await stub(tenant).DeleteDailyUpdateReminder(delete, metadata=admin)
    for call in (stub(tenant).DeleteDailyUpdateReminder(delete, metadata=admin), stub(tenant).GetDailyUpdateReminder(get, metadata=member)):
        assert (await failure_of(call)).reason is Reason.NOT_FOUND


async def test_each_is_reminded_when_the_own_clock_has_passed_the_time(tenant: Tenant, owner: AsyncConnection, colleague: Person) -> None:
    await put(tenant, GROUP, remind_at="17:00")
    await live_in(owner, colleague, "Asia/Tokyo")
    for clock, in_utc, in_tokyo in (("07:59", 0, 0), ("08:00", 0, 1), ("16:59", 0, 1), ("17:00", 1, 1)):
        await remind_all(tenant, owner, at(clock))
        assert await reminded(tenant, tenant.employee) == [DAY] * in_utc, clock
        assert await reminded(tenant, colleague) == [DAY] * in_tokyo, clock
    # In Tokyo the next day's evening comes first.
    await remind_all(tenant, owner, at("10:00", "2026-03-15"))
    assert await reminded(tenant, tenant.employee) == [DAY]
    assert await reminded(tenant, colleague) == [DAY, "2026-03-15"]


async def test_clocks_that_go_forward_remind_all_the_same(tenant: Tenant, owner: AsyncConnection, colleague: Person) -> None:
    await put(tenant, GROUP, remind_at="02:30")
    await live_in(owner, colleague, "Europe/Berlin")
    # On that day clocks go from 02:00 to 03:00, at 01:00 of UTC.
    await remind_all(tenant, owner, at("00:59", "2026-03-29"))
    assert await reminded(tenant, colleague) == []
    await remind_all(tenant, owner, at("01:00", "2026-03-29"))
    assert await reminded(tenant, colleague) == ["2026-03-29"]


async def test_nobody_is_reminded_twice_whatever_groups_say(tenant: Tenant, owner: AsyncConnection, colleague: Person) -> None:
    await tenant.add_collection(GROUPS, "day-shift", members=[colleague])
    await put(tenant, GROUP)
    await put(tenant, "day-shift", remind_at="09:00")
    for clock in ("09:00", "17:00", "17:01", "23:59"):
        await remind_all(tenant, owner, at(clock))
    assert await reminded(tenant, colleague) == await reminded(tenant, tenant.employee) == [DAY]


async def test_who_has_submitted_is_left_alone_and_who_took_it_back_is_not(
    tenant: Tenant, owner: AsyncConnection, colleague: Person
) -> None:
    await put(tenant, GROUP)
    await live_at_noon(tenant, colleague)
    for person in (tenant.employee, colleague):
        given = await submit(tenant, person)
        if person is colleague:
            await recall(tenant, person, given.id)
        await move_to(owner, given, DAY)
    await live_in(owner, colleague, "UTC")
    await remind_all(tenant, owner, at("18:00"))
    assert await reminded(tenant, tenant.employee) == []
    assert await reminded(tenant, colleague) == [DAY]


async def test_reminders_come_on_their_weekdays_to_active_people(tenant: Tenant, owner: AsyncConnection, colleague: Person) -> None:
    await put(tenant, GROUP, weekdays=[WEEKDAY_SATURDAY])
    async with tenant.core.resources.database.system_transaction() as db:
        await deactivate(db, tenant.id, await hold_user(db, tenant.id, colleague.id))
    for day in ("2026-03-13", DAY, "2026-03-15"):
        await remind_all(tenant, owner, at("18:00", day))
    assert await reminded(tenant, tenant.employee) == [DAY]
    found = await owner.execute("SELECT count(*) FROM daily_update_remindings WHERE user_id = %s", (colleague.id,))
    assert await found.fetchone() == (0,)


async def test_a_large_group_is_reminded_in_pieces(
    tenant: Tenant, owner: AsyncConnection, colleague: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "_PEOPLE_MAX", 1)
    await put(tenant, GROUP)
    await remind_all(tenant, owner, at("18:00"))
    assert await reminded(tenant, tenant.employee) == await reminded(tenant, colleague) == [DAY]


async def test_a_group_that_was_looked_at_waits_for_the_next_turn(tenant: Tenant, owner: AsyncConnection, colleague: Person) -> None:
    await put(tenant, GROUP)
    await remind_all(tenant, owner, at("16:00"))
    async with tenant.core.resources.database.system_transaction() as db:
        await reminding.remind(db, moment=at("18:00"))
    assert await reminded(tenant, colleague) == []
    # What an admin changes counts at once.
    await put(tenant, GROUP, remind_at="15:00")
    async with tenant.core.resources.database.system_transaction() as db:
        await reminding.remind(db, moment=at("18:00"))
    assert await reminded(tenant, colleague) == [DAY]


async def test_whoever_watches_the_inbox_sees_the_reminder_at_once(tenant: Tenant, owner: AsyncConnection, colleague: Person) -> None:
    await put(tenant, GROUP)
    async with watching(tenant.core.channel, await tenant.sign_in(colleague)) as watcher:
        await remind_all(tenant, owner, at("18:00"))
        assert len(await watcher.delivered(1)) == 1


async def test_old_remindings_are_forgotten(tenant: Tenant, owner: AsyncConnection, colleague: Person) -> None:
    await put(tenant, GROUP)
    for day in ("2026-03-10", "2026-03-11", DAY):
        await remind_all(tenant, owner, at("18:00", day))
    async with tenant.core.resources.database.system_transaction() as db:
        assert not await purge_remindings(db, moment=at("23:59"))
    found = await owner.execute("SELECT day::text FROM daily_update_remindings WHERE user_id = %s ORDER BY day", (colleague.id,))
    assert await found.fetchall() == [("2026-03-11",), (DAY,)]
