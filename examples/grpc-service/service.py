"""A service that publishes what happens in its source by PublishStream, and one that follows an inbox by WatchInbox.

    service.py publish < events.ndjson              publishes each line of standard input, and ends with it
    service.py publish --follow FILE --state PLACE  publishes each line of a file as it is written, until SIGTERM
    service.py watch --state PLACE [--output FILE]  writes each delivery of the key's user as a line of JSON, until SIGTERM

The token stands in FLUXDESK_TOKEN or in --token-file: a personal or tools-token to publish, an agent key to watch.
Exit code 0: all is answered or written. 1: FluxDesk refused for good, or did not answer in time after SIGTERM. 2: wrong usage.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from connection import Connection, Refused, log
from lines import FollowedLines, PipedLines
from place import FileOffset, InboxPosition, Place
from publishing import Publisher
from watching import Sink, watch_inbox

app = typer.Typer(help=__doc__, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

Server = Annotated[str, typer.Option(envvar="FLUXDESK_GRPC", help="host:port of FluxDesk's gRPC door.")]
Tls = Annotated[bool, typer.Option("--tls", help="Speak TLS; without it only to a server on this host.")]
TokenFile = Annotated[Path | None, typer.Option(help="Holds the token; FLUXDESK_TOKEN when absent.")]
StopSeconds = Annotated[float, typer.Option(min=0, help="Longest wait for answers after SIGTERM.")]


@app.command()
def publish(
    server: Server = "127.0.0.1:50051",
    *,
    tls: Tls = False,
    token_file: TokenFile = None,
    follow: Annotated[Path | None, typer.Option(help="File to follow instead of standard input.")] = None,
    state: Annotated[Path | None, typer.Option(help="Remembers how far the followed file is published.")] = None,
    window: Annotated[int, typer.Option(min=1, max=1000, help="Most events that wait for their answer.")] = 64,
    stop_seconds: StopSeconds = 30.0,
) -> None:
    """Publishes events, one JSON object a line, as REST takes them. Prints what became of each as a line of JSON."""
    if (follow is None) != (state is None):
        _unusable("--follow and --state belong together: without the place, a restart would publish the file from its beginning")
    token = _token(token_file)

    async def work(stopping: asyncio.Event) -> None:
        place = Place(state, FileOffset)
        lines = FollowedLines(follow, place.value, stopping) if follow else PipedLines(sys.stdin.fileno(), stopping)
        async with Connection(server, token, is_tls=tls) as connection:
            await Publisher(connection, lines, place, window=window).run()

    _run(work, stop_seconds)


@app.command()
def watch(
    state: Annotated[Path, typer.Option(help="Remembers the last delivery that was written.")],
    server: Server = "127.0.0.1:50051",
    *,
    tls: Tls = False,
    token_file: TokenFile = None,
    output: Annotated[Path | None, typer.Option(help="File to append to instead of standard output.")] = None,
) -> None:
    """Writes the items of an inbox as lines of JSON: those of before the first start are left out, none of later is."""
    token = _token(token_file)

    async def work(stopping: asyncio.Event) -> None:
        with Sink(Place(state, InboxPosition), output) as sink:
            async with Connection(server, token, is_tls=tls) as connection:
                await watch_inbox(connection, sink, stopping)

    _run(work, stop_seconds=5.0)


def _run(work: Callable[[asyncio.Event], Awaitable[None]], stop_seconds: float) -> None:
    """Runs until the work is done. SIGTERM and Ctrl-C ask it to end, and bound how long that takes."""

    async def main() -> None:
        loop, stopping = asyncio.get_running_loop(), asyncio.Event()
        async with asyncio.timeout(None) as limit:

            def stop() -> None:
                if not stopping.is_set():
                    stopping.set()
                    limit.reschedule(loop.time() + stop_seconds)

            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop)
            await work(stopping)

    try:
        asyncio.run(main())
    except Refused as refused:
        log(str(refused))
        sys.exit(1)
    except TimeoutError:
        log(f"FluxDesk did not answer within {stop_seconds:g} s after the signal to end; what was not answered is not published for sure")
        sys.exit(1)
    except OSError as problem:
        _unusable(str(problem))


def _token(file: Path | None) -> str:
    try:
        token = file.read_text(encoding="ascii").strip() if file else os.environ.get("FLUXDESK_TOKEN", "")
    except (OSError, ValueError) as problem:
        _unusable(f"--token-file: {problem}")
    if not token:
        _unusable("no token: set FLUXDESK_TOKEN or name a --token-file")
    return token


def _unusable(text: str) -> NoReturn:
    log(text)
    sys.exit(2)


if __name__ == "__main__":
    app()
