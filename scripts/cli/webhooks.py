"""Webhooks of whoever holds a token: made, tried and looked through over gRPC, so that nobody needs to be at the server."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, cast

import grpc
import typer
from fluxdesk.failures import read_failure
from fluxdesk.json import JSON
from fluxdesk.rpc import Rpc
from fluxdesk.rpc_table import BY_NAME
from google.protobuf.message import Message
from rich.console import Console
from rich.progress import Progress

from scripts.cli.desk import AsJson, fail, require_none, show
from scripts.cli.listen import listen

webhooks = typer.Typer(help="Webhooks tell programs of what happens; for whoever holds a token.", no_args_is_help=True)
webhooks.command("listen")(listen)
_TIMEOUT_SECONDS: Final = 10.0
_PAGE_ROWS: Final = 200
_Webhook = Annotated[str, typer.Argument(help="Id of the webhook, as `webhook list` shows it.")]
_Delivery = Annotated[str, typer.Argument(help="Id of the delivery, as `webhook deliveries` shows it.")]
_Types = Annotated[list[str] | None, typer.Option("--type", help="Type of what is sent; `webhook types` shows those that there are.")]
_Description = Annotated[str | None, typer.Option(help="What it is for.")]
_SHOWN: Final = ("id", "url", "event_types", "description", "enabled", "paused", "disabledReason", "failures", "lastSeq")
_SHOWN_DELIVERY: Final = ("id", "seq", "eventType", "state", "attempts", "dueAt", "createdAt", "finishedAt")
_SHOWN_REPLAY: Final = ("id", "state", "total", "done", "queued", "createdAt", "finishedAt")
_REPLAYS: Final = "WebhookReplayService"
_LOOK_SECONDS: Final = 0.5
_SHOWN_ATTEMPT: Final = ("endedAt", "status", "error", "address", "totalMs", "reply")


@dataclass(frozen=True, slots=True)
class _Door:
    """Where the calls go, as whom, and about whose webhooks."""

    address: str
    token: str | None
    is_tenant: bool

    def call(self, method: str, service: str = "WebhookService", **sent: object) -> dict[str, object]:
        """The reply as JSON; what was given None is not sent. `method` is of a person's webhooks: those of the workspace have the same.

        Ends the command with one line where it fails.
        """
        rpc = BY_NAME[f"/fluxdesk.v1.{self._named(service)}/{self._named(method)}"]
        return self._invoke(rpc, {name: value for name, value in sent.items() if value is not None})

    def types(self) -> dict[str, object]:
        return self._invoke(BY_NAME["/fluxdesk.v1.WebhookEventTypeService/ListWebhookEventTypes"], {})

    def _named(self, name: str) -> str:
        return name.replace("Webhook", "TenantWebhook", 1) if self.is_tenant else name

    def _invoke(self, rpc: Rpc, sent: Mapping[str, object]) -> dict[str, object]:
        if not self.token:
            fail("A token is needed: put it into FLUXDESK_TOKEN.")
        faults: list[tuple[str, str]] = []
        request = JSON[rpc.request].decode(dict(sent), "", faults)
        require_none(faults)
        with grpc.insecure_channel(self.address) as channel:
            invoke = channel.unary_unary(rpc.name, request_serializer=_serialized, response_deserializer=rpc.reply.FromString)
            try:
                reply = invoke(request, metadata=(("authorization", f"Bearer {self.token}"),), timeout=_TIMEOUT_SECONDS)
            except grpc.RpcError as error:
                failure = read_failure(error)
                require_none(failure.faults)
                fail(f"{self.address} answered {failure.reason}: {failure.detail}")
        return JSON[rpc.reply].encode(reply)


@webhooks.callback()
def door(
    context: typer.Context,
    server: Annotated[str, typer.Option(envvar="FLUXDESK_SERVER", help="host:port of its gRPC.")] = "127.0.0.1:50051",
    token: Annotated[str | None, typer.Option(envvar="FLUXDESK_TOKEN", help="An agent key; others on this host see arguments.")] = None,
    tenant: Annotated[bool, typer.Option("--tenant", help="The webhooks of the whole workspace; of an admin.")] = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Webhooks tell programs of what happens; for whoever holds a token."""
    context.obj = _Door(server, token, tenant)


