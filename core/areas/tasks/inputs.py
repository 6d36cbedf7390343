"""What messages ask of tasks."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo

from fluxdesk.failures import Fault
from fluxdesk.v1.tasks_pb2 import (
    TASK_PRIORITY_MEDIUM,
    TASK_VISIBILITY_COMPANY,
    TASK_VISIBILITY_PRIVATE,
    CreateTaskRequest,
    UpdateTaskRequest,
)

from core.addresses import address_key
from core.areas.tags.public import tag_faults
from core.areas.task_history.public import next_source
from core.areas.tasks import rules
from core.areas.tasks.change import Wanted
from core.areas.tasks.deadlines import Deadline, read_deadline
from core.areas.tasks.inline import Inline, read_inline
from core.areas.tasks.references import hold_references
from core.areas.tasks.rows import NewTask, TaskRow
from core.areas.tasks.rules import AskedState, State
from core.areas.users.public import user_zone
from core.errors import Invalid
from core.ids import parse_id
from core.rpc.call import Call
from core.rpc.declared import tidy_text

# Whether a text is a deadline is the same everywhere.
_ANY_ZONE: Final = ZoneInfo("UTC")
# Letters and symbols by their category that show nothing.
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"


class Said:
    """The fields that a request says something of, whichever door it came through."""

    def __init__(self, request: CreateTaskRequest | UpdateTaskRequest) -> None:
        self._request = request
        self._paths = frozenset(request.update_mask.paths)

    def has(self, name: str) -> bool:
        """Whether the field is said, be it that it is cleared: a new task has none then, whatever its title says."""
        return name in self._paths

    def text(self, name: str) -> str | None:
        """None where it is cleared or not said."""
        return str(getattr(self._request, name)) if self.has(name) and self._is_set(name) else None

    def number(self, name: str) -> int | None:
        return int(getattr(self._request, name)) if self.has(name) and self._is_set(name) else None

    @property
    def state(self) -> AskedState:
        is_done, blocker = self.number("done"), self.text("blocker")
        return AskedState(
            status=self.number("status"),
            is_done=None if is_done is None else bool(is_done),
            blocker=None if blocker is None else tidy_text(blocker),
            is_unblocked=self.has("blocker") and blocker is None,
        )

    def _is_set(self, name: str) -> bool:
        return self._request.HasField(cast("Literal['title']", name))


def request_faults(request: CreateTaskRequest | UpdateTaskRequest) -> Iterator[Fault]:
    """What is wrong with it whatever there is already."""
    said = Said(request)
    yield from rules.state_faults(said.state)
    yield from tag_faults("tags", request.tags)
    yield from deadline_faults("deadline", said.text("deadline"))


def deadline_faults(path: str, text: str | None) -> Iterator[Fault]:
    """Of the field at the path, where there is one."""
    if text is not None and read_deadline(text, _ANY_ZONE) is None:
        yield path, "must be an RFC 3339 day of the years 1 to 9999, or a time with its offset"


async def read_title(call: Call, request: CreateTaskRequest | UpdateTaskRequest) -> Inline:
    """What a title that is sent says; empty where none is. Words for days take their time, so it comes before all locks.

    Raises Invalid for a title that says nothing of its own, and Refusal as `read_phrase` does.
    """
    if isinstance(request, UpdateTaskRequest) and "title" not in request.update_mask.paths:
        return Inline("")
    inline = await read_inline(call, tidy_text(request.title))
    if not inline.title:
        raise Invalid([("title", "must say more than its parameters")])
    if not any(map(_is_seen, inline.title)):
        raise Invalid([("title", "must hold something that is seen")])
    return inline


async def read_new_task(call: Call, request: CreateTaskRequest, inline: Inline) -> tuple[NewTask, Sequence[str]]:
    """The task with the names of its tags. Raises as `hold_references` does."""
    said = Said(request)
    references = await hold_references(
        call, assignee=said.text("assignee"), project_slug=said.text("project_slug"), parent_id=said.text("parent_id")
    )
    state, deadline = rules.next_state(rules.NEW, said.state), await _deadline(call, said, inline)
    task = NewTask(
        title=inline.title,
        description=said.text("description"),
        priority=said.number("priority") or inline.priority or TASK_PRIORITY_MEDIUM,
        status=state.status,
        source=next_source(call.caller),
        visibility=said.number("visibility") or (TASK_VISIBILITY_COMPANY if references.project_id else TASK_VISIBILITY_PRIVATE),
        owner_user_id=call.caller.user_id,
        assignee_user_id=references.assignee_user_id if said.has("assignee") else inline.assignee and inline.assignee.id,
        project_id=references.project_id,
        parent_id=references.parent_id,
        deadline=deadline and deadline.text,
        deadline_at=deadline and deadline.at,
        blocker=state.blocker,
    )
    return task, request.tags if said.has("tags") else inline.tags


async def read_changes(call: Call, request: UpdateTaskRequest, inline: Inline, task: TaskRow) -> Wanted:
    """What the locked task is to be. Raises as `read_new_task` does, and Invalid for a state that the task cannot come to."""
    said, kept = Said(request), _kept_references(request, task)
    asked = {name: None if name in kept else said.text(name) for name in ("assignee", "project_slug", "parent_id")}
    references = await hold_references(call, assignee=asked["assignee"], project_slug=asked["project_slug"], parent_id=asked["parent_id"])
    columns: dict[str, object] = {**rules.next_state(State(task.status, task.blocker), said.state)._asdict()}
    named = {
        "title": inline.title,
        "description": said.text("description"),
        "priority": said.number("priority"),
        "visibility": said.number("visibility"),
    }
    columns |= {name: value for name, value in named.items() if said.has(name)}
    referred = {
        "assignee": ("assignee_user_id", references.assignee_user_id),
        "project_slug": ("project_id", references.project_id),
        "parent_id": ("parent_id", references.parent_id),
    }
    columns |= {column: value for name, (column, value) in referred.items() if said.has(name) and name not in kept}
    if inline.priority and not said.has("priority"):
        columns["priority"] = inline.priority
    if inline.assignee and not said.has("assignee"):
        columns["assignee_user_id"] = inline.assignee.id
    if said.has("deadline") or inline.deadline:
        deadline = await _deadline(call, said, inline)
        columns |= {"deadline": deadline and deadline.text, "deadline_at": deadline and deadline.at}
    return Wanted(
        columns=columns,
        tags=request.tags if said.has("tags") else None,
        more_tags=() if said.has("tags") else inline.tags,
        if_match=request.if_match,
        automation=request.automation,
        automation_paths=request.update_mask.paths,
    )


def _kept_references(request: UpdateTaskRequest, task: TaskRow) -> Collection[str]:
    """The fields that name what the task refers to already, which is not asked about.

    Who sends a task back need not see its parent any more, nor be a member of its project still, and its assignee need not be active.
    """
    said = Said(request)
    assignee, project_slug, parent_id = (said.text(name) for name in ("assignee", "project_slug", "parent_id"))
    is_kept = {
        "assignee": assignee and task.assignee_email and address_key(assignee) == address_key(task.assignee_email),
        "project_slug": project_slug and project_slug == task.project_slug,
        "parent_id": parent_id and task.parent_id and parse_id(parent_id) == task.parent_id,
    }
    return {name for name, is_same in is_kept.items() if is_same}


def _is_seen(character: str) -> bool:
    """Neither space, nor a control or format character, such as the space of no width, nor a filler of no width of hangul and braille."""
    return unicodedata.category(character)[0] not in "ZC" and character not in _BLANKS


async def _deadline(call: Call, said: Said, inline: Inline) -> Deadline | None:
    """What is sent counts before what the title says; a day ends where the caller is."""
    if not said.has("deadline"):
        return inline.deadline
    text = said.text("deadline")
    return None if text is None else read_deadline(text, await user_zone(call.db, call.workspace_id, call.caller.user_id))
