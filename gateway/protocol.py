"""The HTTP server's side of a connection, with bounds on what comes before a request is one."""

import asyncio
from collections.abc import Collection
from typing import Any, Final, cast

from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from gateway.shedding import Counted, Load, refusal, refuse

# Request line and headers; many times what any client of the documented surface sends.
HEAD_BYTES_MAX: Final = 65_536
_TOO_LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, which by itself takes headers without end, waits for them for ever, and takes on whatever comes.

    While its `load` is full, requests are answered 503 before they cost more than that, other than to the `exempt` paths.
    """

    # From the connection's beginning, and from the first byte of each request, until its headers are complete.
    head_seconds_max = 20.0
    load: Load | None = None
    exempt: Collection[bytes] = ()

    _head_bytes = 0
    _is_head_open = True
    _is_message_open = False
    _counted: Counted | None = None
    _running: RequestResponseCycle | None = None
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # as uvicorn has it
        self._joined = _JoinedWrites(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", self._joined))
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        # uvicorn tells the request that was read last, and one that runs before it would go on for ever.
        if self._running and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refuse_at_once(data):
            return
        super().data_received(data)
        # A head that came whole within one read is bounded by that.
        if self._is_head_open:
            self._wait_for_head()
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_message_open, self._is_head_open, self._head_bytes = True, True, 0

    def on_message_complete(self) -> None:
        self._is_message_open = False
        super().on_message_complete()
        if self._counted:
            self._counted.begin()

    def on_headers_complete(self) -> None:
        self._is_head_open = False
        self._stop_waiting()
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGIApp) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # as uvicorn has it
        self._running = cycle
        if self.load and cast("Scope", cycle.scope)["raw_path"] not in self.exempt:
            if self.load.is_full:
                self.load.refuse()
                app = refuse
            else:
                app = self._counted = Counted(app, self.load)
                # One that had to wait for those before it on its connection has come long ago.
                if not cycle.more_body:
                    self._counted.begin()
        super()._start_asgi_task(cycle, cast("Any", app))

    def _refuse_at_once(self, data: bytes) -> bool:
        """Answers a request that came whole, on a connection on which nothing else goes on, if there is too much to do."""
        if self.load is None or not self.load.is_full or self._is_message_open or self.flow.write_paused:
            return False
        cycle = cast("RequestResponseCycle | None", self.cycle)
        is_busy = cycle is not None and not cycle.response_complete
        if is_busy or (answer := refusal(data, self.exempt, self.server_state.default_headers)) is None:
            return False
        self.load.refuse()
        self._stop_waiting()
        self._joined.write_now(answer)
        self.on_response_complete()
        return True

    def _wait_for_head(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.head_seconds_max, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None


class _JoinedWrites:
    """A transport that sends what is written next together with what was written just before: uvicorn writes the head and the body of
    an answer apart, and each write wakes the client.

    One piece is held at most, and until the next turn of the loop, so that whoever writes much is paused as before.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""

    def write(self, data: bytes) -> None:
        if self._held:
            self.write_now(data)
        else:
            self._held = data
            self._loop.call_soon(self._release)

    def write_now(self, data: bytes) -> None:
        """Sends the piece and, before it, the one that is held. A connection that was lost meanwhile takes nothing."""
        held, self._held = self._held, b""
        if not self._transport.is_closing():
            self._transport.writelines((held, data) if held else (data,))

    def close(self) -> None:
        self._release()
        self._transport.close()

    def _release(self) -> None:
        held, self._held = self._held, b""
        if held and not self._transport.is_closing():
            self._transport.write(held)

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)
