"""The clock of the process, a seam of the tests. Windows and leases are decided by the database's clock instead."""

import time
from datetime import UTC, datetime


class Clock:
    """Wall clock and monotonic clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def unix_seconds(self) -> float:
        return time.time()

    def monotonic_seconds(self) -> float:
        return time.monotonic()
