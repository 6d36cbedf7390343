"""What others may use of publishing."""

from core.areas.events.address import person_name

__all__ = ["person_name"]
