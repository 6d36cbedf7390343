"""Days that callers name, who reads the updates of everybody, and until when one is taken back."""

from collections.abc import Iterator
from datetime import date

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.daily_updates_pb2 import ListDailyUpdatesRequest

from core.areas.daily_updates.rows import UpdateRow
from core.errors import Refusal
from core.rpc.call import Principal


def can_read_all(caller: Principal) -> bool:
    """HR admins and those above read the updates of everybody."""
    return caller.role >= Role.HR_ADMIN


def day_faults(path: str, text: str) -> Iterator[Fault]:
    """Of what looks like a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        yield path, "is no day of the calendar"


def list_faults(request: ListDailyUpdatesRequest) -> Iterator[Fault]:
    """Of the days that are asked for: one day or a range."""
    for path in ("date", "from_day", "to_day"):
        if request.HasField(path):
            yield from day_faults(path, getattr(request, path))
    if request.HasField("date") and (request.HasField("from_day") or request.HasField("to_day")):
        yield "date", "excludes from and to"


def require_recalled(update: UpdateRow) -> None:
    """Raises Refusal for one that could not be taken back any more."""
    if update.recalled_at is None:
        raise Refusal(Reason.CONFLICT, "Its day is over: an update is recalled on its own day alone.")
