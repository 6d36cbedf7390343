"""./scripts/fluxdesk webhook listen: a receiver that shows what arrives, and what is wrong with it."""

import asyncio
import json
import logging
import signal
import sys
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Final, Protocol

import aiohttp
import orjson
import typer
from aiohttp import web
from rich.console import Console
from rich.text import Text

from core.secrets.webhook_secrets import PREFIX, webhook_secret_bytes
from scripts.cli.arrivals import Numbers, Told, header_problems, read_body, signature_problems
from scripts.cli.desk import AsJson, expected_problems, shown_text
from scripts.unusable import Unusable

_BODY_BYTES_MAX: Final = 1_000_000
# What a server waits for.
_SECONDS_MAX: Final = 8.0
# Addresses below which numbers are followed; whoever sends to more of them is no server.
_PATHS_MAX: Final = 1000
_LINE_CHARACTERS_MAX: Final = 200
_FORWARDED: Final = ("content-type", "x-fluxdesk-", "webhook-")


class _Brief(logging.Handler):
    """A line for what is no HTTP: whoever looks on is no reader of tracebacks."""

    def emit(self, record: logging.LogRecord) -> None:
        problem = record.exc_info and record.exc_info[1]
        text = " ".join(f"{record.getMessage()}: {problem}".split()) if problem else record.getMessage()
        print(shown_text(text[:_LINE_CHARACTERS_MAX]), file=sys.stderr, flush=True)


_broken = logging.getLogger("fluxdesk.webhook.listen")
_broken.propagate = False
_broken.addHandler(_Brief())


class Arrived(Protocol):
    """Tells of one arrival."""

    def __call__(self, told: Told, arrival: "Arrival", /) -> None: ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request, and what became of it. `note` says how its number stands among the others."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    problems: Sequence[str]
    note: str
    is_verified: bool
    status: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """How requests are looked at and answered. `answers` are those of the next that are right, of which the last stays."""

    secrets: Sequence[str]
    answers: Sequence[int]
    forward: str | None
    age_seconds_max: int
    count: int | None
    tell: Arrived


@dataclass(slots=True)
class Listener:
    """Answers requests, until as many have come as are wanted."""

    wanted: Wanted
    session: aiohttp.ClientSession
    ended: asyncio.Event
    has_refused: bool = False
    _count: int = 0
    _right: int = 0
    _numbers: dict[str, Numbers] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether as many have come as are wanted."""
        return self._count == self.wanted.count

    async def answer(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_SECONDS_MAX):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        except (web.RequestPayloadError, ConnectionResetError) as problem:
            _broken.error("A body that cannot be read", exc_info=problem)
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        headers = {name.lower(): value for name, value in request.headers.items()}
        told = read_body(body)
        problems = self._problems(headers, body, told)
        note = self._note(request.path, told) if told and not problems else ""
        status = HTTPStatus.UNAUTHORIZED if problems else await self._status(headers, body)
        is_verified = bool(self.wanted.secrets) and not problems
        arrival = Arrival(request.path, headers, body, problems, note, is_verified, status)
        self.wanted.tell(told or Told(), arrival)
        self.has_refused |= bool(problems)
        self._count += 1
        if self.is_full:
            self.ended.set()
        return web.Response(status=status)

    def _problems(self, headers: Mapping[str, str], body: bytes, told: Told | None) -> list[str]:
        if told is None:
            return ["the body is no event in JSON"]
        found = list(header_problems(headers, told))
        if self.wanted.secrets:
            now = datetime.now(UTC).timestamp()
            found += signature_problems(headers, body, self.wanted.secrets, now=now, age_seconds_max=self.wanted.age_seconds_max)
        return found

    def _note(self, path: str, told: Told) -> str:
        """Numbers are those of a webhook, and no request names its webhook: each has a path of its own here."""
        if path not in self._numbers and len(self._numbers) == _PATHS_MAX:
            self._numbers.pop(next(iter(self._numbers)))
        return self._numbers.setdefault(path, Numbers()).note(told)

    async def _status(self, headers: Mapping[str, str], body: bytes) -> int:
        if self.wanted.forward is None:
            self._right += 1
            return self.wanted.answers[: self._right][-1]
        passed = {name: value for name, value in headers.items() if name.startswith(_FORWARDED)}
        try:
            async with self.session.post(self.wanted.forward, data=body, headers=passed, allow_redirects=False) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return HTTPStatus.BAD_GATEWAY


def listen(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 9000,
    host: Annotated[str, typer.Option(help="Address to listen on; only this machine reaches the default.")] = "127.0.0.1",
    secret: Annotated[
        list[str] | None,
        typer.Option(envvar="FLUXDESK_WEBHOOK_SECRET", help="Secret of the webhook; both during a rotation."),
    ] = None,
    answer: Annotated[list[int] | None, typer.Option(min=200, max=599, help="Status of the answer; several are given in turn.")] = None,
    forward: Annotated[str | None, typer.Option(help="Address that is sent what is right; its status is the answer.")] = None,
    max_age_seconds: Annotated[int, typer.Option(min=1, help="How long ago a request may have been signed.")] = 300,
    count: Annotated[int | None, typer.Option(min=1, help="Ends after so many; exit code 1 when one was not right.")] = None,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Shows what arrives at a webhook's address: whether its signatures fit, how old it is, what is missing and what came before.

    A request that is not right is answered with 401. A server on this machine calls it with FLUXDESK_EGRESS_ALLOW=127.0.0.0/8.
    """
    with expected_problems():
        secrets = [_checked(one) for one in secret or ()]
        tell = _tell_json if as_json else _Screen(has_secrets=bool(secrets)).tell
        wanted = Wanted(secrets, answer or [HTTPStatus.OK], forward, max_age_seconds, count, tell)
        is_right = asyncio.run(_listen(host, port, wanted))
    if not is_right:
        raise typer.Exit(1)


