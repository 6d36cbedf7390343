"""How the codec tests read and write."""

import json
from typing import TypeVar, cast

from fluxdesk.json.runtime import Fault, MessageCodec, read_json
from google.protobuf.message import Message
from hypothesis import HealthCheck, settings
from scenarios.json import JSON

# A busy machine is slow, which is no fault of the code.
STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

MessageT = TypeVar("MessageT", bound=Message)


def decode(kind: type[MessageT], data: object, codec: MessageCodec | None = None) -> tuple[MessageT, list[Fault]]:
    """The message and the faults of parsed JSON, with the documents' names unless another codec is given."""
    faults: list[Fault] = []
    message = (codec or JSON[kind]).decode(data, "", faults)
    return cast("MessageT", message), faults


def read(kind: type[MessageT], body: str | bytes) -> tuple[MessageT, list[Fault]]:
    return decode(kind, read_json(body.encode() if isinstance(body, str) else body))


def faults_of(kind: type[Message], data: object) -> list[Fault]:
    return decode(kind, data)[1]


def rewritten(data: object) -> object:
    """What a reader gets of a reply: the value after a journey through bytes."""
    return read_json(json.dumps(data, ensure_ascii=False, allow_nan=False).encode())
