"""What may be done with a task, by whom, and what it then is."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.json.tasks import TASK_PRIORITY, TASK_STATUS, TASK_VISIBILITY
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.tasks_pb2 import (
    TASK_STATUS_BLOCKED,
    TASK_STATUS_DONE,
    TASK_STATUS_IN_PROGRESS,
    TASK_STATUS_OPEN,
    TASK_VISIBILITY_COMPANY,
    CreateTaskRequest,
    CurrentVersion,
)

from core.areas.task_history.public import FieldChange
from core.areas.tasks.rows import PlaceRow, TaskRow
from core.errors import Forbidden, Invalid, Refusal
from core.names import tidy_name
from core.rpc.call import Principal
from core.rpc.declared import field_rules

# A way of that many steps is read in one statement, and is longer than anybody's plan.
LEVELS_MAX: Final = 50
TAGS_MAX: Final = field_rules(CreateTaskRequest, "tags").repeated.max_items
_ANY_VERSION: Final = "*"
# Of one version, that is of the few names that its tags have had since.
_DIGEST_CHARACTERS: Final = 8


def can_write(caller: Principal, task: TaskRow) -> bool:
    """Its owner, its assignee and admins of the workspace."""
    return caller.role >= Role.ADMIN or caller.user_id in (task.owner_user_id, task.assignee_user_id)


def require_writer(caller: Principal, task: TaskRow) -> None:
    """Raises Forbidden for whoever may not change the task."""
    if not can_write(caller, task):
        message = "Only its owner, its assignee and admins change a task."
        raise Forbidden(message)


def require_remover(caller: Principal, task: TaskRow) -> None:
    """Raises Forbidden for whoever may not delete the task."""
    if not _is_in_charge(caller, task):
        message = "Only its owner and admins delete a task."
        raise Forbidden(message)


def require_part_remover(caller: Principal, task: TaskRow, author_id: UUID) -> None:
    """Raises Forbidden for who takes away from the task what somebody else added to it, and is neither its owner nor an admin."""
    if caller.role < Role.ADMIN and caller.user_id not in (author_id, task.owner_user_id):
        message = "Only who added it, the task's owner and admins delete it."
        raise Forbidden(message)


def etag(task: TaskRow, tags: Sequence[str]) -> str:
    """Of the task with tags of these names, in the order of their keys: "7-3fa9c158", and "7" without tags.

    A tag that is renamed, merged or deleted changes no task that has it, but what its readers have seen of it.
    """
    if not tags:
        return str(task.version)
    # Names hold no NUL, so no two lists are one text.
    return f"{task.version}-{sha256(chr(0).join(tags).encode()).hexdigest()[:_DIGEST_CHARACTERS]}"


def require_version(task: TaskRow, tags: Sequence[str], if_match: str) -> None:
    """Raises Refusal with the current version where `if_match`, a list of etags, holds neither that nor a star; "" asks for none.

    The tags are as for `etag`.
    """
    wanted, now = [text.strip().strip('"') for text in if_match.split(",")], etag(task, tags)
    if if_match and now not in wanted and _ANY_VERSION not in wanted:
        current = CurrentVersion(etag=now, updated_by=task.updated_by_email)
        current.updated_at.FromDatetime(task.updated_at)
        message = "The task was changed since that version of it was read."
        raise Refusal(Reason.VERSION_MISMATCH, message, extra=current)


def has_room(had: Sequence[str], added: Sequence[str], removed: Sequence[str] = ()) -> bool:
    """Whether a task with tags of these names may get some of others and lose some."""
    before, more, fewer = ({tidy_name(name).key for name in names} for names in (had, added, removed))
    return len((before - fewer) | more) <= TAGS_MAX


def require_room(had: Sequence[str], added: Sequence[str]) -> None:
    """Raises Invalid where a title adds more tags than a task has room for."""
    if not has_room(had, added):
        raise Invalid([("title", f"would give the task more than {TAGS_MAX} tags")])


def can_change(caller: Principal, task: TaskRow, changes: Mapping[str, object]) -> bool:
    """Whether who may write the task may change it so: an assignee decides neither who sees it, nor who else has a private one to do."""
    if _is_in_charge(caller, task):
        return True
    is_kept = task.visibility == TASK_VISIBILITY_COMPANY or changes.get("assignee_user_id", caller.user_id) == caller.user_id
    return is_kept and "visibility" not in changes


def require_changer(caller: Principal, task: TaskRow, changes: Mapping[str, object]) -> None:
    """Raises Forbidden for what `can_change` denies."""
    if not can_change(caller, task, changes):
        message = "Only its owner and admins change who sees a task, and hand on a private one."
        raise Forbidden(message)


def require_place(place: PlaceRow) -> None:
    """Raises Invalid where a task would be a step of itself, or of too many."""
    if place.is_cycle:
        raise Invalid([("parent_id", "names the task itself or one of its steps")])
    if place.levels > LEVELS_MAX:
        raise Invalid([("parent_id", f"would make more than {LEVELS_MAX} levels of steps")])


class State(NamedTuple):
    """How far a task has come; a blocker where it is blocked, and nowhere else."""

    status: int
    blocker: str | None


NEW: Final = State(TASK_STATUS_OPEN, None)


class AskedState(NamedTuple):
    """What is asked of a state: None for nothing; `is_unblocked` where the blocker is to be cleared."""

    status: int | None = None
    is_done: bool | None = None
    blocker: str | None = None
    is_unblocked: bool = False


def state_faults(asked: AskedState) -> Iterator[Fault]:
    """What contradicts itself, whatever the task is."""
    if asked.status is not None and asked.is_done is not None and (asked.status == TASK_STATUS_DONE) != asked.is_done:
        yield "done", "contradicts status"
    if asked.blocker is not None and (asked.is_done or asked.status not in (None, TASK_STATUS_BLOCKED)):
        yield "blocker", "contradicts what is said of the status"
    if asked.is_unblocked and asked.status == TASK_STATUS_BLOCKED:
        yield "status", "blocked needs a blocker"


def next_state(before: State, asked: AskedState) -> State:
    """The state of what had that one. Raises Invalid for what would be blocked by nothing."""
    if asked.blocker is not None:
        return State(TASK_STATUS_BLOCKED, asked.blocker)
    status = before.status if asked.status is None else asked.status
    if asked.status is None and asked.is_done is not None and asked.is_done != (before.status == TASK_STATUS_DONE):
        status = TASK_STATUS_DONE if asked.is_done else TASK_STATUS_OPEN
    elif asked.status is None and asked.is_unblocked and before.status == TASK_STATUS_BLOCKED:
        status = TASK_STATUS_IN_PROGRESS
    if status == TASK_STATUS_BLOCKED and before.blocker is None:
        raise Invalid([("status", "blocked needs a blocker")])
    return State(status, before.blocker if status == TASK_STATUS_BLOCKED else None)


def tidy_columns(task: TaskRow, wanted: Mapping[str, object]) -> dict[str, object]:
    """Those of the wanted columns that the task has other values in. A deadline that reads the same passes when it did."""
    values = task._asdict()
    changes = {name: value for name, value in wanted.items() if values[name] != value}
    if "deadline" not in changes:
        changes.pop("deadline_at", None)
    return changes


def changed_fields(before: TaskRow | None, after: TaskRow) -> list[FieldChange]:
    """What tells one from the other, as JSON shows it; a new task differs from nothing in all that it has."""
    had, has = _shown(before), _shown(after)
    return [FieldChange(name, had.get(name), value) for name, value in has.items() if had.get(name) != value]


def tag_changes(before: Sequence[str], after: Sequence[str]) -> list[FieldChange]:
    """Of the tags, in the order of their keys."""
    return [FieldChange("tags", list(before), list(after))] if list(before) != list(after) else []


def _is_in_charge(caller: Principal, task: TaskRow) -> bool:
    return caller.role >= Role.ADMIN or caller.user_id == task.owner_user_id


def _shown(task: TaskRow | None) -> dict[str, object]:
    if task is None:
        return {}
    parent_id: UUID | None = task.parent_id
    return {
        "title": task.title,
        "description": task.description,
        "priority": TASK_PRIORITY.names[task.priority],
        "assignee": task.assignee_email,
        "deadline": task.deadline,
        "status": TASK_STATUS.names[task.status],
        "blocker": task.blocker,
        "parent_id": parent_id and str(parent_id),
        "project_slug": task.project_slug,
        "visibility": TASK_VISIBILITY.names[task.visibility],
    }
