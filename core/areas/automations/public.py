"""What other areas may use of automations."""

from core.areas.automations.put import automations_of, count_log, put_automation, uncount_log
from core.areas.automations.queries import LoggedRow, sum_logs

__all__ = ["LoggedRow", "automations_of", "count_log", "put_automation", "sum_logs", "uncount_log"]
