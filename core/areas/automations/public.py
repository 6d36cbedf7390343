"""What other areas may use of automations."""

from core.areas.automations.put import automations_of, count_log, logged_time, put_automation, uncount_log

__all__ = ["automations_of", "count_log", "logged_time", "put_automation", "uncount_log"]
