"""Follows the key file while the process runs: at once when a command says that it has changed, else within seconds."""

import asyncio
from typing import Final

from core.database.wake import Wake
from core.secrets.keys import Keys

# Marked by whoever changes the key file.
KEYS_TOPIC: Final = "keys"
# In case that is not heard, or the file was copied here from another host. A look costs a stat.
_LOOK_SECONDS: Final = 2.0


class KeyWatch:
    """Looks at the key file until `stop`."""

    def __init__(self, keys: Keys, wake: Wake) -> None:
        self._keys = keys
        self._wake = wake
        self._task = asyncio.create_task(self._look_until_cancelled())

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _look_until_cancelled(self) -> None:
        async with self._wake.subscribe(KEYS_TOPIC) as heard:
            while True:
                # A process that was forked goes on with what its parent knew.
                self._keys.refresh()
                await heard.wait(_LOOK_SECONDS)
