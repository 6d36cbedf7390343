"""The page of webhooks: what is sent, how it is signed and sent again, and programs that take it."""

import json
from html import escape
from pathlib import Path
from typing import Final

from google.protobuf.descriptor import Descriptor, EnumDescriptor

from scripts.generator.declarations import Declarations
from scripts.generator.docs.markup import code, example, fill, items, link, table
from scripts.generator.docs.mcp_page import schema_rows
from scripts.generator.docs.rest_page import curl
from scripts.generator.json_schema import Dialect, Schema, json_name
from scripts.generator.openapi_webhooks import HEADERS
from scripts.generator.webhook_events import BODY, WebhookEvent, webhook_events

_RECEIVERS: Final = Path(__file__).parents[3] / "examples/webhook-receiver"
_LANGUAGES: Final = {"receiver.py": "Python", "receiver.mjs": "Node", "receiver.sh": "Shell, as a CGI program"}
_SHORT: Final = 'openssl dgst -sha256 -hmac "$FLUXDESK_WEBHOOK_SECRET" -hex body.json'
_MEMBERS: Final = ("Member", "Type", "Meaning")


def webhooks_page(declarations: Declarations) -> str:
    """The body of the page."""
    events = webhook_events(declarations)
    body = declarations.message(BODY)
    return fill(
        "webhooks.html",
        create=example("Make a webhook", _curl(declarations, "CreateWebhook")),
        pull=example("What follows number 41", _pull(declarations)),
        redeliver=example("Send it again", _curl(declarations, "RedeliverWebhookDelivery")),
        headers=table("Headers of every request", ("Header", "Meaning"), ((code(name), _marked(text)) for name, text in HEADERS.items())),
        short=example("X-FluxDesk-Signature with openssl", _SHORT),
        receivers="\n".join(example(title, (_RECEIVERS / name).read_text(encoding="utf-8").strip()) for name, title in _LANGUAGES.items()),
        members=table("Members of every body", _MEMBERS, schema_rows(_schema(declarations, body))) if body is not None else "",
        contents=items(link(f"#{event.name}", escape(event.type)) for event in events),
        types="\n".join(_article(declarations, event) for event in events),
    )


def _article(declarations: Declarations, event: WebhookEvent) -> str:
    rows = schema_rows(_schema(declarations, event.data))
    return (
        f'<article id="{event.name}">\n<h3>{code(event.type)}</h3>\n<p>{escape(event.description)}</p>\n'
        f"{table(f'data of {event.type}', _MEMBERS, rows)}\n"
        f"{example(f'Body of {event.type}', json.dumps(event.example, ensure_ascii=False, indent=2))}\n</article>"
    )


def _schema(declarations: Declarations, message: Descriptor) -> Schema:
    dialect = Dialect(declarations, is_input=False, key=json_name)

    def nested(kind: Descriptor | EnumDescriptor) -> Schema:
        return dialect.enum(kind) if isinstance(kind, EnumDescriptor) else dialect.object(kind, nested)

    return dialect.object(message, nested)


def _pull(declarations: Declarations) -> str:
    return _curl(declarations, "ListWebhookDeliveries").replace("?limit=10", "?after_seq=41&limit=10")


def _curl(declarations: Declarations, method: str) -> str:
    rpc = next(rpc for rpc in declarations.rpcs if rpc.method.name == method)
    return curl(declarations, rpc, rpc.routes[0])


def _marked(text: str) -> str:
    """Text in which backticks hold words of the interface."""
    return "".join(code(part) if index % 2 else escape(part) for index, part in enumerate(text.split("`")))
