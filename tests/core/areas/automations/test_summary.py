"""The summary of automations adds up what its reader sees, and nothing else."""

from uuid import UUID

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.automations_pb2 import (
    AUTOMATION_FREQUENCY_DAILY,
    AUTOMATION_FREQUENCY_MONTHLY,
    AUTOMATION_STAGE_AUTOMATED,
    AUTOMATION_STAGE_IDENTIFIED,
    AUTOMATION_STAGE_MEASURED,
    AutomationFrequency,
    AutomationMonth,
    AutomationStage,
    AutomationSummary,
    TaskAutomationInput,
    TopSaver,
)
from psycopg import AsyncConnection

from core.areas.automations.queries import TOP_SAVERS_MAX, list_top_savers, sum_automations
from tests.core.areas.automations.automated import automate, summary
from tests.core.areas.calls import failure_of
from tests.core.areas.statements import Statements
from tests.core.areas.tags.tagged import PRIVATE, make_task
from tests.plans import Plans
from tests.tenants import Tenant, make_tenant


def saving(
    minutes: float, stage: AutomationStage = AUTOMATION_STAGE_AUTOMATED, frequency: AutomationFrequency = AUTOMATION_FREQUENCY_MONTHLY
) -> TaskAutomationInput:
    return TaskAutomationInput(stage=stage, frequency=frequency, minutes_before=minutes, minutes_after=0)


def by_stage(found: AutomationSummary) -> list[tuple[int, float]]:
    return [(total.tasks, total.monthly_minutes_saved) for total in found.stages]


async def test_it_adds_up_by_stage_what_the_reader_sees(tenant: Tenant) -> None:
    other = await tenant.add_person()
    await automate(tenant, saving(60, AUTOMATION_STAGE_IDENTIFIED))
    await automate(tenant, saving(6, frequency=AUTOMATION_FREQUENCY_DAILY), owner=other, visibility=PRIVATE)
    await automate(tenant, saving(15, AUTOMATION_STAGE_MEASURED))
    await make_task(tenant)
    for person in (tenant.admin, other):
        found = await summary(tenant, person)
        assert by_stage(found) == [(1, 60), (0, 0), (1, 120), (1, 15)]
        assert (found.monthly_minutes_saved, found.monthly_hours_saved) == (135, 2.25)
    found = await summary(tenant, tenant.employee)
    assert by_stage(found) == [(1, 60), (0, 0), (0, 0), (1, 15)]
    assert [saver.monthly_minutes_saved for saver in found.top_savers] == [15]


async def test_of_a_workspace_without_any_all_is_zero_or_unknown(tenant: Tenant, other_tenant: Tenant) -> None:
    await automate(other_tenant, saving(60))
    found = await summary(tenant, tenant.admin)
    assert by_stage(found) == [(0, 0)] * 4
    assert not found.HasField("average_pain_level")
    assert not found.HasField("average_potential")
    assert [month.monthly_minutes_saved for month in found.months] == [0] * 12
    assert not found.top_savers


async def test_means_are_of_what_is_known(tenant: Tenant) -> None:
    await automate(tenant, TaskAutomationInput(pain_level=2, potential=5))
    await automate(tenant, TaskAutomationInput(pain_level=5))
    found = await summary(tenant, tenant.employee)
    assert (found.average_pain_level, found.average_potential) == (3.5, 5)


async def test_months_add_up_what_was_automated_until_then(tenant: Tenant, owner: AsyncConnection) -> None:
    for months_ago, minutes in ((30, 1), (3, 10), (1, 100), (0, 1000)):
        await _set_automated(owner, await automate(tenant, saving(minutes)), months_ago)
    await _set_automated(owner, await automate(tenant, saving(7, AUTOMATION_STAGE_IDENTIFIED)), 1)
    found = await summary(tenant, tenant.employee, months=3)
    assert [(month.automated, month.monthly_minutes_saved) for month in found.months] == [(0, 11), (1, 111), (1, 1111)]
    assert found.months[-1].monthly_minutes_saved == found.monthly_minutes_saved
    now = tenant.core.resources.clock.now()
    assert found.months[-1] == AutomationMonth(month=f"{now:%Y-%m}", automated=1, monthly_minutes_saved=1111)
    assert len((await summary(tenant, tenant.employee, months=24)).months) == 24


async def test_the_top_savers_are_few_and_save_something_now(tenant: Tenant) -> None:
    for minutes in (0, -1):
        await automate(
            tenant,
            TaskAutomationInput(
                stage=AUTOMATION_STAGE_MEASURED, frequency=AUTOMATION_FREQUENCY_DAILY, minutes_before=1, minutes_after=1 - minutes
            ),
        )
    await automate(tenant, saving(1000, AUTOMATION_STAGE_IDENTIFIED))
    ids = [await automate(tenant, saving(minutes), title=f"Saves {minutes}") for minutes in range(1, TOP_SAVERS_MAX + 2)]
    found = await summary(tenant, tenant.employee)
    assert len(found.top_savers) == TOP_SAVERS_MAX
    most = TOP_SAVERS_MAX + 1
    assert found.top_savers[0] == TopSaver(
        task_id=str(ids[-1]), title=f"Saves {most}", stage=AUTOMATION_STAGE_AUTOMATED, monthly_minutes_saved=most
    )


@pytest.mark.parametrize("months", [0, 25])
async def test_it_shows_one_month_to_two_years(tenant: Tenant, months: int) -> None:
    failure = await failure_of(summary(tenant, tenant.employee, months=months))
    assert (failure.reason, [path for path, _ in failure.faults]) == (Reason.VALIDATION_FAILED, ["months"])


async def test_two_statements_find_it(tenant: Tenant, statements: Statements) -> None:
    await automate(tenant, saving(1))
    await summary(tenant, tenant.employee)
    assert len(statements.of_handler("FROM task_automations")) == 2


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """The automations of the workspace are a small part of all that there are."""
    for workspace_id, number in ((alone.id, 100), ((await make_tenant(alone.core)).id, 2500)):
        await alone_owner.execute(
            """
            INSERT INTO tasks (workspace_id, id, title, source, visibility, owner_user_id, updated_by_user_id)
            SELECT workspace_id, gen_random_uuid(), 'A task', 1, 1 + n %% 2, id, id
            FROM users, generate_series(1, %s) AS n WHERE workspace_id = %s
            """,
            (number, workspace_id),
        )
    await alone_owner.execute(
        """
        INSERT INTO task_automations (workspace_id, task_id, stage, frequency, minutes_before, minutes_after)
        SELECT workspace_id, id, 3, 1, random() * 100, random() * 50 FROM tasks ON CONFLICT DO NOTHING
        """
    )


async def test_sums_look_at_the_workspace_alone(alone: Tenant, plans: Plans) -> None:
    await sum_automations(await plans.as_viewer(alone.employee.id), alone.id)
    assert "Seq Scan" not in plans.plan


async def test_the_top_savers_are_walked_in_their_order(alone: Tenant, plans: Plans) -> None:
    await list_top_savers(await plans.as_viewer(alone.employee.id), alone.id)
    assert "using task_automations_savers on task_automations" in plans.plan
    assert "Seq Scan" not in plans.plan
    assert "Sort" not in plans.plan


async def _set_automated(owner: AsyncConnection, task_id: UUID, months_ago: int) -> None:
    """In the middle of the month, since months differ in length."""
    await owner.execute(
        """
        UPDATE task_automations SET automated_at = date_trunc('month', now(), 'UTC') - make_interval(months => %s) + interval '14 days'
        WHERE task_id = %s
        """,
        (months_ago, task_id),
    )
