"""The automation of a task as the database keeps it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.automations_pb2 import AutomationFrequency, AutomationStage, TaskAutomation


class Settings(NamedTuple):
    """What people say of an automation; a task without one has none of it. The names are those of TaskAutomationInput."""

    stage: AutomationStage
    frequency: AutomationFrequency | None = None
    pain_level: int | None = None
    potential: int | None = None
    minutes_before: float | None = None
    minutes_after: float | None = None
    tools_used: Sequence[str] = ()


class AutomationRow(NamedTuple):
    """The automation of one task. The database itself keeps which minutes count, and what they save."""

    task_id: UUID
    stage: AutomationStage
    frequency: AutomationFrequency | None
    pain_level: int | None
    potential: int | None
    minutes_before: float | None
    minutes_after: float | None
    tools_used: list[str]
    effective_minutes_before: float | None
    effective_minutes_after: float | None
    monthly_minutes_saved: float | None
    automated_at: datetime | None
    logged_after_count: int

    @property
    def settings(self) -> Settings:
        return Settings._make(getattr(self, name) for name in Settings._fields)


AUTOMATION_COLUMNS: Final[LiteralString] = """
    a.task_id, a.stage, a.frequency, a.pain_level, a.potential, a.minutes_before, a.minutes_after, a.tools_used,
    a.effective_minutes_before, a.effective_minutes_after, a.monthly_minutes_saved, a.automated_at, a.logged_after_count
    """


def automation_message(row: AutomationRow) -> TaskAutomation:
    """What callers see of it."""
    return TaskAutomation(
        stage=row.stage,
        frequency=row.frequency,
        pain_level=row.pain_level,
        potential=row.potential,
        minutes_before=row.minutes_before,
        minutes_after=row.minutes_after,
        tools_used=row.tools_used,
        effective_minutes_before=row.effective_minutes_before,
        effective_minutes_after=row.effective_minutes_after,
        monthly_minutes_saved=row.monthly_minutes_saved,
        automated_at=row.automated_at,
    )
