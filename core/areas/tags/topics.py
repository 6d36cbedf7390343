"""The topic on which those who take tags from what had them hear that one has ended."""

from typing import Final

ENDED_TAGS_TOPIC: Final = "ended tags"
