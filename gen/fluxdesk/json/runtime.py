"""What generated JSON code and its callers share: the shape of a codec, strict parsing, and how a fault is placed."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice, pairwise
from json import JSONDecodeError, JSONDecoder
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar, cast

from fluxdesk.faults import MORE_FAULTS, Fault
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

# Levels of objects and lists in one document. protobuf stops parsing at 100 levels, and one level of a Struct costs three.
DEPTH_MAX = 32
NESTED_TOO_DEEPLY = f"nested deeper than {DEPTH_MAX} levels"
# List elements and map entries that one decode looks at. Anybody can send a body, and 256 KB hold 130,000 elements, whose reading
# would stop everybody's calls for a third of a second.
ELEMENTS_MAX = 10_000
# More than anyone reads, and than travels.
FAULTS_MAX = 200
# Lists and objects that one document may hold. Each is tracked by the garbage collector, which makes 130,000 of them the slowest to parse.
CONTAINERS_MAX = 20_000

_KEY_LENGTH_MAX = 120
# Python refuses to read longer integers from text; whatever is longer than this is out of every range anyway.
_INTEGER_DIGITS_MAX = 400

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)

MessageT = TypeVar("MessageT", bound=Message)
MessageT_contra = TypeVar("MessageT_contra", bound=Message, contravariant=True)
KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
ValueT_co = TypeVar("ValueT_co", covariant=True)


class MessageCodec(NamedTuple):
    """`decode` takes parsed JSON, the path that stands before every fault's, and the list that faults are added to; it never raises.

    After FAULTS_MAX faults it reads no further: the last of them, MORE_FAULTS at the path of the whole, says so. `immutable` are keys
    that are no fields of what is sent since they never change.
    """

    decode: Callable[[object, str, list[Fault]], Message]
    encode: Callable[[Message], dict[str, object]]
    immutable: Collection[str] = frozenset()


class TooManyFaults(Exception):
    """Ends a decode that has FAULTS_MAX faults."""


class Faults(list[Fault]):
    """What one decode finds wrong, and how much it may still look at."""

    _elements_left = ELEMENTS_MAX

    def add(self, path: str, text: str) -> None:
        """Raises TooManyFaults instead of keeping more than FAULTS_MAX."""
        if len(self) == FAULTS_MAX:
            raise TooManyFaults
        self.append((path, text))

    def allow(self, elements: int, path: str) -> bool:
        """Whether so many elements may be looked at; where not, that is a fault of the list or map at `path`."""
        if elements > self._elements_left:
            self.add(path, f"must have at most {ELEMENTS_MAX} elements, counted with those of all other lists and maps")
            return False
        self._elements_left -= elements
        return True


class Fill(Protocol[MessageT_contra]):
    """Reads `data` into the message, which is present afterwards even where the data is faulty."""

    def __call__(self, message: MessageT_contra, data: object, path: str, faults: Faults, depth: int, /) -> None: ...


class Read(Protocol[ValueT_co]):
    """Reads one value, which stands at `path` under `name`. A faulty one is read as its zero value, so that it still counts as sent."""

    def __call__(self, value: object, path: str, name: str, faults: Faults, /) -> ValueT_co: ...


class MalformedJson(ValueError):
    """The body is no JSON document; the text says where it breaks."""


class DuplicateKeys(dict[str, object]):
    """A JSON object in which a key stands twice. The last value is kept; decoding names every key of `repeated`."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    @property
    def repeated(self) -> tuple[str, ...]:
        """The keys that stand twice. They are counted when somebody asks, since a body can hold very many such objects."""
        return tuple(key for key, count in Counter(key for key, _ in self._pairs).items() if count > 1)


def codec(
    kind: type[MessageT],
    fill: Fill[MessageT],
    encode: Callable[[MessageT], dict[str, object]],
    immutable: Collection[str] = frozenset(),
) -> MessageCodec:
    """The codec of one kind of message, out of its generated functions."""

    def decode(data: object, path: str, faults: list[Fault]) -> Message:
        message, found = kind(), Faults()
        try:
            fill(message, data, path, found, 1)
        except TooManyFaults:
            found.append((path, MORE_FAULTS))
        faults += found
        return message

    return MessageCodec(decode, cast("Callable[[Message], dict[str, object]]", encode), immutable)


def read_json(body: bytes) -> object:
    """The document in the body. Raises MalformedJson for everything that RFC 8259 does not allow; NaN and a BOM are not.

    More than CONTAINERS_MAX lists and objects are refused before they are made.
    """
    # Strings are only looked for where brackets in them could matter.
    if _brackets(body) > CONTAINERS_MAX and _brackets(_STRING.sub(b"", body)) > CONTAINERS_MAX:
        message = f"more than {CONTAINERS_MAX} lists and objects"
        raise MalformedJson(message)
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


def _brackets(body: bytes) -> int:
    return body.count(b"[") + body.count(b"{")


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
    if len(key) <= _KEY_LENGTH_MAX and key.isprintable() and '"' not in key and "\\" not in key:
        return f'["{key}"]'
    return f"[{json.dumps(shown(key), ensure_ascii=False)}]"