async def _listen(host: str, port: int, wanted: Wanted) -> bool:
    """Until it is interrupted, or so many have come: False where so many were wanted, and not all of them were right."""
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with AsyncExitStack() as opened:
        timeout = aiohttp.ClientTimeout(total=_SECONDS_MAX)
        session = await opened.enter_async_context(aiohttp.ClientSession(timeout=timeout, trust_env=False))
        listener = Listener(wanted, session, ended)
        app = web.Application(client_max_size=_BODY_BYTES_MAX)
        app.router.add_post("/{path:.*}", listener.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, logger=_broken)
        await runner.setup()
        opened.push_async_callback(runner.cleanup)
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as problem:
            message = f"{host}:{port} cannot be listened on: {problem.strerror or problem}."
            raise Unusable(message) from problem
        print(f"Listening on http://{host}:{runner.addresses[0][1]}/", file=sys.stderr, flush=True)
        await ended.wait()
    return not (listener.is_full and listener.has_refused)


def _checked(secret: str) -> str:
    """Raises Unusable for what is no secret of a webhook."""
    try:
        webhook_secret_bytes(secret)
    except (Base64Error, ValueError):
        secret = ""
    if not secret.startswith(PREFIX):
        message = f"A secret of a webhook is {PREFIX} and Base64: give it as it was shown."
        raise Unusable(message)
    return secret


class _Screen:
    """A line for each arrival, in colours on a terminal."""

    def __init__(self, *, has_secrets: bool) -> None:
        self._console = Console(highlight=False, soft_wrap=True)
        self._unverified = "" if has_secrets else "not verified: no --secret"

    def tell(self, told: Told, arrival: Arrival, /) -> None:
        line = Text(f"{datetime.now():%H:%M:%S} ")  # noqa: DTZ005  # of the clock of whoever looks
        line.append(f"{told.seq:>5} " if told.seq else "    - ", style="dim")
        line.append(f"{shown_text(told.type) or '(no type)'} ", style="bold")
        line.append(f"{shown_text(told.title)} ")
        line.append(self._verdict(arrival), style="red" if arrival.problems else "green" if arrival.is_verified else "yellow")
        if arrival.note:
            line.append(f" [{arrival.note}]", style="yellow")
        line.append(f" → {arrival.status}", style="dim")
        self._console.print(line)

    def _verdict(self, arrival: Arrival) -> str:
        if arrival.problems:
            return f"refused: {'; '.join(arrival.problems)}"
        return self._unverified or "verified"


def _tell_json(told: Told, arrival: Arrival, /) -> None:
    """An object a line. What is no JSON is shown as text."""
    try:
        body = orjson.loads(arrival.body)
    except orjson.JSONDecodeError:
        body = arrival.body.decode(errors="replace")
    line = {
        "path": arrival.path,
        "seq": told.seq,
        "verified": arrival.is_verified,
        "problems": list(arrival.problems),
        "note": arrival.note,
        "answered": arrival.status,
        "headers": {name: value for name, value in arrival.headers.items() if name.startswith(_FORWARDED)},
        "body": body,
    }
    print(json.dumps(line), flush=True)
