"""Shows what webhooks are sent, as the declarations have it."""

from typing import Final, cast

from fluxdesk.json import JSON
from fluxdesk.services import WebhookEventTypeServiceServicer
from fluxdesk.v1.webhook_events_pb2 import ListWebhookEventTypesRequest, ListWebhookEventTypesResponse
from fluxdesk.webhook_events import WEBHOOK_EVENTS

from core.database.rows import Db
from core.rpc.call import Call

# Every type with the members of its row, which are those of the message.
_KINDS: Final = [
    {"type": kind.type, "description": kind.description, "schema": kind.schema, "example": kind.example} for kind in WEBHOOK_EVENTS.values()
]


class WebhookEventTypeService(WebhookEventTypeServiceServicer[Call, Db]):
    """Webhook events are what webhooks are sent: what may happen, and what the requests then say of it."""

    def __init__(self) -> None:
        decoded = JSON[ListWebhookEventTypesResponse].decode({"eventTypes": _KINDS}, "", [])
        self._catalogue = cast("ListWebhookEventTypesResponse", decoded)

    async def ListWebhookEventTypes(self, request: ListWebhookEventTypesRequest, call: Call) -> ListWebhookEventTypesResponse:  # noqa: ARG002  # the same for everybody
        return self._catalogue
