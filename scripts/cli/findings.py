"""What one look of the doctor finds."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from scripts.unusable import EXPECTED, one_line


class Finding(NamedTuple):
    """`state` is ok or fail; `text` says how to mend a failure."""

    check: str
    state: str
    text: str


class Wrong(Exception):
    """Something does not hold; the text says how to mend it."""


def looked(check: str, look: Callable[[], str]) -> Iterator[Finding]:
    """What the look tells, or what keeps it from telling."""
    try:
        yield Finding(check, "ok", look())
    except (*EXPECTED, OSError, Wrong) as problem:
        yield Finding(check, "fail", one_line(problem))
