"""The topic on which those who deliver hear that something is due."""

from typing import Final

DUE_TOPIC: Final = "webhook deliveries"
