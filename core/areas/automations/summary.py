"""Adds sums by stage and month up to the summary that callers see."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from fluxdesk.v1.automations_pb2 import (
    AUTOMATION_STAGE_AUTOMATED,
    AUTOMATION_STAGE_IDENTIFIED,
    AUTOMATION_STAGE_IN_PROGRESS,
    AUTOMATION_STAGE_MEASURED,
    AutomationMonth,
    AutomationStage,
    AutomationStageTotal,
    AutomationSummary,
    TopSaver,
)

from core.areas.automations.queries import SaverRow, StageMonthRow
from core.areas.automations.rules import AUTOMATED_STAGES

_STAGES: Final = (
    AUTOMATION_STAGE_IDENTIFIED,
    AUTOMATION_STAGE_IN_PROGRESS,
    AUTOMATION_STAGE_AUTOMATED,
    AUTOMATION_STAGE_MEASURED,
)
_MINUTES_PER_HOUR: Final = 60


def summary_message(rows: Sequence[StageMonthRow], savers: Sequence[SaverRow], *, now: datetime, months: int) -> AutomationSummary:
    """Of the last `months`, this one included."""
    automated = [row for row in rows if row.stage in AUTOMATED_STAGES]
    saved = sum(row.minutes_saved for row in automated)
    return AutomationSummary(
        stages=[_stage_total(rows, stage) for stage in _STAGES],
        monthly_minutes_saved=saved,
        monthly_hours_saved=saved / _MINUTES_PER_HOUR,
        average_pain_level=_mean(sum(row.pain_sum for row in rows), sum(row.pain_count for row in rows)),
        average_potential=_mean(sum(row.potential_sum for row in rows), sum(row.potential_count for row in rows)),
        months=[_month(automated, month) for month in _last_months(now, months)],
        top_savers=[
            TopSaver(task_id=str(row.task_id), title=row.title, stage=row.stage, monthly_minutes_saved=row.monthly_minutes_saved)
            for row in savers
        ],
    )


def _stage_total(rows: Sequence[StageMonthRow], stage: AutomationStage) -> AutomationStageTotal:
    own = [row for row in rows if row.stage == stage]
    return AutomationStageTotal(
        stage=stage, tasks=sum(row.tasks for row in own), monthly_minutes_saved=sum(row.minutes_saved for row in own)
    )


def _month(automated: Sequence[StageMonthRow], month: str) -> AutomationMonth:
    """Texts of months are in the order of time."""
    begun = [(_text(row.month), row) for row in automated if row.month]
    return AutomationMonth(
        month=month,
        automated=sum(row.tasks for text, row in begun if text == month),
        monthly_minutes_saved=sum(row.minutes_saved for text, row in begun if text <= month),
    )


def _last_months(now: datetime, months: int) -> Iterator[str]:
    """The oldest first, in UTC."""
    today = now.astimezone(UTC)
    last = today.year * 12 + today.month - 1
    for number in range(last - months + 1, last + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _text(month: datetime) -> str:
    return month.astimezone(UTC).strftime("%Y-%m")


def _mean(total: int, count: int) -> float | None:
    return total / count if count else None
