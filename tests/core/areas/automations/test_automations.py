"""The automation of a task: what is set of it stays, and what it saves follows from that alone."""

import math
from collections.abc import Mapping
from typing import Final

import pytest
from fluxdesk.v1.automations_pb2 import (
    AUTOMATION_FREQUENCY_DAILY,
    AUTOMATION_FREQUENCY_MONTHLY,
    AUTOMATION_FREQUENCY_WEEKLY,
    AUTOMATION_STAGE_AUTOMATED,
    AUTOMATION_STAGE_IDENTIFIED,
    AUTOMATION_STAGE_IN_PROGRESS,
    AUTOMATION_STAGE_MEASURED,
    AutomationFrequency,
    TaskAutomation,
    TaskAutomationInput,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.areas.task_history.public import FieldChange
from core.errors import Invalid
from tests.core.areas.automations.automated import automate, put, seen
from tests.core.areas.tags.tagged import make_task
from tests.tenants import Tenant

TIMES_A_MONTH: Final[Mapping[AutomationFrequency, int]] = {
    AUTOMATION_FREQUENCY_DAILY: 20,
    AUTOMATION_FREQUENCY_WEEKLY: 4,
    AUTOMATION_FREQUENCY_MONTHLY: 1,
}
AUTOMATED = TaskAutomationInput(
    stage=AUTOMATION_STAGE_AUTOMATED, frequency=AUTOMATION_FREQUENCY_DAILY, minutes_before=30, minutes_after=5, tools_used=["Zapier"]
)
minutes = st.none() | st.floats(0, 525_600)
thoroughly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


@thoroughly
@given(before=minutes, after=minutes, frequency=st.sampled_from([None, *TIMES_A_MONTH]))
async def test_what_is_saved_follows_from_its_parts(
    tenant: Tenant, before: float | None, after: float | None, frequency: AutomationFrequency | None
) -> None:
    found = await seen(tenant, await automate(tenant, TaskAutomationInput(minutes_before=before, minutes_after=after, frequency=frequency)))
    assert found is not None
    if before is None or after is None or frequency is None:
        assert not found.HasField("monthly_minutes_saved")
    else:
        # More time after than before saves less than nothing.
        assert math.isclose(found.monthly_minutes_saved, (before - after) * TIMES_A_MONTH[frequency], abs_tol=1e-6)


async def test_a_new_one_is_identified_and_all_else_unknown(tenant: Tenant) -> None:
    assert await seen(tenant, await automate(tenant, TaskAutomationInput())) == TaskAutomation(stage=AUTOMATION_STAGE_IDENTIFIED)
    assert await seen(tenant, await make_task(tenant)) is None


async def test_what_is_not_named_stays_and_what_is_named_and_not_sent_is_cleared(tenant: Tenant) -> None:
    task_id = await automate(tenant, AUTOMATED)
    changes = await put(tenant, task_id, TaskAutomationInput(pain_level=4), ["title", "automation.pain_level", "automation.minutes_after"])
    assert changes == [FieldChange("automation.pain_level", None, 4), FieldChange("automation.minutes_after", 5.0, None)]
    found = await seen(tenant, task_id)
    assert found is not None
    assert (found.pain_level, found.minutes_before, found.HasField("minutes_after"), list(found.tools_used)) == (4, 30, False, ["Zapier"])
    assert await put(tenant, task_id, TaskAutomationInput(pain_level=1), ["title"]) == ()


async def test_changes_are_told_in_the_words_of_json(tenant: Tenant) -> None:
    task_id = await make_task(tenant)
    made = await put(tenant, task_id, AUTOMATED)
    assert made[0] == FieldChange("automation.stage", None, "automated")
    assert FieldChange("automation.frequency", None, "daily") in made
    assert FieldChange("automation.tools_used", None, ["Zapier"]) in made
    assert await put(tenant, task_id, AUTOMATED) == []


async def test_names_of_tools_are_tidied(tenant: Tenant) -> None:
    found = await seen(tenant, await automate(tenant, TaskAutomationInput(tools_used=["Zapier ", "\tZapier", "n8n"])))
    assert found is not None
    assert list(found.tools_used) == ["Zapier", "n8n"]


async def test_it_is_removed_with_what_was_entered(tenant: Tenant) -> None:
    task_id = await automate(tenant, AUTOMATED)
    changes = await put(tenant, task_id, TaskAutomationInput(), ["automation"])
    assert FieldChange("automation.stage", "automated", None) in changes
    assert await seen(tenant, task_id) is None
    assert await put(tenant, task_id, TaskAutomationInput(), ["automation"]) == []


@pytest.mark.parametrize("paths", [None, ["automation.stage", "automation.minutes_after"]])
async def test_what_is_measured_has_something_that_measures_it(tenant: Tenant, paths: list[str] | None) -> None:
    task_id = await automate(tenant, AUTOMATED)
    measured = TaskAutomationInput(stage=AUTOMATION_STAGE_MEASURED)
    with pytest.raises(Invalid) as caught:
        await put(tenant, await make_task(tenant) if paths is None else task_id, measured, paths)
    assert [path for path, _ in caught.value.faults] == ["automation.stage"]
    await put(tenant, task_id, measured, ["automation.stage"])
    with pytest.raises(Invalid):
        await put(tenant, task_id, TaskAutomationInput(), ["automation.minutes_after"])


async def test_when_it_first_was_automated_stays(tenant: Tenant) -> None:
    task_id = await automate(tenant, TaskAutomationInput(stage=AUTOMATION_STAGE_IN_PROGRESS))
    before = await seen(tenant, task_id)
    assert before is not None
    assert not before.HasField("automated_at")
    await put(tenant, task_id, AUTOMATED)
    first = await seen(tenant, task_id)
    for stage in (AUTOMATION_STAGE_IDENTIFIED, AUTOMATION_STAGE_MEASURED):
        await put(tenant, task_id, TaskAutomationInput(stage=stage))
        now = await seen(tenant, task_id)
        assert first is not None
        assert now is not None
        assert now.automated_at == first.automated_at
