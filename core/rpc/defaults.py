"""What a request holds where its sender left a field out that has a default."""

import json
from functools import cache
from typing import Any, Final, cast

from fluxdesk.v1.policy_pb2 import default_value
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

# The stubs take extensions of options for mere fields.
_DEFAULT_VALUE: Final = cast("Any", default_value)


def fill_in(request: Message) -> None:
    """Sets the declared default of every field that was not sent: whoever reads the request finds what the documents promise."""
    for name, value in _defaults(request.DESCRIPTOR):
        if not request.HasField(name):
            setattr(request, name, value)


@cache
def _defaults(request: Descriptor) -> tuple[tuple[str, object], ...]:
    declared = ((field.name, field.GetOptions().Extensions[_DEFAULT_VALUE]) for field in request.fields)
    return tuple((name, json.loads(text)) for name, text in declared if text)
