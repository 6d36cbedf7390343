"""An update is one for a person and a day, read by the teams of the person, and taken back on its own day."""

import asyncio
from uuid import UUID

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from psycopg import AsyncConnection

from core.areas.membership.public import GROUPS
from core.areas.users.public import deactivate, hold_user
from core.ids import new_id
from tests.core.areas.approvals.asking import notices, told
from tests.core.areas.calls import failure_of
from tests.core.areas.daily_updates.submitting import (
    listed,
    live_at_noon,
    live_in,
    look,
    missing,
    move_to,
    recall,
    seen,
    submit,
    utc_day,
)
from tests.core.areas.tasks.kept import keep_task
from tests.core.areas.webhooks.hooks import a_webhook
from tests.tenants import Tenant


async def test_a_second_update_of_a_day_takes_the_place_of_the_first(tenant: Tenant) -> None:
    await live_at_noon(tenant, tenant.employee)
    first = await submit(tenant, did=" One. ", plans="Two.", mood=2)
    assert (first.did, first.plans, first.mood, first.replaced) == ("One.", "Two.", 2, False)
    assert not first.HasField("edited_at")
    second = await submit(tenant, did="Three.", blockers="Four.")
    assert (second.id, second.date, second.did, second.blockers, second.replaced) == (first.id, first.date, "Three.", "Four.", True)
    assert (second.HasField("plans"), second.HasField("mood"), second.HasField("edited_at")) == (False, False, True)
    assert second.submitted_at == first.submitted_at
    shown = await look(tenant, tenant.employee, first.id)
    second.replaced = False
    assert shown == second


async def test_two_submits_at_once_leave_one_update(tenant: Tenant) -> None:
    await live_at_noon(tenant, tenant.employee)
    made = await asyncio.gather(*(submit(tenant, did=f"{number}") for number in range(8)))
    assert len({one.id for one in made}) == 1
    assert sorted(one.replaced for one in made) == [False, *[True] * 7]
    assert await seen(tenant, tenant.employee) == [made[0].id]


async def test_an_update_that_is_recalled_while_another_is_submitted_is_replaced_or_followed(tenant: Tenant) -> None:
    await live_at_noon(tenant, tenant.employee)
    given = await submit(tenant)
    recalled, submitted = await asyncio.gather(recall(tenant, tenant.employee, given.id), submit(tenant, did="Another."))
    assert recalled.id == given.id
    live = await seen(tenant, tenant.employee)
    assert live == ([] if submitted.id == given.id else [submitted.id])


async def test_the_day_is_that_of_the_persons_time_zone(tenant: Tenant) -> None:
    await live_at_noon(tenant, tenant.employee, days_ahead=1)
    early = await submit(tenant)
    await live_at_noon(tenant, tenant.employee)
    late = await submit(tenant)
    assert early.date > late.date
    assert not late.replaced
    assert await seen(tenant, tenant.employee) == [early.id, late.id]
    assert (await failure_of(recall(tenant, tenant.employee, early.id))).reason is Reason.CONFLICT
    await live_at_noon(tenant, tenant.employee, days_ahead=1)
    assert (await recall(tenant, tenant.employee, early.id)).HasField("recalled_at")


async def test_a_time_zone_that_nobody_knows_is_utc(tenant: Tenant, owner: AsyncConnection) -> None:
    await live_in(owner, tenant.employee, "Atlantis/Poseidonis")
    given = await submit(tenant)
    assert given.date == utc_day(given)


async def test_a_recalled_update_is_its_persons_alone_and_another_may_follow(tenant: Tenant, owner: AsyncConnection) -> None:
    await live_at_noon(tenant, tenant.employee)
    given = await submit(tenant)
    recalled = await recall(tenant, tenant.employee, given.id)
    assert recalled.HasField("recalled_at")
    assert await look(tenant, tenant.employee, given.id) == recalled
    assert (await failure_of(look(tenant, tenant.admin, given.id))).reason is Reason.NOT_FOUND
    assert await seen(tenant, tenant.employee) == await seen(tenant, tenant.admin) == []
    again = await submit(tenant)
    assert (again.id != given.id, again.replaced) == (True, False)
    assert await seen(tenant, tenant.employee) == [again.id]
    await move_to(owner, given, "2026-03-14")
    assert (await recall(tenant, tenant.employee, given.id)).recalled_at == recalled.recalled_at


