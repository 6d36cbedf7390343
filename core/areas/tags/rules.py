"""What tags are called."""

from collections.abc import Iterator, Sequence
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.v1.tags_pb2 import CreateTagRequest

from core.names import TidyName, tidy_name
from core.rpc.declared import field_rules

NAME_CHARACTERS_MAX: Final = field_rules(CreateTagRequest, "name").string.max_len


def tidy_tag_names(names: Sequence[str]) -> list[TidyName]:
    """Each once, as it is spelled first, by its key: the order in which all writers take them."""
    found: dict[str, TidyName] = {}
    for name in map(tidy_name, names):
        found.setdefault(name.key, name)
    return sorted(found.values())


def tag_name_faults(path: str, name: str) -> Iterator[Fault]:
    """Of a name that is empty or too long once it is tidied."""
    if not 1 <= len(tidy_name(name).name) <= NAME_CHARACTERS_MAX:
        yield path, f"must have 1 to {NAME_CHARACTERS_MAX} characters"


def tag_faults(path: str, names: Sequence[str]) -> Iterator[Fault]:
    """The same of a list of names, the field at the path."""
    for index, name in enumerate(names):
        yield from tag_name_faults(f"{path}[{index}]", name)
