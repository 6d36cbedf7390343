"""Long lists are cut where a model can go on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import grpc
import httpx2
import pytest
from fluxdesk.rpc_table import BY_NAME
from fluxdesk.v1.deliveries_pb2 import Severity
from fluxdesk.v1.inbox_pb2 import GetNotificationRequest, InboxItem, ListInboxRequest, ListInboxResponse
from google.protobuf.timestamp_pb2 import Timestamp

from mcp_bridge.shortening import RESULT_LENGTH_MAX, shortened, shortened_text
from tests.mcp_bridge.product import serve_product
from tests.mcp_bridge.rpc import call, text_of

LIST = BY_NAME["/fluxdesk.v1.InboxService/ListInbox"]
COUNT, TITLE = 40, "t" * 5000


def _item(number: int, title: str) -> InboxItem:
    """With all that an item always has."""
    at = Timestamp(seconds=1)
    return InboxItem(delivery_id=str(number), title=title, severity=Severity.SEVERITY_INFO, occurred_at=at, created_at=at)


@dataclass
class Inbox:
    """A core over the network that has one long inbox."""

    limits: list[int] = field(default_factory=list[int])
    count: int = COUNT
    title: str = TITLE
    refuses_less: bool = False

    async def list_inbox(self, request: ListInboxRequest, context: Any) -> ListInboxResponse:
        self.limits.append(request.limit)
        if self.refuses_less and request.limit:
            await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED)
        begin = int(request.cursor or 0)
        end = min(begin + (request.limit or 50), self.count)
        items = [_item(number, self.title) for number in range(begin, end)]
        return ListInboxResponse(items=items, next_cursor=str(end) if end < self.count else None)


@pytest.fixture
async def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def http(inbox: Inbox) -> AsyncIterator[httpx2.AsyncClient]:
    server = grpc.aio.server()
    handler = grpc.unary_unary_rpc_method_handler(
        inbox.list_inbox,
        request_deserializer=ListInboxRequest.FromString,
        response_serializer=ListInboxResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(LIST.service, {LIST.method: handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel, serve_product(channel) as client:
        client.headers["authorization"] = "Bearer any"
        yield client
    await server.stop(None)


async def test_a_long_list_goes_on_where_it_was_cut(http: httpx2.AsyncClient, inbox: Inbox) -> None:
    """Read to its end by the cursors, it has every item once."""
    seen: list[str] = []
    arguments: dict[str, object] = {}
    while True:
        result = await call(http, "list_inbox", arguments)
        content = result["structuredContent"]
        assert len(result["content"][0]["text"]) <= RESULT_LENGTH_MAX
        seen += [item["delivery_id"] for item in content["items"]]
        if "next_cursor" not in content:
            break
        assert result["content"][1]["text"] == (
            f"Shown are the first 12 of {COUNT - len(seen) + 12} in items: the rest was too long. Go on with next_cursor."
        )
        arguments = {"cursor": content["next_cursor"]}
    assert seen == [str(number) for number in range(COUNT)]
    assert inbox.limits == [0, 12, 0, 12, 0, 12, 0]


async def test_a_first_item_that_is_too_long_is_shown_whole(http: httpx2.AsyncClient, inbox: Inbox) -> None:
    """And the cursor goes on after it."""
    inbox.title, inbox.count = "t" * (RESULT_LENGTH_MAX + 1), 3
    seen: list[str] = []
    arguments: dict[str, object] = {}
    while True:
        result = await call(http, "list_inbox", arguments)
        content = result["structuredContent"]
        seen += [item["delivery_id"] for item in content["items"]]
        if "next_cursor" not in content:
            break
        assert result["content"][1]["text"].endswith("in items: the rest was too long. Go on with next_cursor.")
        arguments = {"cursor": content["next_cursor"]}
    assert seen == ["0", "1", "2"]
    assert len(result["content"]) == 1, "all that is left is shown"


async def test_a_second_read_that_is_refused_leaves_the_first(http: httpx2.AsyncClient, inbox: Inbox) -> None:
    inbox.refuses_less = True
    result = await call(http, "list_inbox", {})
    assert (result["isError"], inbox.limits) == (False, [0, 12])
    assert len(result["structuredContent"]["items"]) == 12
    assert result["content"][1]["text"] == "Shown are the first 12 of 40 in items: the rest was too long. Ask for limit 12."


async def test_a_short_list_has_no_note(http: httpx2.AsyncClient, inbox: Inbox) -> None:
    inbox.count = 3
    result = await call(http, "list_inbox", {})
    assert len(text_of(result)) > 15_000
    assert inbox.limits == [0]


async def never(_: object) -> Any:
    raise AssertionError


async def test_a_list_without_pages_is_cut_with_a_note() -> None:
    rpc = BY_NAME["/fluxdesk.v1.InboxService/GetNotification"]
    content: dict[str, object] = {"title": "a", "supplements": [{"text": TITLE}] * 30, "actions": [{"label": "b"}]}
    shown = await shortened(rpc, GetNotificationRequest(), content, never)
    assert shown.note == "Shown are the first 13 of 30 in supplements: the rest was too long. Ask for less at once."
    assert shown.content == content | {"supplements": [{"text": TITLE}] * 13}


async def test_what_is_no_list_is_whole() -> None:
    content: dict[str, object] = {"title": "a" * RESULT_LENGTH_MAX}
    assert await shortened(LIST, ListInboxRequest(), content, never) == (content, "")


async def test_a_list_without_pages_shows_its_first_item() -> None:
    content: dict[str, object] = {"supplements": [{"text": "t" * RESULT_LENGTH_MAX}] * 2}
    shown = await shortened(BY_NAME["/fluxdesk.v1.InboxService/GetNotification"], GetNotificationRequest(), content, never)
    assert shown.note == "Shown is the first 1 of 2 in supplements: the rest was too long. Ask for less at once."
    assert len(shown.content["supplements"]) == 1  # pyright: ignore[reportArgumentType]  # it is a list


def test_a_page_is_cut_with_a_note() -> None:
    assert shortened_text("a" * RESULT_LENGTH_MAX) == ({"text": "a" * RESULT_LENGTH_MAX}, "")
    shown = shortened_text("a" * (RESULT_LENGTH_MAX + 1))
    assert shown.content == {"text": "a" * RESULT_LENGTH_MAX}
    assert shown.note == "Shown are the first 65536 of 65537 characters: the rest was too long. Ask for less at once."


async def test_a_page_that_has_grown_meanwhile_is_cut() -> None:
    async def grown(request: Any) -> dict[str, object]:
        return {"items": [{"title": TITLE * 3}] * request.limit, "next_cursor": "c"}

    shown = await shortened(LIST, ListInboxRequest(), {"items": [{"title": TITLE}] * 30, "next_cursor": "c"}, grown)
    assert len(shown.content["items"]) == 4  # pyright: ignore[reportArgumentType]  # it is a list
    assert shown.note.endswith("Ask for limit 4.")
    assert "next_cursor" not in shown.content, "it would go on after what is not shown"
