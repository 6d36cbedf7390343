"""Adds up what changed, so that a tally is read from few rows."""

from typing import Final

from core.areas.tallies.queries import fold_tally_changes
from core.database.rows import Db
from core.jobs.duty import Duty

_CHANGES_MAX: Final = 5_000
# What is not added up yet is added by whoever reads: this long, it is little.
_INTERVAL_SECONDS: Final = 5


async def fold_tallies(db: Db) -> bool:
    """Adds one part up. More may be left where that is as much as a part may be; what is written meanwhile waits for the next time."""
    return (await fold_tally_changes(db, limit=_CHANGES_MAX)).changes == _CHANGES_MAX


FOLD_TALLIES: Final = Duty("add up tallies", _INTERVAL_SECONDS, fold_tallies)
