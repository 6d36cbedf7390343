"""Inline parameters of a title as they stand in it: `!priority #tag @assignee ^deadline`. What they mean is for others to say."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple

TAG_CHARACTERS_MAX: Final = 60
# At line start or after white space; up to white space, or in quotes where the kind takes words. Each quote that is looked for ends at the
# next one, and no character is looked at for two markers, so that a title costs its length.
_MARKER: Final = re.compile(r'(?<!\S)(?:([@^])["“”]([^"“”]+)["“”][,.;:!?]*(?!\S)|([!#@^])([^\s!#@^"“”][^\s"“”]*)(?!\S))')
# What a sentence puts behind a word is no part of it; the same in Chinese.
_PUNCTUATION: Final = ",.;:!?\uff0c\u3002\uff1b\uff1a\uff01\uff1f\u3001"


class MarkerKind(Enum):
    """What a marker names, by the sign that it begins with."""

    PRIORITY = "!"
    TAG = "#"
    ASSIGNEE = "@"
    DEADLINE = "^"


class Marker(NamedTuple):
    """A marker at title[start:end]. `value` has neither its sign, nor quotes, nor the punctuation behind it."""

    kind: MarkerKind
    value: str
    start: int
    end: int


def find_markers(title: str) -> Sequence[Marker]:
    """All that may be inline parameters, in their order."""
    return [marker for found in _MARKER.finditer(title) if (marker := _marker(found))]


def strip(title: str, accepted: Sequence[Marker]) -> str:
    """The title without those markers, which are in their order: one space, or one line break, is left where they stood."""
    if not accepted:
        return title
    kept: list[str] = []
    gap, begin = "", 0
    for start, end in (*((marker.start, marker.end) for marker in accepted), (len(title), len(title))):
        part = title[begin:start]
        if text := part.strip():
            before, after = part.split(text, 1)
            if kept:
                kept.append("\n" if "\n" in gap + before else " ")
            kept.append(text)
            gap = after
        else:
            gap += part
        begin = end
    return "".join(kept)


def _marker(found: re.Match[str]) -> Marker | None:
    quoted_sign, quoted, sign, word = found.groups()
    kind = MarkerKind(quoted_sign or sign)
    value = " ".join(quoted.split()) if quoted else word.rstrip(_PUNCTUATION)
    if not value or (kind is MarkerKind.TAG and len(value) > TAG_CHARACTERS_MAX):
        return None
    return Marker(kind, value, *found.span())
