"""What others may use of tags."""

from core.areas.tags.rules import tag_faults
from core.areas.tags.tagging import add_tags, drop_tags, find_tag_id, remove_tags, set_tags, tag_names

__all__ = ["add_tags", "drop_tags", "find_tag_id", "remove_tags", "set_tags", "tag_faults", "tag_names"]
