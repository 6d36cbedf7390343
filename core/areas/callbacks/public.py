"""What other areas may use of callbacks."""

from core.areas.callbacks.keep import call_back

__all__ = ["call_back"]
