"""SQL of automations. Whoever reads them for others joins `tasks`, whose row security decides what is seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from fluxdesk.v1.automations_pb2 import AutomationStage

from core.areas.automations.rows import AUTOMATION_COLUMNS, AutomationRow, Settings
from core.database.rows import Db

TOP_SAVERS_MAX: Final = 10


async def list_automations(db: Db, workspace_id: UUID, task_ids: Sequence[UUID]) -> list[AutomationRow]:
    """Of those of the tasks that have one."""
    return await db.many(
        AutomationRow,
        "SELECT"
        + AUTOMATION_COLUMNS
        + "FROM task_automations a WHERE a.workspace_id = %(workspace_id)s AND a.task_id = ANY (%(task_ids)s::uuid[])",
        workspace_id=workspace_id,
        task_ids=list(task_ids),
    )


class LoggedRow(NamedTuple):
    """Sums and numbers of the time logs of a task."""

    before_minutes: float
    before_count: int
    after_minutes: float
    after_count: int


async def sum_logs(db: Db, workspace_id: UUID, task_id: UUID) -> LoggedRow:
    """All of those that there are."""
    return await db.one(
        LoggedRow,
        """
        SELECT coalesce(sum(minutes::numeric) FILTER (WHERE phase = 1), 0)::double precision AS before_minutes,
               (count(*) FILTER (WHERE phase = 1))::integer AS before_count,
               coalesce(sum(minutes::numeric) FILTER (WHERE phase = 2), 0)::double precision AS after_minutes,
               (count(*) FILTER (WHERE phase = 2))::integer AS after_count
        FROM time_logs WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s
        """,
        workspace_id=workspace_id,
        task_id=task_id,
    )


async def find_sums(db: Db, workspace_id: UUID, task_id: UUID) -> LoggedRow | None:
    """As the automation of the task keeps them. None for a task that has none."""
    return await db.maybe(
        LoggedRow,
        """
        SELECT logged_before_minutes::double precision AS before_minutes, logged_before_count AS before_count,
               logged_after_minutes::double precision AS after_minutes, logged_after_count AS after_count
        FROM task_automations WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s
        """,
        workspace_id=workspace_id,
        task_id=task_id,
    )


async def insert_automation(
    db: Db, workspace_id: UUID, task_id: UUID, settings: Settings, logged: LoggedRow, *, is_automated: bool
) -> None:
    """Of a task that has none, and that is locked or new."""
    await db.run(
        """
        INSERT INTO task_automations (workspace_id, task_id, stage, frequency, pain_level, potential, minutes_before, minutes_after,
                                      tools_used, logged_before_minutes, logged_before_count, logged_after_minutes, logged_after_count,
                                      automated_at)
        VALUES (%(workspace_id)s, %(task_id)s, %(stage)s, %(frequency)s, %(pain_level)s, %(potential)s, %(minutes_before)s,
                %(minutes_after)s, %(tools_used)s::text[], %(before_minutes)s::double precision::numeric, %(before_count)s,
                %(after_minutes)s::double precision::numeric, %(after_count)s, CASE WHEN %(is_automated)s THEN now() END)
        """,
        workspace_id=workspace_id,
        task_id=task_id,
        is_automated=is_automated,
        **_params(settings),
        **logged._asdict(),
    )


async def update_automation(db: Db, workspace_id: UUID, task_id: UUID, settings: Settings, *, is_automated: bool) -> None:
    """When a task first was automated stays, whatever becomes of it."""
    await db.run(
        """
        UPDATE task_automations
        SET stage = %(stage)s, frequency = %(frequency)s, pain_level = %(pain_level)s, potential = %(potential)s,
            minutes_before = %(minutes_before)s, minutes_after = %(minutes_after)s, tools_used = %(tools_used)s::text[],
            automated_at = coalesce(automated_at, CASE WHEN %(is_automated)s THEN now() END)
        WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s
        """,
        workspace_id=workspace_id,
        task_id=task_id,
        is_automated=is_automated,
        **_params(settings),
    )


async def delete_automation(db: Db, workspace_id: UUID, task_id: UUID) -> None:
    """The time that was logged stays."""
    await db.run(
        "DELETE FROM task_automations WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s",
        workspace_id=workspace_id,
        task_id=task_id,
    )


async def add_to_sums(db: Db, workspace_id: UUID, task_id: UUID, *, phase: int, minutes: float, logs: int) -> int:
    """Counts one time log in (`logs` 1) or out (-1). Returns 0 where the task has no automation."""
    return await db.run(
        """
        UPDATE task_automations
        SET logged_before_minutes = logged_before_minutes
                + CASE WHEN %(phase)s = 1 THEN %(logs)s * %(minutes)s::double precision::numeric ELSE 0 END,
            logged_before_count = logged_before_count + CASE WHEN %(phase)s = 1 THEN %(logs)s ELSE 0 END,
            logged_after_minutes = logged_after_minutes
                + CASE WHEN %(phase)s = 2 THEN %(logs)s * %(minutes)s::double precision::numeric ELSE 0 END,
            logged_after_count = logged_after_count + CASE WHEN %(phase)s = 2 THEN %(logs)s ELSE 0 END
        WHERE workspace_id = %(workspace_id)s AND task_id = %(task_id)s
        """,
        workspace_id=workspace_id,
        task_id=task_id,
        phase=phase,
        minutes=minutes,
        logs=logs,
    )


class StageMonthRow(NamedTuple):
    """The automations at one stage that were first automated in one month, None for never; sums of what is known."""

    stage: AutomationStage
    month: datetime | None
    tasks: int
    minutes_saved: float
    pain_sum: int
    pain_count: int
    potential_sum: int
    potential_count: int


async def sum_automations(db: Db, workspace_id: UUID) -> list[StageMonthRow]:
    """Of all tasks that the viewer sees; a month is its first instant in UTC."""
    return await db.many(
        StageMonthRow,
        """
        SELECT a.stage, date_trunc('month', a.automated_at, 'UTC') AS month, count(*)::integer AS tasks,
               coalesce(sum(a.monthly_minutes_saved), 0) AS minutes_saved,
               coalesce(sum(a.pain_level), 0)::integer AS pain_sum, count(a.pain_level)::integer AS pain_count,
               coalesce(sum(a.potential), 0)::integer AS potential_sum, count(a.potential)::integer AS potential_count
        FROM task_automations a JOIN tasks t ON t.workspace_id = a.workspace_id AND t.id = a.task_id
        WHERE a.workspace_id = %(workspace_id)s AND t.workspace_id = %(workspace_id)s
        GROUP BY 1, 2
        """,
        workspace_id=workspace_id,
    )


class SaverRow(NamedTuple):
    """A task whose automation saves something."""

    task_id: UUID
    title: str
    stage: AutomationStage
    monthly_minutes_saved: float


async def list_top_savers(db: Db, workspace_id: UUID) -> list[SaverRow]:
    """Those that save most of what the viewer sees. The conditions are the words of their index."""
    return await db.many(
        SaverRow,
        """
        SELECT a.task_id, t.title, a.stage, a.monthly_minutes_saved
        FROM task_automations a JOIN tasks t ON t.workspace_id = a.workspace_id AND t.id = a.task_id
        WHERE a.workspace_id = %(workspace_id)s AND a.stage >= 3 AND a.monthly_minutes_saved > 0
        ORDER BY a.monthly_minutes_saved DESC, a.task_id
        LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        limit=TOP_SAVERS_MAX,
    )


def _params(settings: Settings) -> dict[str, object]:
    return {**settings._asdict(), "tools_used": list(settings.tools_used)}
