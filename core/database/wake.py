"""Wake-ups between processes: whoever waits on a topic, or caches what it is about, hears of a commit at once."""

import asyncio
import os
import socket
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Self

import structlog
from psycopg import AsyncConnection, Error
from psycopg.conninfo import make_conninfo

CONNECTIONS = 2  # one listens, one sends

_CHANNEL = "fluxdesk_wake"
_TOPIC_CHARS_MAX = 200
_PAYLOAD_BYTES_MAX = 7999  # NOTIFY takes less than 8000
_COALESCE_SECONDS = 0.05
_RECONNECT_SECONDS_MIN = 0.1
_RECONNECT_SECONDS_MAX = 5.0
_LAST_WORDS_SECONDS_MAX = 2.0

# A network that swallows packets looks like a quiet LISTEN connection; the kernel ends it after six seconds.
_KEEPALIVE = {
    "keepalives_idle": "3",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "6000",
    "connect_timeout": "5",
}

_log = structlog.stdlib.get_logger()


class Subscription:
    """Waits for marks of one topic. A mark between two waits is kept, so that a look at the database in between misses none."""

    def __init__(self) -> None:
        self._marked = asyncio.Event()

    async def wait(self, timeout_seconds: float) -> bool:
        """True as soon as the topic was marked since the last wait returned True, False after `timeout_seconds`."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._marked.wait()
        except TimeoutError:
            return False
        self._marked.clear()
        return True

    def wake(self) -> None:
        """Ends the wait, or the next one if nobody waits."""
        self._marked.set()


class Wake:
    """The wake-ups of one process, over two connections of its own.

    Topics are short lines such as `inbox/<user id>`. Marks reach this process at once and the others within 50 ms, at
    least once. While `is_connected` is false marks of others are missed: keep nothing in a cache then, and drop what is
    there when `on_disconnect` calls. Subscriptions wake when the connection is back. Callbacks must be quick; what one raises
    is logged.
    """

    def __init__(self, direct_url: str) -> None:
        self.is_connected = False
        self._address = make_conninfo(direct_url, application_name="fluxdesk wake", **_KEEPALIVE)
        self._subscriptions: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._listeners: list[tuple[str, Callable[[str], None]]] = []
        self._disconnect_listeners: list[Callable[[], None]] = []
        self._unsent: set[str] = set()
        self._has_unsent = asyncio.Event()
        self._has_tried = asyncio.Event()
        self._is_stopping = False
        self._connections: tuple[AsyncConnection, ...] = ()
        self._task = asyncio.create_task(self._keep_connected())

    @classmethod
    async def start(cls, direct_url: str) -> Self:
        """Returns after the first attempt to connect, also when it failed: it is repeated until `stop`.

        `direct_url` must not lead to a transaction pooler, which does not keep LISTEN.
        """
        wake = cls(direct_url)
        await wake._has_tried.wait()
        return wake

    async def stop(self) -> None:
        """Sends what is still unsent, unless the database does not take it within two seconds, and disconnects."""
        self._is_stopping = True
        self._task.cancel()
        await asyncio.wait([self._task], timeout=_LAST_WORDS_SECONDS_MAX)
        if not self._task.done():
            for connection in self._connections:
                _hang_up(connection)
            await asyncio.wait([self._task])

    def mark(self, topic: str) -> None:
        """Wakes everybody on `topic`; call it after the commit. Raises ValueError for a topic over 200 characters or a line."""
        if len(topic) > _TOPIC_CHARS_MAX or "\n" in topic:
            message = f"not a topic: {topic[:_TOPIC_CHARS_MAX]!r}"
            raise ValueError(message)
        self._deliver(topic)
        self._unsent.add(topic)
        self._has_unsent.set()

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncGenerator[Subscription]:
        """Marks of exactly this topic reach the subscription from here to the end of the block."""
        subscription = Subscription()
        self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions[topic].discard(subscription)
            if not self._subscriptions[topic]:
                del self._subscriptions[topic]

    def on(self, topic_prefix: str, callback: Callable[[str], None]) -> None:
        """Calls `callback` with every marked topic that begins with `topic_prefix`, for as long as this object lives."""
        self._listeners.append((topic_prefix, callback))

    def on_disconnect(self, callback: Callable[[], None]) -> None:
        """Calls `callback` whenever the connection is lost, before anything else happens."""
        self._disconnect_listeners.append(callback)

    def _deliver(self, topic: str) -> None:
        for subscription in self._subscriptions.get(topic, ()):
            subscription.wake()
        for prefix, callback in self._listeners:
            if topic.startswith(prefix):
                _call(callback, topic)

    async def _keep_connected(self) -> None:
        pause_seconds = _RECONNECT_SECONDS_MIN
        while True:
            started = time.monotonic()
            try:
                async with await self._connect() as listener, await self._connect() as sender:
                    self._connections = (listener, sender)
                    await listener.execute(f"LISTEN {_CHANNEL}")
                    await self._exchange(listener, sender)
            except* Error as lost:
                # A standby refuses LISTEN until it is promoted, so no refusal is final.
                _log.warning("wake_disconnected", reasons=[str(error) for error in lost.exceptions])
            except* Exception:  # noqa: BLE001  # the edge of this task: ending it would deafen the process for good
                _log.exception("wake_failed")
            finally:
                self._has_tried.set()
            # A connection that is lost while the task is cancelled hides the cancellation.
            if self._is_stopping:
                return
            if time.monotonic() - started > _RECONNECT_SECONDS_MAX:
                pause_seconds = _RECONNECT_SECONDS_MIN
            await asyncio.sleep(pause_seconds)
            pause_seconds = min(2 * pause_seconds, _RECONNECT_SECONDS_MAX)

    async def _connect(self) -> AsyncConnection:
        return await AsyncConnection.connect(self._address, autocommit=True)

    async def _exchange(self, listener: AsyncConnection, sender: AsyncConnection) -> None:
        """Runs until one of the connections is lost."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive(listener, sender.info.backend_pid))
            tasks.create_task(self._send(sender))

    async def _receive(self, listener: AsyncConnection, own_pid: int) -> None:
        self._hear_again()
        try:
            async for notify in listener.notifies():
                if notify.pid != own_pid:  # own marks were delivered when they were made
                    for topic in notify.payload.split("\n"):
                        self._deliver(topic)
        finally:
            self._hear_nothing()

    def _hear_again(self) -> None:
        self.is_connected = True
        self._has_tried.set()
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.wake()

    def _hear_nothing(self) -> None:
        """It is told here and not where both connections have ended: the other one may take its time."""
        self.is_connected = False
        for callback in self._disconnect_listeners:
            _call(callback)

    async def _send(self, sender: AsyncConnection) -> None:
        """The first mark goes out at once; those of the next 50 ms wait for each other."""
        try:
            while True:
                await self._has_unsent.wait()
                await self._notify(sender)
                await asyncio.sleep(_COALESCE_SECONDS)
        except asyncio.CancelledError:
            if self._unsent and self._is_stopping:
                await self._notify(sender)
            raise

    async def _notify(self, sender: AsyncConnection) -> None:
        topics, self._unsent = self._unsent, set()
        self._has_unsent.clear()
        try:
            await sender.execute("SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", (_CHANNEL, _payloads(topics)))
        except BaseException:
            # Whether they went out is unknown, and a second wake-up does no harm.
            self._unsent |= topics
            self._has_unsent.set()
            raise


def _call(callback: Callable[..., None], *arguments: str) -> None:
    """A callback that raises hurts neither the others nor whoever made the mark, which follows a commit."""
    try:
        callback(*arguments)
    except Exception:  # noqa: BLE001  # the edge of code that is not ours
        _log.exception("wake_callback_failed")


def _hang_up(connection: AsyncConnection) -> None:
    """Whoever waits for an answer of the server learns that none will come. Closing would pull the descriptor from under libpq."""
    with suppress(Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def _payloads(topics: Iterable[str]) -> list[str]:
    """Joins topics by line ends into as few payloads as NOTIFY's limit allows."""
    payloads: list[str] = []
    for topic in topics:
        longer = f"{payloads[-1]}\n{topic}" if payloads else topic
        if payloads and len(longer.encode()) <= _PAYLOAD_BYTES_MAX:
            payloads[-1] = longer
        else:
            payloads.append(topic)
    return payloads
