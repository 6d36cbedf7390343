"""The duty of the pipeline: idempotency keys that have had their day."""

from typing import Final

from core.database.rows import Db
from core.jobs.duty import Duty
from core.rpc.queries import delete_old_keys

_KEYS_MAX: Final = 1_000


async def purge_idempotency_keys(db: Db) -> bool:
    """Forgets keys after the 24 hours for which they hold, the oldest first."""
    return await delete_old_keys(db, limit=_KEYS_MAX) == _KEYS_MAX


PURGE_IDEMPOTENCY_KEYS: Final = Duty("purge idempotency keys", 60, purge_idempotency_keys)
