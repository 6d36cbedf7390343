"""A periodic duty as an area declares it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from core.database.rows import Db


class Duty(NamedTuple):
    """`work` does one bounded piece in a transaction of the system, and says whether more is left; it is then asked again at once.

    It names itself to all processes, so `name` is the same in each of them and no other duty's. A mark of `begins_on` begins it before its
    interval is over; `marks` is the topic that is marked once a piece has committed after which more is left.
    """

    name: str
    interval_seconds: float
    work: Callable[[Db], Awaitable[bool]]
    begins_on: str | None = None
    marks: str | None = None
