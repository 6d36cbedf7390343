"""Fault paths of the core, in proto names, as paths in the JSON that the caller sent."""

import json
import re
from typing import cast

from fluxdesk.rpc import Route
from google.protobuf.descriptor import Descriptor, FieldDescriptor

# A fault of the whole body, and of JSON that cannot be read.
BODY = "body"
# Before a name that the request has no field for: it is no proto name, even where it looks like one.
AS_SENT = "?"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# A string key is quoted as in JSON.
_SUBSCRIPT = re.compile(r'\[(?:(?P<index>-?\d+|true|false)|(?P<key>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"))\]')


class CallerPaths:
    """The paths of one route: the body's field is left out, and what came in a header bears the header's name."""

    def __init__(self, request: Descriptor, route: Route) -> None:
        self._request = request
        self._body = "" if route.body == "*" else route.body
        self._headers = dict(route.headers)

    def caller_path(self, path: str, body: object) -> str:
        """The caller's path for a proto path. `body` is the JSON that was sent; what does not resolve stays verbatim."""
        if path in {"", self._body}:
            return BODY
        if path.startswith(AS_SENT):
            return path.removeprefix(AS_SENT)
        if self._body and path.startswith((f"{self._body}.", f"{self._body}[")):
            message = self._request.fields_by_name[self._body].message_type
            return json_path(message, path[len(self._body) :].removeprefix("."), body)
        return self._headers.get(path) or json_path(self._request, path, None if self._body else body)


def json_path(message: Descriptor | None, path: str, data: object) -> str:
    """`child_things[0].counts["a"]` as `childThings[0].counts.a`, by walking the message beside the data it was read from."""
    walked = ""
    while (name := _NAME.match(path)) and (field := _field(message, name[0], data)):
        walked += f".{field.json_name}" if walked else field.json_name
        path, data, message = path[name.end() :], _child(data, field.json_name), _element(field)
        while subscript := _SUBSCRIPT.match(path):
            key = _key(subscript)
            walked += f"[{key}]" if subscript["index"] and not _is_map(field) else f".{key}"
            path, data = path[subscript.end() :], _child(data, key)
        if not path.startswith("."):
            return walked + path
        path = path[1:]
    return f"{walked}.{path}" if walked else path


def _field(message: Descriptor | None, name: str, data: object) -> FieldDescriptor | None:
    """The field of that proto name; None where the caller used the proto name as a key, which is then the fault."""
    field = message.fields_by_name.get(name) if message else None
    if field is None or (field.json_name != name and isinstance(data, dict) and name in data):
        return None
    return field


def _element(field: FieldDescriptor) -> Descriptor | None:
    """Message of the field's value; of a map, of its entries' values."""
    message = field.message_type
    return message.fields_by_name["value"].message_type if message and _is_map(field) else message


def _is_map(field: FieldDescriptor) -> bool:
    return bool(field.message_type and field.message_type.GetOptions().map_entry)


def _key(subscript: re.Match[str]) -> str:
    return subscript["index"] or cast("str", json.loads(subscript["key"]))


def _child(data: object, key: str) -> object:
    if isinstance(data, dict):
        return cast("dict[str, object]", data).get(key)
    if isinstance(data, list) and key.isdecimal():
        items = cast("list[object]", data)
        return items[int(key)] if int(key) < len(items) else None
    return None