async def test_what_is_not_todays_or_not_ones_own_is_not_recalled(tenant: Tenant, owner: AsyncConnection) -> None:
    given = await submit(tenant)
    assert (await failure_of(recall(tenant, tenant.admin, given.id))).reason is Reason.NOT_FOUND
    await move_to(owner, given, "2026-03-14")
    assert (await failure_of(recall(tenant, tenant.employee, given.id))).reason is Reason.CONFLICT
    assert not (await look(tenant, tenant.employee, given.id)).HasField("recalled_at")


async def test_teams_read_each_other_and_hr_admins_read_all(tenant: Tenant) -> None:
    in_group, in_project, stranger = [await tenant.add_person() for _ in range(3)]
    await tenant.add_collection(GROUPS, "night-shift", members=[tenant.employee, in_group])
    await tenant.add_project("apollo", members=[tenant.employee], admins=[in_project])
    own = await submit(tenant)
    of = {person.id: (await submit(tenant, person)).id for person in (in_group, in_project, stranger)}
    assert await seen(tenant, tenant.employee) == [of[in_project.id], of[in_group.id], own.id]
    for person in (in_group, in_project):
        assert await seen(tenant, person) == [of[person.id], own.id]
        assert (await look(tenant, person, own.id)).id == own.id
    assert await seen(tenant, stranger) == [of[stranger.id]]
    for person in (stranger, in_group):
        assert (await failure_of(look(tenant, person, of[in_project.id]))).reason is Reason.NOT_FOUND
    for role in (Role.HR_ADMIN, Role.ADMIN):
        assert len(await seen(tenant, tenant.people[role])) == 4
        assert (await look(tenant, tenant.people[role], of[stranger.id])).id == of[stranger.id]


async def test_updates_are_filtered_by_team_person_and_day(tenant: Tenant, owner: AsyncConnection) -> None:
    colleague, other = await tenant.add_person(), await tenant.add_person()
    await tenant.add_collection(GROUPS, "night-shift", members=[tenant.employee, colleague])
    await tenant.add_project("apollo", members=[tenant.employee, other])
    days: dict[tuple[str, UUID], str] = {}
    latest_first = ("2026-03-14", "2026-03-13", "2026-03-12")
    for day in latest_first:
        for person in (tenant.employee, colleague, other):
            given = await submit(tenant, person)
            await move_to(owner, given, day)
            days[day, person.id] = given.id
    mine, theirs, others = ([days[day, one.id] for day in latest_first] for one in (tenant.employee, colleague, other))
    both = [update for pair in zip(theirs, mine, strict=True) for update in pair]
    for filters, expected in (
        ({"group": "night-shift"}, both),
        ({"group": "night-shift", "project": "apollo"}, mine),
        ({"project": "apollo", "user": other.email.upper()}, others),
        ({"user": colleague.email}, theirs),
        ({"user": "nobody@example.com"}, []),
        ({"date": "2026-03-13", "group": "night-shift"}, both[2:4]),
        ({"from_day": "2026-03-13", "user": colleague.email}, theirs[:2]),
        ({"to_day": "2026-03-12", "user": colleague.email}, theirs[2:]),
        ({"from_day": "2026-03-13", "to_day": "2026-03-13"}, [others[1], theirs[1], mine[1]]),
    ):
        assert await seen(tenant, tenant.employee, **filters) == expected, filters
    assert (await failure_of(listed(tenant, colleague, project="apollo"))).reason is Reason.FORBIDDEN
    assert (await failure_of(listed(tenant, colleague, group="gemini"))).reason is Reason.NOT_FOUND
    assert await seen(tenant, tenant.admin, project="apollo", user=other.email) == others


async def test_the_list_goes_on_page_by_page(tenant: Tenant, owner: AsyncConnection) -> None:
    people = [tenant.employee, await tenant.add_person(), await tenant.add_person()]
    await tenant.add_collection(GROUPS, "night-shift", members=people)
    # Fewer rows are asked for than there are people, and the last of them has what stands behind all others.
    days = [
        ("2026-03-12", people[:2]),
        ("2026-03-14", people[:1]),
        ("2026-03-13", people[:2]),
        ("2026-03-10", people),
        ("2026-03-15", people[1:2]),
    ]
    for day, of in days:
        for person in of:
            await move_to(owner, await submit(tenant, person), day)
    for person in (tenant.employee, tenant.admin):
        whole = await seen(tenant, person)
        paged, cursor = list[str](), {}
        while True:
            page = await listed(tenant, person, limit=1, **cursor)
            paged += [one.id for one in page.daily_updates]
            if not page.HasField("next_cursor"):
                break
            cursor = {"cursor": page.next_cursor}
        assert paged == whole
        assert len(whole) == 9


