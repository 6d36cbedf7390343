"""Events as an integrator writes them."""

from datetime import UTC, datetime
from typing import Any


def event(event_id: str, **more: Any) -> dict[str, Any]:
    """An event of the demo integrator that happened now."""
    return {
        "spec_version": "2",
        "event_id": event_id,
        "event_type": "fd1.repo.access_granted",
        "severity": "info",
        "tone": "positive",
        "title": "You were added to acme/widget-pro",
        "occurred_at": datetime.now(UTC).isoformat(),
        "labels": {"repo": "widget-pro"},
        **more,
    }
