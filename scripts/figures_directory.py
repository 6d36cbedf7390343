"""The directory in which the workers of one server keep their figures, so that whoever is asked can tell the sums."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

# prometheus-client reads it when it is imported, which only workers do.
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_figures(parent: Path, workers: int) -> Generator[None]:
    """A block in which the workers that are forked share a directory below `parent`; a single one needs none.

    It bears the id of this process. What a killed server left is removed.
    """
    os.environ.pop(_VARIABLE, None)
    if workers == 1:
        yield
        return
    own = parent / str(os.getpid())
    for left in parent.glob("[0-9]*"):
        if left == own or not Path(f"/proc/{left.name}").exists():
            shutil.rmtree(left, ignore_errors=True)
    own.mkdir(mode=0o700, parents=True)
    os.environ[_VARIABLE] = str(own)
    try:
        yield
    finally:
        os.environ.pop(_VARIABLE, None)
        shutil.rmtree(own, ignore_errors=True)


def directory() -> Path | None:
    """The directory that this process shares with others, if it does."""
    path = os.environ.get(_VARIABLE)
    return Path(path) if path else None


def processes(shared: Path) -> list[int]:
    """Ids of the workers that live."""
    return sorted(int(file.stem.rpartition("_")[2]) for file in shared.glob("gauge_livesum_*.db"))


def forget(process: int) -> None:
    """What a worker that has ended did stays counted; what it was busy with does not."""
    if shared := directory():
        for file in shared.glob(f"gauge_live*_{process}.db"):
            file.unlink(missing_ok=True)