def wrong(value: object, path: str, name: str, faults: Faults, text: str) -> None:
    """Adds the fault of a value that is not what `text` asks for."""
    faults.add(join(path, name), "must not be null" if value is None else text)


def members(
    data: object, path: str, faults: Faults, depth: int, names: Mapping[str, str], immutable: Collection[str] = frozenset()
) -> Mapping[str, object]:
    """The members of an object whose keys map to field names; none of what is no object. Unknown and repeated keys are faults."""
    sent = pairs(data, path, faults, depth)
    if type(sent) is dict and sent.keys() <= names.keys():
        return sent
    for key in sent:
        if key not in names:
            faults.add(join(path, shown(key)), unknown_field(key, immutable))
    if isinstance(sent, DuplicateKeys):
        for key in sent.repeated:
            faults.add(join(path, names.get(key) or shown(key)), "key stands twice")
    return sent


def unknown_field(key: str, immutable: Collection[str]) -> str:
    """What is wrong with a key that is no field."""
    return "immutable" if key in immutable else "unknown field"


def pairs(data: object, path: str, faults: Faults, depth: int) -> dict[str, object]:
    """The object that `data` is; an empty one, after a fault, for anything else and for what is nested too deeply."""
    if depth > DEPTH_MAX:
        faults.add(path, NESTED_TOO_DEEPLY)
    elif isinstance(data, dict):
        return cast("dict[str, object]", data)
    else:
        wrong(data, path, "", faults, "must be an object")
    return {}


def one_of(sent: Mapping[str, object], path: str, faults: Faults, members_of_oneof: Mapping[str, str]) -> None:
    """Adds a fault, at the later one, for every two members of a oneof that are sent together."""
    together = [key for key in members_of_oneof if key in sent]
    for first, second in pairwise(together):
        faults.add(join(path, members_of_oneof[second]), f"cannot be sent together with {first}")


def one_variant(
    sent: Collection[str], path: str, faults: Faults, discriminator: str, word: str, fields: Mapping[str, tuple[str, str]]
) -> None:
    """Adds a fault for each field of the word's variant that is not sent, and for each of another variant that is.

    `fields` gives the name and the word of each key that one variant alone has.
    """
    for key, (name, owner) in fields.items():
        if text := misplaced(discriminator, is_sent=key in sent, is_own=owner == word):
            faults.add(join(path, name), text)


def misplaced(discriminator: str, *, is_sent: bool, is_own: bool) -> str:
    """What is wrong with a field of one variant in a message of this one or another; "" where nothing is."""
    if is_sent == is_own:
        return ""
    return f"is required for this {discriminator}" if is_own else f"must be left out for this {discriminator}"


def elements(value: object, path: str, faults: Faults, most: int = ELEMENTS_MAX) -> Iterable[tuple[str, object]]:
    """(path, element) of the list at `path`. Of more than the `most` that its rule allows, one more is read, which breaks the rule."""
    return ((f"{path}[{index}]", item) for index, item in enumerate(_items(value, path, faults, most)))


def each(read: Read[ValueT], value: object, path: str, faults: Faults, most: int = ELEMENTS_MAX) -> list[ValueT]:
    """The elements of a list of scalars."""
    return [read(item, path, f"[{index}]", faults) for index, item in enumerate(_items(value, path, faults, most))]


def entries(
    read_key: Read[KeyT], value: object, path: str, faults: Faults, most: int = ELEMENTS_MAX, depth: int = 0
) -> Iterator[tuple[KeyT, str, object]]:
    """(key, path, value) of each entry of the map at `path`, and of one more than its rule allows."""
    sent = pairs(value, path, faults, depth)
    if isinstance(sent, DuplicateKeys):
        for key in sent.repeated:
            faults.add(path + entry(key), "key stands twice")
    if not faults.allow(min(len(sent), most + 1), path):
        return
    for key, item in islice(sent.items(), most + 1):
        place = path + entry(key)
        yield read_key(key, place, "", faults), place, item


def mapping(
    read_key: Read[KeyT], read: Read[ValueT], value: object, path: str, faults: Faults, most: int = ELEMENTS_MAX
) -> dict[KeyT, ValueT]:
    """The entries of a map of scalars."""
    return {key: read(item, place, "", faults) for key, place, item in entries(read_key, value, path, faults, most)}


def mask(target: FieldMask, sent: object, names: Mapping[str, str], merged: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Fills the update mask with the fields that were sent, in the order of their declaration.

    `merged` has the fields of messages of which only what was sent is changed: the mask names these, or the message where null clears it.
    """
    for key, name in names.items():
        if not isinstance(sent, dict) or key not in sent:
            continue
        value, parts = cast("dict[str, Any]", sent)[key], (merged or {}).get(key)
        if parts is None or value is None:
            target.paths.append(name)
        elif isinstance(value, dict):
            target.paths.extend(f"{name}.{part}" for part_key, part in parts.items() if part_key in value)


def _items(value: object, path: str, faults: Faults, most: int) -> list[object]:
    if type(value) is not list:
        wrong(value, path, "", faults, "must be a list")
        return []
    items = cast("list[object]", value)[: most + 1]
    return items if faults.allow(len(items), path) else []
