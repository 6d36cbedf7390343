"""What other areas may use of buttons."""

from core.areas.buttons.press import press

__all__ = ["press"]