@webhooks.command("types")
def show_types(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the types of what is sent; as JSON with the schema and an example of each."""
    columns = ("type", "description", *(("schema", "example") if as_json else ()))
    _show(columns, cast("list[dict[str, object]]", _door(context).types()["eventTypes"]), as_json=as_json)


@webhooks.command("list")
def show_webhooks(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the webhooks, newest first."""
    _show(_SHOWN, list(_pages(_door(context), "ListWebhooks", "webhooks")), as_json=as_json)


@webhooks.command("create")
def create(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Where requests go: an https address.")],
    types: _Types = None,
    description: _Description = None,
    disabled: Annotated[bool, typer.Option("--disabled", help="Nothing is sent until it is enabled.")] = False,  # noqa: FBT002  # as typer gives it
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Makes a webhook and prints its secret, which is shown once."""
    made = _door(context).call("CreateWebhook", url=url, event_types=types or [], description=description, enabled=not disabled)
    _show(("id", "secret"), [made], as_json=as_json)


@webhooks.command("update")
def update(
    context: typer.Context,
    webhook: _Webhook,
    url: Annotated[str | None, typer.Option(help="Where requests go.")] = None,
    types: _Types = None,
    description: _Description = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="What happens while it is disabled is held.")] = None,
) -> None:
    """Changes what is given of a webhook, and no more."""
    _door(context).call("UpdateWebhook", webhookId=webhook, url=url, event_types=types or None, description=description, enabled=enabled)


@webhooks.command("delete")
def delete(context: typer.Context, webhook: _Webhook) -> None:
    """Deletes a webhook with all that waits for it and its log."""
    _door(context).call("DeleteWebhook", webhookId=webhook)


@webhooks.command("rotate")
def rotate(context: typer.Context, webhook: _Webhook) -> None:
    """Gives a webhook a new secret and prints it, alone on standard output; the one before stays good for 24 hours."""
    print(_door(context).call("RotateWebhookSecret", webhookId=webhook)["secret"])


@webhooks.command("activate")
def activate(context: typer.Context, webhook: _Webhook) -> None:
    """Ends the overlap of a rotation now."""
    _door(context).call("ActivateWebhookSecret", webhookId=webhook)


@webhooks.command("pause")
def pause(context: typer.Context, webhook: _Webhook) -> None:
    """Holds what a webhook would be sent until it is resumed."""
    _door(context).call("PauseWebhook", webhookId=webhook)


@webhooks.command("resume")
def resume(context: typer.Context, webhook: _Webhook) -> None:
    """Goes on with what was held."""
    _door(context).call("ResumeWebhook", webhookId=webhook)


@webhooks.command("test")
def fire(
    context: typer.Context,
    webhook: _Webhook,
    event_type: Annotated[str | None, typer.Option("--type", help="Type of the event; the first of the webhook's own without it.")] = None,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Sends a webhook an event that never happened."""
    _show(_SHOWN_DELIVERY, [_door(context).call("TestWebhook", webhookId=webhook, event_type=event_type)], as_json=as_json)


@webhooks.command("deliveries")
def show_deliveries(
    context: typer.Context,
    webhook: _Webhook,
    after_seq: Annotated[int | None, typer.Option(min=0, help="Only what follows this number, the least first.")] = None,
    state: Annotated[str | None, typer.Option(help="pending, delivered, dead, expired or held.")] = None,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Lists what a webhook was and is to be sent, newest first; as JSON with the bodies."""
    found = _pages(_door(context), "ListWebhookDeliveries", "deliveries", webhookId=webhook, after_seq=after_seq, state=state)
    _show((*_SHOWN_DELIVERY, *(("payload",) if as_json else ())), list(found), as_json=as_json)


@webhooks.command("attempts")
def show_attempts(context: typer.Context, webhook: _Webhook, delivery: _Delivery, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the attempts of one delivery, and what was answered."""
    found = _door(context).call("GetWebhookDelivery", webhookId=webhook, deliveryId=delivery)
    _show(_SHOWN_ATTEMPT, cast("list[dict[str, object]]", found["attemptLog"]), as_json=as_json)


@webhooks.command("redeliver")
def redeliver(context: typer.Context, webhook: _Webhook, delivery: _Delivery) -> None:
    """Queues a delivery once more, with the same bytes and ids."""
    _door(context).call("RedeliverWebhookDelivery", webhookId=webhook, deliveryId=delivery)


@webhooks.command("replay")
def replay(
    context: typer.Context,
    webhook: _Webhook,
    since: Annotated[str | None, typer.Option("--from", help="Only what was made then or later: a time of RFC 3339.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Only what was made before then.")] = None,
    types: _Types = None,
    states: Annotated[list[str] | None, typer.Option("--state", help="Only what came to this: delivered, dead or expired.")] = None,
    after_seq: Annotated[int | None, typer.Option(min=0, help="Only what follows this number.")] = None,
    before_seq: Annotated[int | None, typer.Option(min=1, help="Only what precedes this number.")] = None,
    as_json: AsJson = False,  # noqa: FBT002  # as typer gives it
) -> None:
    """Queues what a webhook was sent once more, and waits until all of it is queued. Interrupted, the server goes on by itself."""
    door = _door(context)
    asked = {"from": since, "to": until, "event_types": types, "states": states, "after_seq": after_seq, "before_seq": before_seq}
    made = door.call("CreateWebhookReplay", _REPLAYS, webhookId=webhook, **asked)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Queueing", total=cast("int", made["total"]))
        while made["state"] == "running":
            time.sleep(_LOOK_SECONDS)
            made = door.call("GetWebhookReplay", _REPLAYS, webhookId=webhook, replayId=made["id"])
            progress.update(task, completed=cast("int", made["done"]))
    _show(_SHOWN_REPLAY, [made], as_json=as_json)


@webhooks.command("replays")
def show_replays(context: typer.Context, webhook: _Webhook, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the replays of a webhook and how far they are, newest first."""
    found = _pages(_door(context), "ListWebhookReplays", "replays", _REPLAYS, webhookId=webhook)
    _show(_SHOWN_REPLAY, list(found), as_json=as_json)


@webhooks.command("cancel")
def cancel(
    context: typer.Context,
    webhook: _Webhook,
    replay_id: Annotated[str, typer.Argument(help="Id of the replay, as `webhook replays` shows it.")],
) -> None:
    """Ends a replay; what it has queued already is sent."""
    _door(context).call("CancelWebhookReplay", _REPLAYS, webhookId=webhook, replayId=replay_id)


def _pages(door: _Door, method: str, name: str, service: str = "WebhookService", **sent: object) -> Iterator[dict[str, object]]:
    cursor = None
    while True:
        page = door.call(method, service, limit=_PAGE_ROWS, cursor=cursor, **sent)
        yield from cast("list[dict[str, object]]", page[name])
        if not (cursor := page.get("nextCursor")):
            return


def _show(columns: tuple[str, ...], found: list[dict[str, object]], *, as_json: bool) -> None:
    show(columns, [[one.get(column) for column in columns] for one in found], as_json=as_json)


def _door(context: typer.Context) -> _Door:
    return cast("_Door", context.obj)


def _serialized(message: Message) -> bytes:
    return message.SerializeToString()
