"""What others may use of tags."""

from core.areas.tags.messages import tag_messages
from core.areas.tags.queries import find_tags, hold_tags, list_tags_of, tagged
from core.areas.tags.rules import tag_faults
from core.areas.tags.tagging import add_tags, drop_tags, find_wanted_tags, put_tags, remove_tags, set_tags, tag_names

__all__ = [
    "add_tags",
    "drop_tags",
    "find_tags",
    "find_wanted_tags",
    "hold_tags",
    "list_tags_of",
    "put_tags",
    "remove_tags",
    "set_tags",
    "tag_faults",
    "tag_messages",
    "tag_names",
    "tagged",
]
