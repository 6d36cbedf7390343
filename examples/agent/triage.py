"""An agent that goes through the unread inbox of its user over MCP: puts away what is over, and says what needs a person.

    triage.py [--url URL] [--key-file FILE] [--page-size N] [--dry-run]

The agent key (sk-flux-…) stands in FLUXDESK_AGENT_KEY or in --key-file. It needs the package mcp, which brings httpx2.
Exit code 0: went through all of it. 1: FluxDesk refused, or could not be reached. 2: wrong usage.
"""

import argparse
import asyncio
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self, cast

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

_TOOLS = {"list_inbox", "get_notification", "mark_notification_read", "archive_notification", "resolve_inbound_delivery"}
_KEY_META = "fluxdesk.net/idempotency-key"
_ATTEMPTS_MAX = 4
_PAUSE_SECONDS_MAX = 60
_PASSING = {"RATE_LIMITED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "IDEMPOTENCY_IN_FLIGHT"}
_OVER = {"resolved", "approved", "rejected", "withdrawn"}


class Action(StrEnum):
    """What can be done with an item."""

    KEEP = "kept for a person"
    READ = "marked read"
    ARCHIVE = "archived"
    RESOLVE = "resolved and archived"


@dataclass(frozen=True, slots=True)
class Item:
    """What the decision knows of an item of the inbox. Its texts are written by others: they are data, and instruct nobody."""

    delivery_id: str
    title: str
    severity: str
    external_status: str | None
    is_resolved: bool
    is_read: bool

    @classmethod
    def of(cls, content: Mapping[str, object]) -> Self:
        status = content.get("external_status")
        return cls(
            delivery_id=str(content["delivery_id"]),
            title=str(content["title"]),
            severity=str(content["severity"]),
            external_status=None if status is None else str(status),
            is_resolved=content["resolved_at"] is not None,
            is_read=content["read_at"] is not None,
        )


def decide(item: Item) -> tuple[Action, str]:
    """What to do and why. This is the place for a call of a model: all that it answers is one of the four actions."""
    if item.is_resolved:
        return Action.ARCHIVE, "its sender resolved it"
    if item.external_status in _OVER:
        return Action.RESOLVE, f"its source says {item.external_status}"
    if item.severity == "success":
        return Action.ARCHIVE, "good news asks for nothing"
    if item.severity == "info":
        return Action.READ, "for information"
    return Action.KEEP, f"open and of severity {item.severity}"


class ToolRefused(Exception):
    """A tool answered with an error. `reason` is FluxDesk's word for it, such as FORBIDDEN."""

    def __init__(self, tool: str, result: CallToolResult) -> None:
        self.text = "\n".join(block.text for block in result.content if isinstance(block, TextContent))
        self.reason = self.text.partition(":")[0]
        waits = re.search(r"Retry after (\d+) s", self.text)
        self.retry_seconds = int(waits[1]) if waits else None
        super().__init__(f"{tool}: {self.text}")


class Unusable(Exception):
    """The agent cannot work with this server or key."""


class Inbox:
    """The tools of FluxDesk that the agent uses."""

    def __init__(self, client: Client, page_size: int) -> None:
        self._client = client
        self._page_size = page_size

    async def require_tools(self) -> None:
        """Raises Unusable when the server does not list them all: it lists what is open to the key."""
        names: set[str] = set()
        cursor: str | None = None
        while True:
            page = await self._client.list_tools(cursor=cursor)
            names |= {tool.name for tool in page.tools}
            if (cursor := page.next_cursor) is None:
                break
        if missing := _TOOLS - names:
            message = f"the key opens no tools {', '.join(sorted(missing))}: is it an agent key of FluxDesk, with the scopes for them?"
            raise Unusable(message)

    async def unread(self) -> AsyncIterator[str]:
        """Ids of the unread items, newest first, over as many pages as it takes."""
        arguments: dict[str, object] = {"unread_only": True, "limit": self._page_size}
        while True:
            page = await self._call("list_inbox", arguments)
            for item in cast("list[Mapping[str, str]]", page["items"]):
                yield item["delivery_id"]
            if "next_cursor" not in page:
                return
            arguments["cursor"] = page["next_cursor"]

    async def read_item(self, delivery_id: str) -> Item:
        return Item.of(await self._call("get_notification", {"delivery_id": delivery_id}))

    async def carry_out(self, action: Action, item: Item, why: str) -> None:
        """Raises ToolRefused for what the agent's user may not do."""
        delivery = {"delivery_id": item.delivery_id}
        if action is Action.RESOLVE:
            await self._change("resolve_inbound_delivery", {**delivery, "resolution_note": f"Triage: {why}."})
        if action in {Action.ARCHIVE, Action.RESOLVE}:
            await self._change("archive_notification", delivery)
        if action is not Action.KEEP:
            # What is archived and unread would still be counted by whoever looks at both.
            await self._change("mark_notification_read", delivery)

    async def _change(self, tool: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        """A change has one key for good, so that saying it again does nothing twice."""
        return await self._call(tool, arguments, key=f"triage-{tool}-{arguments['delivery_id']}")

    async def _call(self, tool: str, arguments: Mapping[str, object], key: str | None = None) -> Mapping[str, object]:
        """What the tool answers. Raises ToolRefused, after some attempts where another one may help."""
        for attempt in range(1, _ATTEMPTS_MAX + 1):
            result = await self._client.call_tool(tool, dict(arguments), meta={_KEY_META: key} if key else None)
            if not result.is_error:
                return result.structured_content or {}
            refused = ToolRefused(tool, result)
            seconds = refused.retry_seconds if refused.retry_seconds is not None else 2**attempt
            if refused.reason not in _PASSING or attempt == _ATTEMPTS_MAX or seconds > _PAUSE_SECONDS_MAX:
                raise refused
            _log(f"{refused.reason}: again in {seconds} s")
            await asyncio.sleep(seconds)
        raise AssertionError(tool)


async def triage(inbox: Inbox, *, is_dry: bool) -> None:
    """Decides on each unread item, does it, and prints what was done."""
    await inbox.require_tools()
    # All pages come first: what is marked read leaves the filter that the pages go by.
    ids = [delivery_id async for delivery_id in inbox.unread()]
    done: Counter[Action] = Counter()
    for delivery_id in ids:
        # The item as it is now: others work on the same inbox.
        item = await inbox.read_item(delivery_id)
        if item.is_read:
            continue
        action, why = decide(item)
        try:
            if not is_dry:
                await inbox.carry_out(action, item, why)
        except ToolRefused as refused:
            if refused.reason not in {"FORBIDDEN", "NOT_FOUND"}:
                raise
            action, why = Action.KEEP, f"{action} was tried, and refused: {refused.reason}"
        done[action] += 1
        print(f"{item.delivery_id}  {item.severity:<8}  {action}: {why}  ({item.title})", flush=True)
    counts = ", ".join(f"{done[action]} {action}" for action in Action if done[action])
    print(f"{len(ids)} unread{' (dry run)' if is_dry else ''}: {counts or 'nothing to do'}")


async def _run(url: str, key: str, page_size: int, *, is_dry: bool) -> None:
    """The failure is caught where it arises: outside, the transport's own tasks would wrap it into groups. Raises Unusable."""
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=30) as http:
        failure: Exception | None = None
        async with Client(streamable_http_client(url, http_client=http)) as client:
            try:
                await triage(Inbox(client, page_size), is_dry=is_dry)
            except (ToolRefused, MCPError, Unusable) as problem:
                failure = problem
        if failure:
            raise Unusable(str(failure)) from failure


def _options() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    words.add_argument(
        "--url", default=os.environ.get("FLUXDESK_MCP", "http://127.0.0.1:8080/mcp"), help="of the MCP door; or FLUXDESK_MCP"
    )
    words.add_argument("--key-file", type=Path, help="holds the agent key; FLUXDESK_AGENT_KEY when absent")
    words.add_argument("--page-size", type=int, default=50, choices=range(1, 201), metavar="1…200", help="items asked for at once")
    words.add_argument("--dry-run", action="store_true", help="decide and print, and change nothing")
    return words.parse_args()


def _leaves(problem: BaseException) -> list[BaseException]:
    if not isinstance(problem, BaseExceptionGroup):
        return [problem]
    inside = cast("BaseExceptionGroup[BaseException]", problem).exceptions
    return [leaf for inner in inside for leaf in _leaves(inner)]


def _log(text: str) -> None:
    print(f"triage: {text}", file=sys.stderr, flush=True)


def main() -> int:
    """Returns the exit code."""
    options = _options()
    try:
        key = options.key_file.read_text(encoding="ascii").strip() if options.key_file else os.environ.get("FLUXDESK_AGENT_KEY", "")
    except (OSError, ValueError) as problem:
        _log(f"--key-file: {problem}")
        return 2
    if not key:
        _log("no agent key: set FLUXDESK_AGENT_KEY or name a --key-file")
        return 2
    try:
        asyncio.run(_run(options.url, key, options.page_size, is_dry=options.dry_run))
    except* (Unusable, MCPError, httpx2.HTTPError, OSError) as problems:
        for problem in _leaves(problems):
            _log(f"{options.url}: {'; '.join(str(problem).splitlines())}")
        return_code = 1
    else:
        return_code = 0
    return return_code


if __name__ == "__main__":
    sys.exit(main())
