"""The webhooks of the OpenAPI document: the requests that receivers get, one per type, and the answers that are expected of them."""

from scripts.generator.declarations import Declarations
from scripts.generator.json_schema import Schema
from scripts.generator.openapi_schemas import Schemas
from scripts.generator.webhook_events import WebhookEvent, body_schema, webhook_events

# What a request is signed with, as its receiver checks it; core/delivery/sign.py writes them.
HEADERS: dict[str, str] = {
    "X-FluxDesk-Signature": (
        "`v1=` and the HMAC-SHA256 of the raw body in hexadecimal, keyed with the secret letter for letter as it was shown, `whsec_` and "
        "all. For 24 hours after a rotation the key is the secret before it."
    ),
    "X-FluxDesk-Event-Type": "The `type` of the body.",
    "X-FluxDesk-Delivery-Id": "The `deliveryId` of the body.",
    "webhook-id": "The same, as Standard Webhooks names it: whoever has seen it has seen this event.",
    "webhook-timestamp": "When this attempt was signed, in seconds since 1970. Refuse one that is more than 5 minutes away.",
    "webhook-signature": (
        "As Standard Webhooks has it: `v1,` and the HMAC-SHA256 of `webhook-id`, `webhook-timestamp` and the raw body, with a dot between "
        "each, in Base64. The key is what follows `whsec_` in the secret, decoded from Base64. During a rotation there are two, with a "
        "space between them, one of each secret."
    ),
}
_RESPONSES: dict[str, Schema] = {
    "2XX": {"description": "The event is taken. Answer within 8 seconds, and do afterwards what takes longer."},
    "410": {"description": "No more is wanted: the webhook is switched off at once."},
    "default": {
        "description": "Anything else, a redirect too, is a failure: the event is sent again, 10 times within 4 days.",
        "headers": {
            "Retry-After": {
                "description": "How long to wait at least, in seconds or as a date; 24 hours count at most.",
                "schema": {"type": "string"},
            }
        },
    },
}


def webhooks(declarations: Declarations, schemas: Schemas) -> dict[str, Schema]:
    """A request per type, by the type."""
    return {event.type: {"post": _operation(declarations, schemas, event)} for event in webhook_events(declarations)}


def _operation(declarations: Declarations, schemas: Schemas, event: WebhookEvent) -> Schema:
    schema = body_schema(declarations, event, schemas.replies, schemas.reply)
    summary, _, more = event.description.partition(". ")
    return {
        "operationId": event.name,
        "summary": summary.removesuffix("."),
        **({"description": event.description} if more else {}),
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": event.example}}},
        "responses": _RESPONSES,
    }
