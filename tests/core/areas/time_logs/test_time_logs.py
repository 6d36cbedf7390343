"""Time logs measure a task: their means count instead of what was entered, whoever logs at the same time."""

import asyncio
from math import copysign
from statistics import fmean

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.automations_pb2 import (
    AUTOMATION_FREQUENCY_WEEKLY,
    AUTOMATION_STAGE_IDENTIFIED,
    AUTOMATION_STAGE_MEASURED,
    TaskAutomation,
    TaskAutomationInput,
)
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest
from fluxdesk.v1.tasks_pb2 import GetTaskRequest
from fluxdesk.v1.time_logs_pb2 import (
    TIME_LOG_PHASE_AFTER,
    TIME_LOG_PHASE_BEFORE,
    AddTimeLogRequest,
    ListTimeLogsRequest,
    ListTimeLogsResponse,
    LoggedTime,
    TimeLog,
    TimeLogPhase,
)
from google.protobuf.json_format import MessageToDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.areas.tasks.rows import TaskRow
from tests.core.areas.automations.automated import put, seen
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.statements import Statements
from tests.core.areas.tasks.kept import history, keep_task, tasks
from tests.core.areas.time_logs.logged import log, time_logs, unlog
from tests.tenants import Person, Tenant

thoroughly = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
logged_minutes = st.floats(0, 525_600) | st.sampled_from([0.1, 0.2, 0.3, 1e-9, 525_600.0])


async def automation(tenant: Tenant, task: TaskRow) -> TaskAutomation:
    found = await seen(tenant, task.id)
    assert found is not None
    return found


async def listed(
    tenant: Tenant, task: TaskRow, *, by: Person | None = None, limit: int = 50, cursor: str | None = None
) -> ListTimeLogsResponse:
    request = ListTimeLogsRequest(id=str(task.id), limit=limit, cursor=cursor)
    return await time_logs(tenant).ListTimeLogs(request, metadata=bearer(await tenant.sign_in(by or tenant.employee)))


async def test_the_means_of_logs_count_instead_of_what_was_entered(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    await put(tenant, task.id, TaskAutomationInput(frequency=AUTOMATION_FREQUENCY_WEEKLY, minutes_before=60, minutes_after=30))
    for minutes in (10, 20):
        await log(tenant, task.id, minutes)
    found = await automation(tenant, task)
    assert (found.minutes_after, found.effective_minutes_after) == (30, 15)
    assert (found.effective_minutes_before, found.monthly_minutes_saved) == (60, 180)
    await log(tenant, task.id, 0, phase=TIME_LOG_PHASE_BEFORE)
    assert (await automation(tenant, task)).monthly_minutes_saved == -60


async def test_a_log_gives_a_task_an_automation_and_a_new_version_and_stands_in_its_history(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    made = await log(tenant, task.id, 2.5)
    assert (made.task_id, made.phase, made.minutes, made.user) == (str(task.id), TIME_LOG_PHASE_AFTER, 2.5, tenant.employee.email)
    assert not made.HasField("note")
    assert (await automation(tenant, task)).stage == AUTOMATION_STAGE_IDENTIFIED
    await unlog(tenant, made)
    caller = bearer(await tenant.sign_in(tenant.employee))
    assert (await tasks(tenant).GetTask(GetTaskRequest(id=str(task.id)), metadata=caller)).etag == "3"
    told = MessageToDict(await history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=str(task.id)), metadata=caller))["changes"]
    measured = {"phase": "after", "minutes": 2.5}
    assert told[0]["fields"] == [{"field": "time_logs", "before": measured, "after": None}]
    assert told[1]["fields"] == [
        {"field": "automation.stage", "before": None, "after": "identified"},
        {"field": "time_logs", "before": None, "after": measured},
    ]


async def test_sums_are_read_off_the_automation_and_off_the_logs_where_that_was_removed(tenant: Tenant, statements: Statements) -> None:
    task = await keep_task(tenant)
    for minutes in (1, 2):
        await log(tenant, task.id, minutes)
    sums, expected = "FROM time_logs WHERE", LoggedTime(logs=2, mean_minutes=1.5)
    before = statements.number_of(sums)
    assert (await listed(tenant, task, limit=1)).after == expected
    assert statements.number_of(sums) == before
    await put(tenant, task.id, TaskAutomationInput(), ["automation"])
    assert (await listed(tenant, task, limit=1)).after == expected
    assert statements.number_of(sums) == before + 1


