"""Pages of a list: how long one is, where it begins, and the cursor that the next one begins with."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar, cast
from uuid import UUID

from google.protobuf.message import Message

from core.errors import Invalid
from core.rpc.call import Call
from core.rpc.cursors import InvalidCursor

_LIMIT_DEFAULT = 50
# A client of gRPC takes 4 MB unless it is told otherwise; a single item with all of its supplements can have 3.3 MB.
PAGE_BYTES_MAX = 3_000_000
# What may differ between the pages of one list; everything else of the request is a filter.
_PLACE = ("limit", "cursor")


class _ListRequest(Protocol):
    """What the requests of all lists have; both are optional."""

    limit: int
    cursor: str


class _Row(Protocol):
    """What has an id."""

    @property
    def id(self) -> UUID: ...


RowT = TypeVar("RowT", bound=_Row)
MessageT = TypeVar("MessageT", bound=Message)


class Page(NamedTuple, Generic[MessageT]):
    """What to show. `next_cursor` is None on the last page."""

    messages: Sequence[MessageT]
    next_cursor: str | None


class Place:
    """Where a page of the call's list begins: `position` is the sort key of the last row of the page before, as texts; None on the first.

    Raises Invalid for a cursor that was made for another list, user or filter.
    """

    def __init__(self, call: Call, *, limit_default: int = _LIMIT_DEFAULT) -> None:
        request = cast("_ListRequest", call.request)
        self._call = call
        self._filters = {"user": str(call.caller.user_id), "request": _filters(call.request)}
        self._limit = request.limit or limit_default
        self.position = self._open(request.cursor) if call.request.HasField("cursor") else None

    @property
    def before_id(self) -> UUID | None:
        """The position in a list of ids, newest first."""
        return UUID(self.position[0]) if self.position else None

    @property
    def row_limit(self) -> int:
        """How many rows to select: one more than is shown tells whether there is a next page."""
        return self._limit + 1

    def page(
        self, rows: Sequence[RowT], messages: Sequence[MessageT], position: Callable[[RowT], Sequence[str]] | None = None
    ) -> Page[MessageT]:
        """The page of what was selected with the position and `row_limit`, each row of which has become the message at its place.

        It ends before its limit where it would be too long for a client. `position` gives the sort key of a row where that is not its id.
        """
        shown = fitting(messages[: self._limit])
        if len(rows) <= shown:
            return Page(messages[:shown], None)
        last = rows[shown - 1]
        return Page(messages[:shown], self._seal(position(last) if position else [str(last.id)]))

    def _open(self, cursor: str) -> Sequence[str]:
        call = self._call
        try:
            return call.resources.cursors.open(call.rpc.name, call.workspace_id, self._filters, cursor)
        except InvalidCursor:
            raise Invalid([("cursor", "is not a cursor of this list with these filters")]) from None

    def _seal(self, position: Sequence[str]) -> str:
        call = self._call
        return call.resources.cursors.seal(call.rpc.name, call.workspace_id, self._filters, position)


def _filters(request: Message) -> str:
    """The same text for requests that differ in their place only."""
    filters = type(request)()
    filters.CopyFrom(request)
    for name in _PLACE:
        filters.ClearField(name)
    return filters.SerializeToString(deterministic=True).hex()


def fitting(messages: Sequence[Message]) -> int:
    """How many of the messages, from the first on, one reply holds: one at least, or the list would never end."""
    size = 0
    for before, message in enumerate(messages):
        size += message.ByteSize()
        if before and size > PAGE_BYTES_MAX:
            return before
    return len(messages)
