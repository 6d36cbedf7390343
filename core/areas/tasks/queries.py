"""SQL of tasks."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK

from core.areas.tags.public import tagged
from core.areas.tasks.rows import TASK_COLUMNS, NewTask, PlaceRow, TaskRow
from core.database.locks import hold_in_workspace, lock_in_workspace
from core.database.rows import Db

_TASKS: Final[LiteralString] = "SELECT" + TASK_COLUMNS + "FROM tasks t WHERE t.workspace_id = %(workspace_id)s "
# As the same words of a text and of a query are written: a word without a stem in English stays.
_STEM: Final[LiteralString] = "coalesce((ts_lexize('pg_catalog.english_stem', {word}))[1], {word})"


async def find_task(db: Db, workspace_id: UUID, task_id: UUID) -> TaskRow | None:
    """None for a task that the viewer of the transaction does not see."""
    return await db.maybe(TaskRow, _TASKS + "AND t.id = %(id)s", workspace_id=workspace_id, id=task_id)


async def hold_task(db: Db, workspace_id: UUID, task_id: UUID) -> None:
    """Nobody deletes the task until the end of the transaction, if the viewer sees it. It is read after that, as `lock_tasks` says."""
    await db.run(
        "SELECT FROM tasks WHERE workspace_id = %(workspace_id)s AND id = %(id)s FOR KEY SHARE",
        workspace_id=workspace_id,
        id=task_id,
    )


async def lock_tasks(db: Db, workspace_id: UUID, task_ids: Sequence[UUID]) -> None:
    """Until the end of the transaction nobody else changes those that the viewer sees; in the order of their ids.

    They are read after that: a statement that waits for a lock joins what it had found before.
    """
    await db.run(
        """
        SELECT FROM tasks WHERE workspace_id = %(workspace_id)s AND id = ANY (%(ids)s::uuid[]) ORDER BY id FOR NO KEY UPDATE
        """,
        workspace_id=workspace_id,
        ids=list(task_ids),
    )


async def get_tasks(db: Db, workspace_id: UUID, task_ids: Sequence[UUID]) -> list[TaskRow]:
    """Those of them that the viewer sees, in the order of their ids."""
    return await db.many(TaskRow, _TASKS + "AND t.id = ANY (%(ids)s::uuid[]) ORDER BY t.id", workspace_id=workspace_id, ids=list(task_ids))


class SeenRow(NamedTuple):
    """A task that the viewer sees."""

    id: UUID


async def list_seen_tasks(db: Db, workspace_id: UUID, task_ids: Sequence[UUID]) -> list[SeenRow]:
    """Those of them that the viewer sees."""
    return await db.many(
        SeenRow,
        "SELECT id FROM tasks WHERE workspace_id = %(workspace_id)s AND id = ANY (%(ids)s::uuid[])",
        workspace_id=workspace_id,
        ids=list(task_ids),
    )


# What was just written, with what it refers to.
_WRITTEN: Final[LiteralString] = "SELECT" + TASK_COLUMNS + "FROM t "
_INSERT: Final[LiteralString] = """
    WITH t AS (
        INSERT INTO tasks (workspace_id, id, title, description, priority, status, source, visibility, owner_user_id,
                           assignee_user_id, project_id, parent_id, deadline, deadline_at, blocker, updated_by_user_id, done_at)
        VALUES (%(workspace_id)s, %(id)s, %(title)s, %(description)s, %(priority)s, %(status)s, %(source)s, %(visibility)s,
                %(owner_user_id)s, %(assignee_user_id)s, %(project_id)s, %(parent_id)s, %(deadline)s, %(deadline_at)s, %(blocker)s,
                %(owner_user_id)s, CASE WHEN %(status)s::smallint = 4 THEN now() END)
        RETURNING *
    )
    """


async def insert_task(db: Db, workspace_id: UUID, task_id: UUID, task: NewTask) -> TaskRow:
    """What it refers to is held by `hold_references`."""
    return await db.one(
        TaskRow,
        _INSERT + _WRITTEN,
        workspace_id=workspace_id,
        id=task_id,
        **task._asdict(),
    )


_CHANGE: Final[LiteralString] = "WITH t AS (UPDATE tasks SET "
_CHANGED: Final[LiteralString] = """
    version = version + 1, updated_at = now(), updated_by_user_id = %(user_id)s
    WHERE workspace_id = %(workspace_id)s AND id = ANY (%(ids)s::uuid[]) RETURNING *)
    """
_ASSIGNMENTS: Final[Mapping[str, LiteralString]] = {
    "title": "title = %(title)s",
    "description": "description = %(description)s",
    "priority": "priority = %(priority)s",
    "status": "status = %(status)s, done_at = CASE WHEN %(status)s::smallint = 4 THEN coalesce(done_at, now()) END",
    "visibility": "visibility = %(visibility)s",
    "assignee_user_id": "assignee_user_id = %(assignee_user_id)s",
    "project_id": "project_id = %(project_id)s",
    "parent_id": "parent_id = %(parent_id)s",
    "deadline": "deadline = %(deadline)s",
    "deadline_at": "deadline_at = %(deadline_at)s",
    "blocker": "blocker = %(blocker)s",
}


async def update_tasks(
    db: Db, workspace_id: UUID, task_ids: Sequence[UUID], changes: Mapping[str, object], *, user_id: UUID
) -> list[TaskRow]:
    """Gives each of the locked tasks the same values in the named columns, maybe none, and a new version; in the order of their ids."""
    assignments: LiteralString = "".join([_ASSIGNMENTS[name] + ", " for name in changes])
    return await db.many(
        TaskRow,
        _CHANGE + assignments + _CHANGED + _WRITTEN + "ORDER BY t.id",
        workspace_id=workspace_id,
        ids=list(task_ids),
        user_id=user_id,
        **changes,
    )


async def delete_task(db: Db, workspace_id: UUID, task_id: UUID) -> None:
    """With all that belongs to it; its sub-steps stay."""
    await db.run("DELETE FROM tasks WHERE workspace_id = %(workspace_id)s AND id = %(id)s", workspace_id=workspace_id, id=task_id)


_PUT_WORDS: Final[LiteralString] = """
    WITH stems AS MATERIALIZED (
        SELECT DISTINCT {stem} COLLATE "C" AS word FROM unnest(%(words)s::text[]) AS w (word)
    ), gone AS (
        DELETE FROM task_words o
        WHERE o.workspace_id = %(workspace_id)s AND o.task_id = %(task_id)s AND NOT EXISTS (SELECT FROM stems s WHERE s.word = o.word)
    )
    INSERT INTO task_words (workspace_id, word, task_id) SELECT %(workspace_id)s, word, %(task_id)s FROM stems ORDER BY word
    ON CONFLICT DO NOTHING
    """


async def put_words(db: Db, workspace_id: UUID, task_id: UUID, words: Sequence[str]) -> None:
    """The task, which is new or locked, is found by the stems of these and by nothing else."""
    statement = _PUT_WORDS.format(stem=_STEM.format(word="w.word"))
    await db.run(statement, workspace_id=workspace_id, task_id=task_id, words=list(words))


class References(NamedTuple):
    """What a task is to refer to; None for what there is not, or what the viewer does not see."""

    assignee_user_id: UUID | None
    project_id: UUID | None
    is_member: bool
    parent_id: UUID | None


async def hold_references(
    db: Db, workspace_id: UUID, *, email_key: str | None, project_slug: str | None, parent_id: UUID | None, user_id: UUID
) -> References:
    """The active person of the address, the project, whether the user is its member, and the parent: nobody deletes them until the end."""
    return await db.one(
        References,
        """
        WITH project AS (
            SELECT id FROM projects WHERE workspace_id = %(workspace_id)s AND slug = %(project_slug)s FOR KEY SHARE
        ), parent AS (
            SELECT id FROM tasks WHERE workspace_id = %(workspace_id)s AND id = %(parent_id)s FOR KEY SHARE
        )
        SELECT (SELECT id FROM users WHERE workspace_id = %(workspace_id)s AND email_key = %(email_key)s AND is_active)
                   AS assignee_user_id,
               (SELECT id FROM project) AS project_id,
               EXISTS (SELECT FROM project_members m JOIN project p ON p.id = m.project_id
                       WHERE m.workspace_id = %(workspace_id)s AND m.user_id = %(user_id)s) AS is_member,
               (SELECT id FROM parent) AS parent_id
        """,
        workspace_id=workspace_id,
        email_key=email_key,
        project_slug=project_slug,
        parent_id=parent_id,
        user_id=user_id,
    )


class KinRow(NamedTuple):
    """A task or one of its steps, whoever sees it."""

    id: UUID


async def lock_family(db: Db, workspace_id: UUID, task_id: UUID) -> list[KinRow]:
    """Locks the task and all its steps as for their deletion, in the order of their ids. The places are locked: no step joins them."""
    return await db.many(KinRow, "SELECT id FROM lock_family(%(workspace_id)s, %(id)s) AS id", workspace_id=workspace_id, id=task_id)


async def lock_places(db: Db, workspace_id: UUID) -> None:
    """Until the end of the transaction nobody else gives a task of the workspace another parent, or deletes one.

    Two moves together could make a cycle. It comes before the locks of tasks.
    """
    await lock_in_workspace(db, workspace_id, "task places")


async def hold_places(db: Db, workspace_id: UUID) -> None:
    """For who adds steps, beside others who do. It comes before the locks of tasks."""
    await hold_in_workspace(db, workspace_id, "task places")


async def find_place(db: Db, workspace_id: UUID, task_id: UUID | None, parent_id: UUID) -> PlaceRow:
    """Of the task below that parent; None for one that is to be created."""
    return await db.one(
        PlaceRow,
        "SELECT is_cycle, levels FROM task_place(%(workspace_id)s, %(task_id)s, %(parent_id)s)",
        workspace_id=workspace_id,
        task_id=task_id,
        parent_id=parent_id,
    )


class AdminRow(NamedTuple):
    """An admin of a project."""

    project_id: UUID
    user_id: UUID


async def list_project_admins(db: Db, workspace_id: UUID, project_ids: Sequence[UUID]) -> list[AdminRow]:
    """Of each of the projects."""
    return await db.many(
        AdminRow,
        """
        SELECT project_id, user_id FROM project_members
        WHERE workspace_id = %(workspace_id)s AND project_id = ANY (%(project_ids)s::uuid[]) AND is_admin ORDER BY project_id, user_id
        """,
        workspace_id=workspace_id,
        project_ids=list(project_ids),
    )


class TaskFilter(NamedTuple):
    """Which tasks to list; None for any. `scope_user_id` is whose tasks: None for all that the viewer sees without being asked who it is.

    `words` are of a query; a task has all of them.
    """

    scope_user_id: UUID | None = None
    is_company: bool = True
    is_done: bool | None = None
    status: int | None = None
    priority: int | None = None
    assignee_user_id: UUID | None = None
    project_id: UUID | None = None
    parent_id: UUID | None = None
    tag_id: UUID | None = None
    tag_ids: Sequence[UUID] | None = None
    due_before: object = None
    words: Sequence[str] = ()


_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "status": "AND t.status = %(status)s ",
    "priority": "AND t.priority = %(priority)s ",
    "assignee_user_id": "AND t.assignee_user_id = %(assignee_user_id)s ",
    "project_id": "AND t.project_id = %(project_id)s ",
    "parent_id": "AND t.parent_id = %(parent_id)s ",
    "due_before": "AND t.status <> 4 AND t.deadline_at < %(due_before)s ",
    **tagged("t.id"),
}
# What the viewer sees, in parts that each have an index and share no task.
_OWNED: Final[LiteralString] = "AND t.owner_user_id = %(scope_user_id)s "
_ASSIGNED: Final[LiteralString] = "AND t.assignee_user_id = %(scope_user_id)s AND t.owner_user_id <> %(scope_user_id)s "
_OTHERS: Final[LiteralString] = """
    AND t.visibility = 2 AND t.owner_user_id <> %(scope_user_id)s AND t.assignee_user_id IS DISTINCT FROM %(scope_user_id)s """
_WALK: Final[LiteralString] = "SELECT t.* FROM tasks t WHERE t.workspace_id = %(workspace_id)s "
_WALKED: Final[LiteralString] = "FROM (SELECT * FROM ({walks}) AS w ORDER BY w.id DESC LIMIT %(limit)s) AS t ORDER BY t.id DESC"
_FOUND: Final[LiteralString] = "SELECT" + TASK_COLUMNS + _WALKED
# As many as a query has words, at most.
_WORD_PARAMS: Final[Sequence[LiteralString]] = (
    "word_1",
    "word_2",
    "word_3",
    "word_4",
    "word_5",
    "word_6",
    "word_7",
    "word_8",
    "word_9",
    "word_10",
    "word_11",
    "word_12",
)


async def list_tasks(db: Db, workspace_id: UUID, wanted: TaskFilter, *, before_id: UUID | None, limit: int) -> list[TaskRow]:
    """Newest first, from before an id on. Only what is asked for stands in the statement, so that each walk has its index."""
    words = dict(zip(_WORD_PARAMS, wanted.words, strict=False))
    conditions = _asked(wanted, list(words), before_id)
    parts: list[LiteralString] = [""]
    if wanted.scope_user_id:
        parts = [_OWNED, _ASSIGNED, _OTHERS] if wanted.is_company else [_OWNED, _ASSIGNED]
    walks: LiteralString = " UNION ALL ".join(["(" + _WALK + part + conditions + "ORDER BY t.id DESC LIMIT %(limit)s)" for part in parts])
    return await db.many(
        TaskRow,
        _FOUND.format(walks=walks),
        workspace_id=workspace_id,
        before_id=before_id,
        limit=limit,
        entity_type=ENTITY_TYPE_TASK,
        **words,
        **wanted._asdict(),
    )


def _asked(wanted: TaskFilter, words: Sequence[LiteralString], before_id: UUID | None) -> LiteralString:
    params = wanted._asdict()
    asked: list[LiteralString] = [condition for name, condition in _CONDITIONS.items() if params[name] is not None]
    if wanted.is_done is not None:
        asked.append("AND t.status = 4 " if wanted.is_done else "AND t.status <> 4 ")
    if before_id is not None:
        asked.append("AND t.id < %(before_id)s ")
    for name in words:
        stem = _STEM.format(word="%(" + name + ")s::text")
        asked.append(
            "AND EXISTS (SELECT FROM task_words w WHERE w.workspace_id = %(workspace_id)s AND w.word = " + stem + " AND w.task_id = t.id) "
        )
    return "".join(asked)


class FoundFilters(NamedTuple):
    """What the filters of a list name; None for what there is not, or what the viewer does not see."""

    assignee_user_id: UUID | None
    project_id: UUID | None
    parent_id: UUID | None


async def find_filters(
    db: Db, workspace_id: UUID, *, email_key: str | None, project_slug: str | None, parent_id: UUID | None
) -> FoundFilters:
    """The person of the address, active or not, the project, and the parent."""
    return await db.one(
        FoundFilters,
        """
        SELECT (SELECT id FROM users WHERE workspace_id = %(workspace_id)s AND email_key = %(email_key)s) AS assignee_user_id,
               (SELECT id FROM projects WHERE workspace_id = %(workspace_id)s AND slug = %(project_slug)s) AS project_id,
               (SELECT id FROM tasks WHERE workspace_id = %(workspace_id)s AND id = %(parent_id)s) AS parent_id
        """,
        workspace_id=workspace_id,
        email_key=email_key,
        project_slug=project_slug,
        parent_id=parent_id,
    )