async def test_days_that_are_none_are_faults(tenant: Tenant) -> None:
    await tenant.add_collection(GROUPS, "night-shift", members=[tenant.employee])
    for fields in ({"date": "2026-02-30"}, {"from_day": "2026-13-01"}, {"to_day": "0000-01-01"}):
        assert [path for path, _ in (await failure_of(listed(tenant, tenant.employee, **fields))).faults] == [*fields]
    both = {"date": "2026-03-14", "to_day": "2026-03-14"}
    assert [path for path, _ in (await failure_of(listed(tenant, tenant.employee, **both))).faults] == ["date"]
    assert [path for path, _ in (await failure_of(missing(tenant, tenant.employee, "night-shift", date="2026-02-30"))).faults] == ["date"]


async def test_who_has_not_submitted_is_named_page_by_page(tenant: Tenant) -> None:
    people = [await tenant.add_person() for _ in range(4)]
    gone = await tenant.add_person()
    await tenant.add_collection(GROUPS, "night-shift", members=[tenant.employee, *people, gone])
    async with tenant.core.resources.database.system_transaction() as db:
        await deactivate(db, tenant.id, await hold_user(db, tenant.id, gone.id))
    await live_at_noon(tenant, tenant.employee, *people)
    await live_at_noon(tenant, people[2], days_ahead=1)
    await submit(tenant, people[0])
    await recall(tenant, people[1], (await submit(tenant, people[1])).id)
    expected = [str(person.id) for person in (people[3], people[2], people[1], tenant.employee)]
    first = await missing(tenant, tenant.employee, "night-shift", limit=3)
    rest = await missing(tenant, tenant.employee, "night-shift", limit=3, cursor=first.next_cursor)
    assert [one.user_id for one in (*first.missing, *rest.missing)] == expected
    assert first.missing[1].date > first.missing[0].date == first.missing[2].date
    on_a_day = await missing(tenant, tenant.admin, "night-shift", date="2026-03-14")
    assert [one.date for one in on_a_day.missing] == ["2026-03-14"] * 5
    stranger = await tenant.add_person()
    assert (await failure_of(missing(tenant, stranger, "night-shift"))).reason is Reason.FORBIDDEN


async def test_updates_name_the_tasks_that_their_readers_see(tenant: Tenant, other_tenant: Tenant) -> None:
    colleague = await tenant.add_person()
    await tenant.add_collection(GROUPS, "night-shift", members=[tenant.employee, colleague])
    private, public = [str((await keep_task(tenant, is_private=is_private)).id) for is_private in (True, False)]
    given = await submit(tenant, task_ids=[public, private])
    assert list(given.task_ids) == [private, public]
    assert list((await look(tenant, colleague, given.id)).task_ids) == [public]
    foreign = str((await keep_task(other_tenant)).id)
    for unseen in (private, foreign, str(new_id()), public[:-1]):
        assert (await failure_of(submit(tenant, colleague, task_ids=[public, unseen]))).reason is Reason.NOT_FOUND


async def test_admins_of_the_persons_groups_are_told_once_a_day_and_webhooks_each_time(tenant: Tenant, owner: AsyncConnection) -> None:
    boss, colleague = await tenant.add_person(), await tenant.add_person()
    for slug in ("night-shift", "day-shift"):
        await tenant.add_collection(GROUPS, slug, members=[tenant.employee, colleague], admins=[boss])
    await live_at_noon(tenant, tenant.employee)
    await a_webhook(tenant, "daily_update")
    await submit(tenant, did="Moved it.")
    await submit(tenant, did="Moved it back.")
    [notice] = await notices(tenant, boss)
    assert (notice.event_type, notice.summary) == ("internal-os.daily_update", "Moved it.")
    assert notice.actor.email == tenant.employee.email
    assert await told(tenant, colleague) == await told(tenant, tenant.employee) == []
    found = await owner.execute("SELECT event_type FROM webhook_deliveries WHERE workspace_id = %s", (tenant.id,))
    assert await found.fetchall() == [("daily_update",)] * 2
    await submit(tenant, boss)
    assert await told(tenant, boss) == ["daily_update"]


async def test_of_many_admins_a_bounded_number_is_told(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.areas.daily_updates.told.TOLD_MAX", 2)
    admins = [await tenant.add_person() for _ in range(3)]
    await tenant.add_collection(GROUPS, "night-shift", members=[tenant.employee], admins=admins)
    await submit(tenant)
    assert [await told(tenant, person) for person in admins] == [["daily_update"], ["daily_update"], []]


async def test_clocks_are_read_in_no_parallel_plan(owner: AsyncConnection) -> None:
    found = await owner.execute("SELECT proparallel::text FROM pg_proc WHERE proname = 'local_time'")
    assert await found.fetchall() == [("u",)]
