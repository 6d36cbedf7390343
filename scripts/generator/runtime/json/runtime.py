"""What generated JSON code and its callers share: the shape of a codec, strict parsing, and how a fault is placed."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar, cast

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

# (path in proto names, text)
Fault = tuple[str, str]

# Levels of objects and lists in one document. protobuf stops parsing at 100 levels, and one level of a Struct costs three.
DEPTH_MAX = 32
NESTED_TOO_DEEPLY = f"nested deeper than {DEPTH_MAX} levels"

_KEY_LENGTH_MAX = 120
# Python refuses to read longer integers from text; whatever is longer than this is out of every range anyway.
_INTEGER_DIGITS_MAX = 400

MessageT = TypeVar("MessageT", bound=Message)
MessageT_contra = TypeVar("MessageT_contra", bound=Message, contravariant=True)
KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
ValueT_co = TypeVar("ValueT_co", covariant=True)


class MessageCodec(NamedTuple):
    """`decode` takes parsed JSON, the path that stands before every fault's, and the list that faults are added to; it never raises."""

    decode: Callable[[object, str, list[Fault]], Message]
    encode: Callable[[Message], dict[str, object]]


class Fill(Protocol[MessageT_contra]):
    """Reads `data` into the message, which is present afterwards even where the data is faulty."""

    def __call__(self, message: MessageT_contra, data: object, path: str, faults: list[Fault], depth: int, /) -> None: ...


class Read(Protocol[ValueT_co]):
    """Reads one value, which stands at `path` under `name`. A faulty one is read as its zero value, so that it still counts as sent."""

    def __call__(self, value: object, path: str, name: str, faults: list[Fault], /) -> ValueT_co: ...


class MalformedJson(ValueError):
    """The body is no JSON document; the text says where it breaks."""


class DuplicateKeys(dict[str, object]):
    """A JSON object in which a key stands twice. The last value is kept; decoding names every key of `repeated`."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)


def codec(kind: type[MessageT], fill: Fill[MessageT], encode: Callable[[MessageT], dict[str, object]]) -> MessageCodec:
    """The codec of one kind of message, out of its generated functions."""

    def decode(data: object, path: str, faults: list[Fault]) -> Message:
        message = kind()
        fill(message, data, path, faults, 1)
        return message

    return MessageCodec(decode, cast("Callable[[Message], dict[str, object]]", encode))


def read_json(body: bytes) -> object:
    """The document in the body. Raises MalformedJson for everything that RFC 8259 does not allow; NaN and a BOM are not."""
    try:
        return _DECODER.decode(body.decode())
    except UnicodeDecodeError as problem:
        message = f"not UTF-8 at byte {problem.start}"
        raise MalformedJson(message) from None
    except JSONDecodeError as problem:
        message = f"{problem.msg} at line {problem.lineno}, column {problem.colno}"
        raise MalformedJson(message) from None
    except RecursionError:
        message = "nested too deeply"
        raise MalformedJson(message) from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else DuplicateKeys(pairs)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _INTEGER_DIGITS_MAX else float(digits)


def _no_number(literal: str) -> NoReturn:
    message = f"{literal} is no JSON number"
    raise MalformedJson(message)


# The standard decoder with a hook costs 4 µs for the reference event. A faster parser drops repeated keys, and finding them again
# afterwards eats what it saved.
_DECODER = JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_constant=_no_number)


def join(path: str, name: str) -> str:
    """Path of `name` (a field, or an element as "[0]") below `path`; "" is the root, and an empty name the path itself."""
    if not path or not name or name[0] == "[":
        return path + name
    return f"{path}.{name}"


def shown(key: str) -> str:
    """A key as a path may show it: text that travels in every encoding, of bounded length."""
    return key[:_KEY_LENGTH_MAX].encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")


def entry(key: str) -> str:
    """The key of a map as the last part of a path."""
    if key.isidentifier() and len(key) <= _KEY_LENGTH_MAX:
        return f'["{key}"]'
    return f"[{json.dumps(shown(key), ensure_ascii=False)}]"


def wrong(value: object, path: str, name: str, faults: list[Fault], text: str) -> None:
    """Adds the fault of a value that is not what `text` asks for."""
    faults.append((join(path, name), "must not be null" if value is None else text))


def members(data: object, path: str, faults: list[Fault], depth: int, names: Mapping[str, str]) -> Mapping[str, object]:
    """The members of an object whose keys map to field names; none of what is no object. Unknown and repeated keys are faults."""
    sent = pairs(data, path, faults, depth)
    if type(sent) is dict and sent.keys() <= names.keys():
        return sent
    faults.extend((join(path, shown(key)), "unknown field") for key in sent if key not in names)
    if isinstance(sent, DuplicateKeys):
        faults.extend((join(path, names.get(key) or shown(key)), "key stands twice") for key in sent.repeated)
    return sent


def pairs(data: object, path: str, faults: list[Fault], depth: int) -> dict[str, object]:
    """The object that `data` is; an empty one, after a fault, for anything else and for what is nested too deeply."""
    if depth > DEPTH_MAX:
        faults.append((path, NESTED_TOO_DEEPLY))
    elif isinstance(data, dict):
        return cast("dict[str, object]", data)
    else:
        wrong(data, path, "", faults, "must be an object")
    return {}


def one_of(sent: Mapping[str, object], path: str, faults: list[Fault], members_of_oneof: Mapping[str, str]) -> None:
    """Adds a fault, at the later one, for every two members of a oneof that are sent together."""
    together = [key for key in members_of_oneof if key in sent]
    for first, second in pairwise(together):
        faults.append((join(path, members_of_oneof[second]), f"cannot be sent together with {first}"))


def elements(value: object, path: str, name: str, faults: list[Fault]) -> Iterable[tuple[str, object]]:
    """(path, element) of a list."""
    if type(value) is not list:
        wrong(value, path, name, faults, "must be a list")
        return ()
    at = join(path, name)
    return ((f"{at}[{index}]", item) for index, item in enumerate(cast("list[object]", value)))


def each(read: Read[ValueT], value: object, path: str, name: str, faults: list[Fault]) -> list[ValueT]:
    """Every element of a list of scalars."""
    return [read(item, at, "", faults) for at, item in elements(value, path, name, faults)]


def entries(read_key: Read[KeyT], value: object, path: str, name: str, faults: list[Fault]) -> Iterator[tuple[KeyT, str, object]]:
    """(key, path, value) of each entry of a map."""
    at = join(path, name)
    sent = pairs(value, at, faults, 0)
    if isinstance(sent, DuplicateKeys):
        faults.extend((at + entry(key), "key stands twice") for key in sent.repeated)
    for key, item in sent.items():
        place = at + entry(key)
        yield read_key(key, place, "", faults), place, item


def mapping(
    read_key: Read[KeyT],
    read: Read[ValueT],
    value: object,
    path: str,
    name: str,
    faults: list[Fault],
) -> dict[KeyT, ValueT]:
    """Every entry of a map of scalars."""
    return {key: read(item, place, "", faults) for key, place, item in entries(read_key, value, path, name, faults)}


def mask(target: FieldMask, sent: object, names: Mapping[str, str]) -> None:
    """Fills the update mask with the fields that were sent, in the order of their declaration."""
    if isinstance(sent, dict):
        target.paths.extend(name for key, name in names.items() if key in cast("dict[str, Any]", sent))
