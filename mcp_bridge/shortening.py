"""Replies that are too long for a model: how much of one is shown, and what says that there is more."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, cast

import orjson
from fluxdesk.rpc import Effect, Rpc
from google.protobuf.message import Message

# Characters of compact JSON, about 16,000 tokens; the content of a result is sent twice.
RESULT_LENGTH_MAX = 64 * 1024
_LIMIT, _CURSOR = "limit", "next_cursor"

Content = dict[str, object]
# Asks the core again, and encodes what it replies.
Again = Callable[[Message], Awaitable[Content]]


class Shortened(NamedTuple):
    """What is shown, and the note that says what is not; "" for a reply that is shown whole."""

    content: Content
    note: str = ""


async def shortened(rpc: Rpc, request: Message, content: Content, again: Again) -> Shortened:
    """As much of the reply as a model can use.

    Of a list, as many items as there is room for. Where it has pages, the core is asked for a page of that many, so that its cursor goes on
    after the last that is shown. What is no list is shown whole: half of an object would be another object.
    """
    if _length(content) <= RESULT_LENGTH_MAX or (name := _list_in(content)) is None:
        return Shortened(content)
    count = len(cast("list[object]", content[name]))
    shown = _room(content, name)
    if rpc.effect is Effect.READ and _LIMIT in request.DESCRIPTOR.fields_by_name and shown:
        page = type(request)()
        page.CopyFrom(request)
        setattr(page, _LIMIT, shown)
        content = await again(page)
        # What has changed meanwhile may leave room for fewer.
        if _length(content) <= RESULT_LENGTH_MAX and content.get(_CURSOR):
            return Shortened(content, f"Shown are the first {shown} of {count} in {name}: the rest was too long. Go on with {_CURSOR}.")
        shown = _room(content, name)
    cut = {**content, name: cast("list[object]", content[name])[:shown]}
    # It goes on after the last item that there is, not after the last that is shown.
    cut.pop(_CURSOR, None)
    return Shortened(cut, f"Shown are the first {shown} of {count} in {name}: the rest was too long. Ask for less at once.")


def _list_in(content: Content) -> str | None:
    """The member that is the longest list."""
    lists = [name for name, value in content.items() if isinstance(value, list)]
    return max(lists, key=lambda name: _length(content[name]), default=None)


def _room(content: Content, name: str) -> int:
    """How many items of the list there is room for."""
    room = RESULT_LENGTH_MAX - _length({**content, name: []})
    count = 0
    for item in cast("list[object]", content[name]):
        room -= _length(item) + 1
        if room < 0:
            break
        count += 1
    return count


def _length(value: object) -> int:
    return len(orjson.dumps(value))
