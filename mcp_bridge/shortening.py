"""Replies that are too long for a model: how much of one is shown, and what says that there is more."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, cast

import grpc
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
    after the last that is shown. The first item is always shown, however long: a list that begins with none could never be read on. What is
    no list is shown whole: half of an object would be another object.
    """
    if _length(content) <= RESULT_LENGTH_MAX or (name := _list_in(content)) is None:
        return Shortened(content)
    count = len(cast("list[object]", content[name]))
    shown = _room(content, name)
    if shown == count:
        return Shortened(content)
    has_pages = rpc.effect is Effect.READ and _LIMIT in request.DESCRIPTOR.fields_by_name
    if has_pages:
        page = await _page_of(shown, request, again)
        # What has changed meanwhile may leave room for fewer.
        if page and page.get(_CURSOR) and (shown == 1 or _length(page) <= RESULT_LENGTH_MAX):
            return Shortened(page, f"{_told(shown, count, name)} Go on with {_CURSOR}.")
        content = page or content
        shown = _room(content, name)
    cut = {**content, name: cast("list[object]", content[name])[:shown]}
    # It goes on after the last item that there is, not after the last that is shown.
    cut.pop(_CURSOR, None)
    return Shortened(cut, f"{_told(shown, count, name)} Ask for {f'{_LIMIT} {shown}' if has_pages else 'less at once'}.")


def shortened_text(text: str) -> Shortened:
    """The beginning of a text, which is no JSON: a page or a file. Its end can be read where its RPC has filters or pages."""
    if len(text) <= RESULT_LENGTH_MAX:
        return Shortened({"text": text})
    note = f"Shown are the first {RESULT_LENGTH_MAX} of {len(text)} characters: the rest was too long. Ask for less at once."
    return Shortened({"text": text[:RESULT_LENGTH_MAX]}, note)


def _told(shown: int, count: int, name: str) -> str:
    return f"Shown {'is' if shown == 1 else 'are'} the first {shown} of {count} in {name}: the rest was too long."


async def _page_of(limit: int, request: Message, again: Again) -> Content | None:
    """The page that has so many items; None where the core refuses the second read, of which the caller has not asked."""
    page = type(request)()
    page.CopyFrom(request)
    setattr(page, _LIMIT, limit)
    try:
        return await again(page)
    except grpc.aio.AioRpcError:
        return None


def _list_in(content: Content) -> str | None:
    """The member that is the longest list."""
    lists = [name for name, value in content.items() if isinstance(value, list)]
    return max(lists, key=lambda name: _length(content[name]), default=None)


def _room(content: Content, name: str) -> int:
    """How many items of the list there is room for, and one where there is room for none."""
    room = RESULT_LENGTH_MAX - _length({**content, name: []})
    count = 0
    for item in cast("list[object]", content[name]):
        room -= _length(item) + 1
        if room < 0:
            break
        count += 1
    return max(count, 1)


def _length(value: object) -> int:
    return len(orjson.dumps(value))
