"""What tags are called."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from fluxdesk.failures import Fault
from fluxdesk.v1.tags_pb2 import CreateTagRequest

from core.rpc.declared import field_rules

NAME_CHARACTERS_MAX: Final = field_rules(CreateTagRequest, "name").string.max_len


class TagName(NamedTuple):
    """A name as it is kept, and the key by which it is compared."""

    key: str
    name: str


def tidy_tag_name(name: str) -> TagName:
    """One form of each letter, single spaces within, none around. Names that differ in case, width or form alone have one key."""
    tidied = " ".join(unicodedata.normalize("NFC", name).split())
    # Folding may leave what is not normal, and the other way round.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tidied).casefold())
    return TagName(" ".join(folded.split()), tidied)


def tidy_tag_names(names: Sequence[str]) -> list[TagName]:
    """Each once, as it is spelled first, by its key: the order in which all writers take them."""
    found: dict[str, TagName] = {}
    for name in map(tidy_tag_name, names):
        found.setdefault(name.key, name)
    return sorted(found.values())


def tag_name_faults(path: str, name: str) -> Iterator[Fault]:
    """Of a name that is empty or too long once it is tidied."""
    if not 1 <= len(tidy_tag_name(name).name) <= NAME_CHARACTERS_MAX:
        yield path, f"must have 1 to {NAME_CHARACTERS_MAX} characters"


def tag_faults(path: str, names: Sequence[str]) -> Iterator[Fault]:
    """The same of a list of names, the field at the path."""
    for index, name in enumerate(names):
        yield from tag_name_faults(f"{path}[{index}]", name)
