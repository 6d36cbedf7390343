"""Reads the inline parameters of a title: finds out whom and when they mean, and takes them out of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from fluxdesk.v1.tasks_pb2 import TASK_PRIORITY_CRITICAL, TASK_PRIORITY_HIGH, TASK_PRIORITY_LOW, TASK_PRIORITY_MEDIUM, TaskPriority

from core.areas.tags.public import tag_faults
from core.areas.tasks.deadlines import Deadline, read_deadline
from core.areas.tasks.markers import Marker, MarkerKind, find_markers, strip
from core.areas.tasks.natural import read_phrase
from core.areas.users.public import NamedPersonRow, find_people_by_names, user_zone
from core.names import tidy_name
from core.rpc.call import Call

_PRIORITIES: Final = {
    "low": TASK_PRIORITY_LOW,
    "medium": TASK_PRIORITY_MEDIUM,
    "high": TASK_PRIORITY_HIGH,
    "critical": TASK_PRIORITY_CRITICAL,
}
# Who writes more of a kind means none of them: that bounds what a title costs, above all in words for days.
_MARKERS_MAX: Final = {MarkerKind.PRIORITY: 20, MarkerKind.TAG: 50, MarkerKind.ASSIGNEE: 20, MarkerKind.DEADLINE: 4}


class Assignee(NamedTuple):
    """An active member of the workspace."""

    id: UUID
    email: str


class Inline(NamedTuple):
    """What a title says beside what is to be done. `title` is what is left of it."""

    title: str
    priority: "TaskPriority | None" = None
    tags: tuple[str, ...] = ()
    assignee: Assignee | None = None
    deadline: Deadline | None = None


class Meanings(NamedTuple):
    """What the values of markers mean; those that mean nothing are left out."""

    assignees: Mapping[str, Assignee]
    deadlines: Mapping[str, Deadline]


async def read_inline(call: Call, title: str) -> Inline:
    """Tags add up; of several priorities, assignees or deadlines the last counts, and all of them leave the title.

    Whatever means nothing stays in it: other words behind `!`, names of nobody or of several, what is no day, and what is too long for a
    tag. The title is empty where it says nothing else.
    """
    markers = _usual(find_markers(title))
    return resolve(title, markers, Meanings(await _assignees(call, markers), await _deadlines(call, markers)))


def resolve(title: str, markers: Sequence[Marker], meanings: Meanings) -> Inline:
    """The title without the markers that mean something, and what they mean."""
    priority: TaskPriority | None = None
    assignee: Assignee | None = None
    deadline: Deadline | None = None
    tags: dict[str, str] = {}
    accepted: list[Marker] = []
    for marker in markers:
        value = marker.value
        if marker.kind is MarkerKind.TAG and not [*tag_faults("title", [value])]:
            tag = tidy_name(value)
            tags.setdefault(tag.key, tag.name)
        elif marker.kind is MarkerKind.PRIORITY and value.lower() in _PRIORITIES:
            priority = _PRIORITIES[value.lower()]
        elif marker.kind is MarkerKind.ASSIGNEE and value in meanings.assignees:
            assignee = meanings.assignees[value]
        elif marker.kind is MarkerKind.DEADLINE and value in meanings.deadlines:
            deadline = meanings.deadlines[value]
        else:
            continue
        accepted.append(marker)
    return Inline(strip(title, accepted), priority, tuple(tags.values()), assignee, deadline)


def _usual(markers: Sequence[Marker]) -> Sequence[Marker]:
    """Without the kinds of which there are too many."""
    count = Counter(marker.kind for marker in markers)
    return [marker for marker in markers if count[marker.kind] <= _MARKERS_MAX[marker.kind]]


def _values(markers: Sequence[Marker], kind: MarkerKind) -> Sequence[str]:
    return list(dict.fromkeys(marker.value for marker in markers if marker.kind is kind))


async def _assignees(call: Call, markers: Sequence[Marker]) -> Mapping[str, Assignee]:
    """Of all names that mean exactly one person, with one statement."""
    names = _values(markers, MarkerKind.ASSIGNEE)
    if not names:
        return {}
    rows = await find_people_by_names(call.db, call.workspace_id, names)
    found = {name: _only([row for row in rows if row.position == position]) for position, name in enumerate(names, 1)}
    return {name: Assignee(row.user_id, row.email) for name, row in found.items() if row}


def _only(rows: Sequence[NamedPersonRow]) -> NamedPersonRow | None:
    """Whoever has the address; else who alone has the local part or the name."""
    owners = [row for row in rows if row.is_address] or rows
    return owners[0] if len(owners) == 1 else None


async def _deadlines(call: Call, markers: Sequence[Marker]) -> Mapping[str, Deadline]:
    """Of all values that mean a day or an instant where the caller is."""
    values = _values(markers, MarkerKind.DEADLINE)
    if not values:
        return {}
    zone, now = await user_zone(call.db, call.workspace_id, call.caller.user_id), call.clock.now()
    found = {value: read_deadline(value, zone) or await read_phrase(value, zone, now) for value in values}
    return {value: deadline for value, deadline in found.items() if deadline}
