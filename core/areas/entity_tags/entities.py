"""What has tags: for each kind, who sees one and who may change it. A new kind is one line of `ENTITIES`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_FEEDBACK, ENTITY_TYPE_PROJECT, ENTITY_TYPE_TASK, EntityType

from core.areas.feedback.public import get_feedback, lock_feedback, require_author
from core.areas.projects.public import get_project_of_id, lock_project_of_id, touch_project
from core.areas.tasks.public import get_task, lock_task, tag_changes, touch_task
from core.rpc.call import Call


class Held(NamedTuple):
    """Something that nobody else changes until the end of the transaction, and what is done once its tags have changed.

    `changed` is given their names before and after.
    """

    id: UUID
    changed: Callable[[Sequence[str], Sequence[str]], Awaitable[object]]


class Entity(NamedTuple):
    """A kind of what has tags. Both raise NotFound for an id that the caller does not see, `hold` Forbidden for what it may not change."""

    see: Callable[[Call, str], Awaitable[UUID]]
    hold: Callable[[Call, str], Awaitable[Held]]


async def _see_task(call: Call, task_id: str) -> UUID:
    return (await get_task(call, task_id)).id


async def _hold_task(call: Call, task_id: str) -> Held:
    row = await lock_task(call, task_id)

    async def changed(before: Sequence[str], after: Sequence[str]) -> None:
        await touch_task(call, row, *tag_changes(before, after))

    return Held(row.id, changed)


async def _see_project(call: Call, project_id: str) -> UUID:
    return (await get_project_of_id(call, project_id)).id


async def _hold_project(call: Call, project_id: str) -> Held:
    row = await lock_project_of_id(call, project_id)

    async def changed(_: Sequence[str], __: Sequence[str]) -> None:
        await touch_project(call, row.id)

    return Held(row.id, changed)


async def _see_feedback(call: Call, feedback_id: str) -> UUID:
    return (await get_feedback(call, feedback_id)).id


async def _hold_feedback(call: Call, feedback_id: str) -> Held:
    row = await lock_feedback(call, feedback_id)
    require_author(call.caller, row)

    async def changed(_: Sequence[str], __: Sequence[str]) -> None:
        """Tags are no part of what its author said, so that it counts as edited no more than after EditFeedback of tags alone."""

    return Held(row.id, changed)


ENTITIES: Final[Mapping[EntityType, Entity]] = {
    ENTITY_TYPE_TASK: Entity(_see_task, _hold_task),
    ENTITY_TYPE_PROJECT: Entity(_see_project, _hold_project),
    ENTITY_TYPE_FEEDBACK: Entity(_see_feedback, _hold_feedback),
}
