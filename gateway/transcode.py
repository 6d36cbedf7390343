"""Path, query, headers and body of a request as one RPC message, with every fault that is found on the way."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast
from urllib.parse import parse_qsl

from fluxdesk.failures import Fault
from fluxdesk.json.runtime import MalformedJson, MessageCodec, read_json, shown, unknown_field
from fluxdesk.rpc import Parameter, Route
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from gateway.headers import header_text, unquoted
from gateway.paths import AS_SENT

_INTEGER = re.compile(r"-?[0-9]{1,20}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,4})?")
_BOOLEANS = {"true": True, "false": False}


class _Source(NamedTuple):
    """Where a parameter goes in the request's JSON, and how its text is read."""

    key: str
    kind: str
    is_repeated: bool


class Transcoder:
    """Reads the requests of one route."""

    def __init__(self, request: Descriptor, route: Route, codec: MessageCodec) -> None:
        fields = request.fields_by_name
        self._codec = codec
        self._variables = [_source(request, parameter) for parameter in route.variables]
        self._query = {parameter.name: _source(request, parameter) for parameter in route.query}
        self._headers = [(header.lower().encode(), fields[field].json_name) for field, header in route.headers]
        self._is_merged = route.body == "*"
        self._body_path = "" if self._is_merged else route.body
        self._body_key = fields[route.body].json_name if self._body_path else ""

    def read(self, values: Sequence[str], query: bytes, headers: Mapping[bytes, bytes], body: object, faults: list[Fault]) -> Message:
        """The message for a parsed body, ABSENT for none; `values` are those of the path's variables."""
        data: dict[str, object] = {}
        if self._is_merged:
            data = self._merged(body, faults)
        elif self._body_key and body is not ABSENT:
            data[self._body_key] = body
        for source, text in zip(self._variables, values, strict=True):
            data[source.key] = _value(source.kind, text)
        for header, key in self._headers:
            if header in headers:
                data[key] = unquoted(header_text(headers, header))
        if query:
            self._read_query(query, data, faults)
        return self._codec.decode(data, "", faults)

    def parse(self, body: bytes, faults: list[Fault]) -> object:
        """The JSON of the body; ABSENT where there is none and, after a fault, where it is malformed."""
        if not body:
            return ABSENT
        try:
            return read_json(body)
        except MalformedJson as malformed:
            faults.append((self._body_path, str(malformed)))
            return ABSENT

    def _merged(self, body: object, faults: list[Fault]) -> dict[str, object]:
        """A body whose keys are the request's own fields. What the path or a header holds is no field of the body."""
        if body is ABSENT:
            return {}
        if not isinstance(body, dict):
            faults.append(("", "must be an object"))
            return {}
        data = cast("dict[str, object]", body)
        for key in (*(source.key for source in self._variables), *(key for _, key in self._headers)):
            if key in data:
                faults.append((key, unknown_field(key, self._codec.immutable)))
                del data[key]
        return data

    def _read_query(self, query: bytes, data: dict[str, object], faults: list[Fault]) -> None:
        seen = set[str]()
        for name, text in parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="surrogateescape"):
            source = self._query.get(name)
            if source is None:
                faults.append((AS_SENT + shown(name), "unknown parameter"))
            elif source.is_repeated:
                cast("list[object]", data.setdefault(source.key, [])).append(_value(source.kind, text))
            elif name in seen:
                faults.append((name, "must be sent once"))
            else:
                seen.add(name)
                data[source.key] = _value(source.kind, text)


class _Absent:
    """The body of a request that has none."""


ABSENT = _Absent()


def _source(request: Descriptor, parameter: Parameter) -> _Source:
    return _Source(request.fields_by_name[parameter.field].json_name, parameter.kind, parameter.is_repeated)


def _value(kind: str, text: str) -> object:
    """A text as the JSON value of its kind. One that is none stays a text, and decoding says what it should have been."""
    if kind == "integer":
        return int(text) if _INTEGER.fullmatch(text) else text
    if kind == "bool":
        return _BOOLEANS.get(text, text)
    if kind == "number":
        return float(text) if _NUMBER.fullmatch(text) else text
    return text
