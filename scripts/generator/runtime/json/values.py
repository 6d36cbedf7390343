"""Reads scalars out of JSON: each kind takes exactly the JSON that it is written as, and a whole number with or without a decimal point."""

import re
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Mapping
from math import isfinite
from typing import Generic, TypeVar, cast

from fluxdesk.json.runtime import Faults, Read, wrong

EnumT = TypeVar("EnumT", bound=int)

# Above it not every integer has a number of its own in JSON that is read as a float.
_EXACT_MAX = 2.0**53
_DECIMAL = re.compile(r"0|-?[1-9][0-9]{0,19}")
# Brings the url-safe alphabet to the standard one; a text that mixes both is left undecodable.
_URL_SAFE = str.maketrans("-_+/", "+/!!")


class Words(Generic[EnumT]):
    """The words of an enum. The zero value has none: it is neither accepted nor written."""

    def __init__(self, numbers: Mapping[str, EnumT], unset: EnumT) -> None:
        self.names: dict[int, str] = {number: word for word, number in numbers.items()}
        self._numbers = numbers
        self._unset = unset
        self._text = f"must be one of {', '.join(numbers)}"

    def only(self, *words: str) -> "Words[EnumT]":
        """Those of them that a field may hold."""
        return Words({word: self._numbers[word] for word in words}, self._unset)

    def read(self, value: object, path: str, name: str, faults: Faults, /) -> EnumT:
        """The value whose word this is."""
        number = self._numbers.get(value) if type(value) is str else None
        if number is not None:
            return number
        wrong(value, path, name, faults, self._text)
        return self._unset


def string(value: object, path: str, name: str, faults: Faults, /) -> str:
    """Text without NUL and lone surrogates: PostgreSQL refuses both, and such a row would fail its batch."""
    if type(value) is not str:
        wrong(value, path, name, faults, "must be a string")
        return ""
    if "\0" in value:
        wrong(value, path, name, faults, "must not contain a NUL character")
        return ""
    if not value.isascii() and not _is_encodable(value):
        wrong(value, path, name, faults, "must not contain lone surrogates")
        return ""
    return value


def boolean(value: object, path: str, name: str, faults: Faults, /) -> bool:
    """One of the two literals, and nothing that Python counts as one."""
    if type(value) is bool:
        return value
    wrong(value, path, name, faults, "must be true or false")
    return False


def number(value: object, path: str, name: str, faults: Faults, /) -> float:
    """A finite number; an integer will do."""
    kind = type(value)
    try:
        if (kind is float or kind is int) and isfinite(made := float(cast("float", value))):
            return made
    except OverflowError:
        pass
    wrong(value, path, name, faults, "must be a finite number")
    return 0.0


def data(value: object, path: str, name: str, faults: Faults, /) -> bytes:
    """Padded base64 of either alphabet, in its one canonical spelling."""
    if type(value) is str:
        standard = value.translate(_URL_SAFE) if "-" in value or "_" in value else value
        try:
            decoded = a2b_base64(standard, strict_mode=True)
        except ValueError:
            decoded = b""
        if b64encode(decoded).decode() == standard:
            return decoded
    wrong(value, path, name, faults, "must be padded base64")
    return b""


def data_text(value: bytes) -> str:
    """Padded base64 of the standard alphabet."""
    return b64encode(value).decode()


def _integers(least: int, most: int) -> Read[int]:
    """JSON has one kind of number: 1.0 is the integer 1, as JSON Schema and protobuf's own JSON say."""
    text = f"must be an integer from {least} to {most}"

    def read(value: object, path: str, name: str, faults: Faults, /) -> int:
        whole = value
        if type(value) is float and -_EXACT_MAX <= value <= _EXACT_MAX and value.is_integer():
            whole = int(value)
        if type(whole) is int and least <= whole <= most:
            return whole
        wrong(value, path, name, faults, text)
        return 0

    return read


def _long_integers(least: int, most: int) -> Read[int]:
    """Integers of 64 bits also come as decimal strings, since most JSON readers round them."""
    read_integer = _integers(least, most)

    def read(value: object, path: str, name: str, faults: Faults, /) -> int:
        if type(value) is str and _DECIMAL.fullmatch(value):
            return read_integer(int(value), path, name, faults)
        return read_integer(value, path, name, faults)

    return read


int32 = _integers(-(2**31), 2**31 - 1)
uint32 = _integers(0, 2**32 - 1)
int64 = _long_integers(-(2**63), 2**63 - 1)
uint64 = _long_integers(0, 2**64 - 1)


def _integer_keys(read: Read[int]) -> Read[int]:
    """Keys of a map are strings in JSON: an integer comes in its one decimal spelling."""

    def read_key(value: object, path: str, name: str, faults: Faults, /) -> int:
        digits = value if type(value) is str and _DECIMAL.fullmatch(value) else None
        return read(value if digits is None else int(digits), path, name, faults)

    return read_key


int32_key = _integer_keys(int32)
uint32_key = _integer_keys(uint32)
int64_key = _integer_keys(int64)
uint64_key = _integer_keys(uint64)


def boolean_key(value: object, path: str, name: str, faults: Faults, /) -> bool:
    """The key "true" or "false"."""
    return boolean({"true": True, "false": False}.get(cast("str", value), value), path, name, faults)


def boolean_key_text(key: object) -> str:
    """The key as JSON writes it."""
    return "true" if key else "false"


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
