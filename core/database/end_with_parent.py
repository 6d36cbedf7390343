"""Processes that never outlive the one that forked them, also when it was killed."""

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


def end_with_parent(parent: int, number: signal.Signals) -> None:
    """Call it first in a forked child: from then on the kernel sends it `number` when the thread that forked it ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, number)
    # A parent that ended before the request above will never send it.
    if os.getppid() != parent:
        os._exit(1)
