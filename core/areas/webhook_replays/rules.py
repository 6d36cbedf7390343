"""What a replay may be asked for."""

from collections.abc import Iterator

from fluxdesk.failures import Fault
from fluxdesk.v1.tenant_webhook_replays_pb2 import CreateTenantWebhookReplayRequest
from fluxdesk.v1.webhook_replays_pb2 import CreateWebhookReplayRequest

from core.areas.webhooks.public import type_faults


def replay_faults(request: CreateWebhookReplayRequest | CreateTenantWebhookReplayRequest) -> Iterator[Fault]:
    """Filters that nothing can match are mistakes."""
    yield from type_faults(request.event_types)
    has_both_times = request.HasField("from_time") and request.HasField("to_time")
    if has_both_times and request.to_time.ToNanoseconds() <= request.from_time.ToNanoseconds():
        yield "to_time", "must be after from"
    if request.HasField("after_seq") and request.HasField("before_seq") and request.before_seq <= request.after_seq + 1:
        yield "before_seq", "leaves no number after after_seq"
