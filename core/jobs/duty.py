"""A periodic duty as an area declares it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from core.database.rows import Db


class Piece(NamedTuple):
    """What became of a piece: whether more is left, and topics to mark once it has committed."""

    is_more: bool
    topics: Sequence[str] = ()


class Duty(NamedTuple):
    """`work` does one bounded piece in a transaction of the system, and says whether more is left; it is then asked again at once.
    Where it also has topics to mark it answers with a Piece.

    It names itself to all processes, so `name` is the same in each of them and no other duty's. A mark of `begins_on` begins it before its
    interval is over; `marks` is the topic that is marked once a piece has committed after which more is left.
    """

    name: str
    interval_seconds: float
    work: Callable[[Db], Awaitable[bool | Piece]]
    begins_on: str | None = None
    marks: str | None = None
