"""Replies of an RPC as HTTP answers: status, headers and body as the RPC declares them."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import cast

import orjson
from fluxdesk.json.runtime import MessageCodec
from fluxdesk.metadata import response_headers
from fluxdesk.rpc import Rpc
from google.api.httpbody_pb2 import HttpBody
from google.protobuf.message import Message

from gateway.headers import header_value
from gateway.problems import Answer, HeaderList

_JSON = (b"content-type", b"application/json")


class ReplyWriter:
    """Writes the replies of one RPC. google.api.HttpBody is written as it is, everything else as JSON."""

    def __init__(self, rpc: Rpc, codecs: Mapping[type[Message], MessageCodec]) -> None:
        self._rpc = rpc
        self._encode = None if rpc.reply is HttpBody else codecs[rpc.reply].encode
        self._headers = [(field, header, header.lower().encode()) for field, header in rpc.reply_headers]

    def answer(self, reply: Message, trailing: Iterable[tuple[str, str | bytes]]) -> Answer:
        """The answer for a reply and the trailing metadata that came with it."""
        headers = response_headers(trailing)
        if self._headers:
            headers += self._field_headers(reply)
        status = self._status(reply)
        if status == HTTPStatus.NO_CONTENT:
            return Answer(status, headers, b"")
        if self._encode:
            return Answer(status, [_JSON, *headers], orjson.dumps(self._encode(reply)))
        page = cast("HttpBody", reply)
        media_type = header_value("Content-Type", page.content_type or "application/octet-stream")
        return Answer(status, [(b"content-type", media_type), *headers], page.data)

    def _status(self, reply: Message) -> int:
        for field, status in self._rpc.status_when:
            if getattr(reply, field):
                return status
        return self._rpc.http_status

    def _field_headers(self, reply: Message) -> HeaderList:
        values = ((header, name, getattr(reply, field)) for field, header, name in self._headers)
        return [(name, header_value(header, str(value))) for header, name, value in values if value]


class EventWriter:
    """Writes the messages of one streaming RPC as server-sent events.

    Where the reply is one oneof, its set field names the event and is its data; else the whole message is a "message". A field that
    is declared as the event's id stands beside the oneof and becomes the id, with which a browser reconnects.
    """

    def __init__(self, rpc: Rpc, codecs: Mapping[type[Message], MessageCodec]) -> None:
        descriptor = rpc.reply.DESCRIPTOR
        self._encode = codecs[rpc.reply].encode
        self._oneof = descriptor.oneofs[0].name if _is_one_oneof(rpc) else ""
        self._keys = {field.name: field.json_name for field in descriptor.fields}
        self._event_id = rpc.event_id

    def event(self, message: Message) -> bytes:
        """One event in the form of text/event-stream."""
        data = self._encode(message)
        position = header_value("id", getattr(message, self._event_id)) if self._event_id else b""
        if self._oneof and (name := message.WhichOneof(self._oneof)):
            return server_sent(name, orjson.dumps(data[self._keys[name]]), position)
        return server_sent("message", orjson.dumps(data), position)


def server_sent(name: str, data: bytes, event_id: bytes = b"") -> bytes:
    """An event of that name; JSON without line breaks is one data line. An event without an id leaves the client's position alone."""
    opening = b"id: %b\n" % event_id if event_id else b""
    return b"%bevent: %b\ndata: %b\n\n" % (opening, name.encode(), data)


def _is_one_oneof(rpc: Rpc) -> bool:
    """Whether all fields but the event's id stand in one oneof. A field declared optional makes a oneof whose name starts with _."""
    oneofs, fields = rpc.reply.DESCRIPTOR.oneofs, rpc.reply.DESCRIPTOR.fields
    return len(oneofs) == 1 and not oneofs[0].name.startswith("_") and len(oneofs[0].fields) == len(fields) - bool(rpc.event_id)
