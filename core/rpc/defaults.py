"""What a request holds where its sender left a field out that has a default."""

import json
from functools import cache
from typing import Any, Final, cast

from fluxdesk.json.runtime import MessageCodec
from fluxdesk.v1.policy_pb2 import default_value
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

# The stubs take extensions of options for mere fields.
_DEFAULT_VALUE: Final = cast("Any", default_value)


def fill_in(request: Message, codec: MessageCodec) -> None:
    """Sets the declared default of every field that was not sent: whoever reads the request finds what the documents promise.

    `codec` is that of the request, with the names of its declaration for keys.
    """
    for name, value in _defaults(request.DESCRIPTOR, codec):
        if not request.HasField(name):
            setattr(request, name, value)


@cache
def _defaults(request: Descriptor, codec: MessageCodec) -> tuple[tuple[str, object], ...]:
    declared = {field.name: text for field in request.fields if (text := field.GetOptions().Extensions[_DEFAULT_VALUE])}
    filled = codec.decode({name: json.loads(text) for name, text in declared.items()}, "", [])
    return tuple((name, getattr(filled, name)) for name in declared)
