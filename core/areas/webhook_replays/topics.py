"""The topic on which those who go on with replays hear of a new one."""

from typing import Final

REPLAYS_TOPIC: Final = "webhook replays"
