"""What other areas may use of the log."""

from core.areas.webhook_log.show import delivery_of, list_page, page_of, redeliver, show, test

__all__ = ["delivery_of", "list_page", "page_of", "redeliver", "show", "test"]
