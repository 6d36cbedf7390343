"""Commands of ./scripts/fluxdesk, each forked from a process that has loaded the program, which takes nearly all of their time."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

_SECONDS_MAX = 120
_loaded = multiprocessing.get_context("forkserver")
_loaded.set_forkserver_preload(["scripts.cli.__main__", __name__])


def typed(words: Sequence[str], stdin: str, environment: Mapping[str, str]) -> CompletedProcess[str]:
    """Returns once the command has ended."""
    with TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("stdin", "stdout", "stderr")]
        for stream, text in zip(streams, (stdin, "", ""), strict=True):
            stream.write_text(text, encoding="utf-8")
        process = _loaded.Process(target=_type, args=(words, environment, streams))
        process.start()
        process.join(_SECONDS_MAX)
        status = process.exitcode
        assert status is not None, "the command does not end"
        process.close()
        return CompletedProcess(words, status, *(stream.read_text(encoding="utf-8") for stream in streams[1:]))


def _type(words: Sequence[str], environment: Mapping[str, str], streams: Sequence[Path]) -> None:
    for number, stream in enumerate(streams):
        opened = os.open(stream, os.O_RDWR)
        os.dup2(opened, number)
        os.close(opened)
    # The fork has a closed one in its place.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # it lasts as long as the process
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["fluxdesk", *words]
    from scripts.cli.__main__ import app  # noqa: PLC0415  # loaded where this is forked from, and not by who only waits

    app()
