"""How many filters a person has, what they are called, and what one adds to a list."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.v1.task_filters_pb2 import TaskFilterCriteria
from fluxdesk.v1.task_lists_pb2 import ListTasksRequest

from core.errors import Refusal
from core.names import tidy_name

# All of them are listed at once.
FILTERS_MAX: Final = 100
# Two names of one thing: whoever lists by the one means it instead of the other that a filter has.
_STATES: Final = frozenset({"done", "status"})


def name_faults(name: str) -> Iterator[Fault]:
    """Of one that is nothing but space of any kind."""
    if not tidy_name(name).name:
        yield "name", "must not be empty"


def require_room(filters: int) -> None:
    """Raises Refusal where the person has as many as it may."""
    if filters >= FILTERS_MAX:
        message = f"A person has at most {FILTERS_MAX} filters: delete one first."
        raise Refusal(Reason.CONFLICT, message)


def next_request(request: ListTasksRequest, criteria: TaskFilterCriteria, now: datetime) -> ListTasksRequest:
    """The request with what the filter adds: what it says itself counts instead of what the filter says of the same."""
    said = {field.name for field, _ in request.ListFields()}
    said |= _STATES if said & _STATES else set()
    filled = ListTasksRequest()
    filled.CopyFrom(request)
    for field, value in criteria.ListFields():
        if field.name == "due_before_days":
            if "due_before" not in said:
                filled.due_before.FromDatetime(now + timedelta(days=value))
        elif field.name not in said:
            setattr(filled, field.name, value)
    return filled