async def test_zero_has_no_sign(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    await put(tenant, task.id, TaskAutomationInput(minutes_before=-0.0))
    made = await log(tenant, task.id, -0.0)
    found = await automation(tenant, task)
    assert [copysign(1, minutes) for minutes in (found.minutes_before, made.minutes, found.effective_minutes_after)] == [1, 1, 1]


async def test_logs_at_the_same_time_lose_nothing(tenant: Tenant) -> None:
    task, tokens = await keep_task(tenant), [await tenant.sign_in(person) for person in (tenant.employee, tenant.admin)]
    requests = [
        AddTimeLogRequest(id=str(task.id), phase=phase, minutes=number)
        for number in range(8)
        for phase in (TIME_LOG_PHASE_BEFORE, TIME_LOG_PHASE_AFTER)
    ]
    calls = [
        time_logs(tenant).AddTimeLog(request, metadata=bearer(tokens[number % len(tokens)])) for number, request in enumerate(requests)
    ]
    made = await asyncio.gather(*calls)
    found = await automation(tenant, task)
    assert (found.effective_minutes_before, found.effective_minutes_after) == (3.5, 3.5)
    await asyncio.gather(*(unlog(tenant, one, by=tenant.admin) for one in made[:-2]))
    found = await automation(tenant, task)
    assert (found.effective_minutes_before, found.effective_minutes_after) == (7, 7)


@thoroughly
@given(
    steps=st.lists(st.tuples(st.sampled_from([TIME_LOG_PHASE_BEFORE, TIME_LOG_PHASE_AFTER]), logged_minutes, st.booleans()), max_size=12)
)
async def test_means_are_of_the_logs_that_are_left(tenant: Tenant, steps: list[tuple[TimeLogPhase, float, bool]]) -> None:
    task, left = await keep_task(tenant), list[TimeLog]()
    for phase, minutes, is_taken_out in steps:
        left.append(await log(tenant, task.id, minutes, phase=phase))
        if is_taken_out:
            await unlog(tenant, left.pop(0))
    found, shown = await seen(tenant, task.id) or TaskAutomation(), await listed(tenant, task)
    for phase, told, name in (
        (TIME_LOG_PHASE_BEFORE, shown.before, "effective_minutes_before"),
        (TIME_LOG_PHASE_AFTER, shown.after, "effective_minutes_after"),
    ):
        own = [one.minutes for one in left if one.phase == phase]
        assert told.logs == len(own)
        assert (found.HasField(name), told.HasField("mean_minutes")) == (bool(own), bool(own))
        assert own == [] or [told.mean_minutes, getattr(found, name)] == pytest.approx([fmean(own)] * 2)


async def test_what_was_logged_counts_for_an_automation_that_is_made_anew(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    await log(tenant, task.id, 4)
    await put(tenant, task.id, TaskAutomationInput(), ["automation"])
    assert await seen(tenant, task.id) is None
    assert (await listed(tenant, task)).after == LoggedTime(logs=1, mean_minutes=4)
    await put(tenant, task.id, TaskAutomationInput(stage=AUTOMATION_STAGE_MEASURED), ["automation.stage"])
    assert (await automation(tenant, task)).effective_minutes_after == 4
    await put(tenant, task.id, TaskAutomationInput(), ["automation"])
    await log(tenant, task.id, 6)
    assert (await automation(tenant, task)).effective_minutes_after == 5


async def test_the_last_log_that_measures_a_task_stays(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    made = [await log(tenant, task.id, minutes) for minutes in (4, 6)]
    await put(tenant, task.id, TaskAutomationInput(stage=AUTOMATION_STAGE_MEASURED), ["automation.stage"])
    await unlog(tenant, made[0])
    assert (await failure_of(unlog(tenant, made[1]))).reason is Reason.CONFLICT
    assert (await listed(tenant, task)).after.logs == 1
    await put(tenant, task.id, TaskAutomationInput(minutes_after=1), ["automation.minutes_after"])
    await unlog(tenant, made[1])
    assert (await automation(tenant, task)).effective_minutes_after == 1


async def test_who_may_change_the_task_logs_and_who_sees_it_reads(tenant: Tenant) -> None:
    stranger, assignee = await tenant.add_person(), await tenant.add_person()
    task, hidden = await keep_task(tenant, assignee=assignee), await keep_task(tenant, is_private=True)
    for person in (assignee, tenant.admin):
        await log(tenant, task.id, 1, by=person)
    assert (await failure_of(log(tenant, task.id, 1, by=stranger))).reason is Reason.FORBIDDEN
    assert len((await listed(tenant, task, by=stranger)).time_logs) == 2
    assert (await failure_of(log(tenant, hidden.id, 1, by=stranger))).reason is Reason.NOT_FOUND
    assert (await failure_of(listed(tenant, hidden, by=stranger))).reason is Reason.NOT_FOUND


async def test_a_log_is_deleted_by_who_made_it_the_owner_and_admins(tenant: Tenant) -> None:
    assignee = await tenant.add_person()
    task = await keep_task(tenant, assignee=assignee)
    owned, assigned = await log(tenant, task.id, 1), [await log(tenant, task.id, 1, by=assignee) for _ in range(3)]
    assert (await failure_of(unlog(tenant, owned, by=assignee))).reason is Reason.FORBIDDEN
    for made, person in zip(assigned, (assignee, tenant.employee, tenant.people[Role.ADMIN]), strict=True):
        await unlog(tenant, made, by=person)
    assert [one.id for one in (await listed(tenant, task)).time_logs] == [owned.id]


async def test_a_log_is_of_its_task_alone(tenant: Tenant) -> None:
    made, other = await log(tenant, (await keep_task(tenant)).id, 1), await keep_task(tenant)
    made.task_id = str(other.id)
    assert (await failure_of(unlog(tenant, made))).reason is Reason.NOT_FOUND
    made.id = "nonesuch"
    assert (await failure_of(unlog(tenant, made))).reason is Reason.NOT_FOUND


async def test_logs_are_listed_page_by_page_the_newest_first(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    made = [(await log(tenant, task.id, number)).id for number in range(3)]
    first = await listed(tenant, task, limit=2)
    second = await listed(tenant, task, limit=2, cursor=first.next_cursor)
    assert [one.id for one in (*first.time_logs, *second.time_logs)] == made[::-1]
    assert (first.after, second.HasField("next_cursor")) == (LoggedTime(logs=3, mean_minutes=1), False)
    assert first.before == LoggedTime(logs=0)


@pytest.mark.parametrize("minutes", [-0.1, float("nan"), float("inf"), 525_601])
async def test_minutes_are_a_number_that_a_year_holds(tenant: Tenant, minutes: float) -> None:
    failure = await failure_of(log(tenant, (await keep_task(tenant)).id, minutes))
    assert (failure.reason, [path for path, _ in failure.faults]) == (Reason.VALIDATION_FAILED, ["minutes"])
