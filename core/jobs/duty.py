"""A periodic duty as an area declares it."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from core.database.rows import Db


class Duty(NamedTuple):
    """`work` does one bounded piece in a transaction of the system, and says whether more is left; it is then asked again at once.

    It names itself to all processes, so `name` is the same in each of them and no other duty's.
    """

    name: str
    interval_seconds: float
    work: Callable[[Db], Awaitable[bool]]
