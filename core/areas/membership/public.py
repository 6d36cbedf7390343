"""What others may use of membership."""

from core.areas.membership.administer import (
    add_member,
    change_collection,
    collection_message,
    create_collection,
    get_details,
    hold_collection,
    list_page,
    remove_collection,
    remove_member,
)
from core.areas.membership.queries import (
    GROUPS,
    PROJECTS,
    Collection,
    CollectionRow,
    ReachableMemberRow,
    add_members,
    delete_member,
    find_reachable_members,
    hold_collections,
    list_rosters,
    put_member,
)
from core.areas.membership.rules import slug_faults

__all__ = [
    "GROUPS",
    "PROJECTS",
    "Collection",
    "CollectionRow",
    "ReachableMemberRow",
    "add_member",
    "add_members",
    "change_collection",
    "collection_message",
    "create_collection",
    "delete_member",
    "find_reachable_members",
    "get_details",
    "hold_collection",
    "hold_collections",
    "list_page",
    "list_rosters",
    "put_member",
    "remove_collection",
    "remove_member",
    "slug_faults",
]
