"""What others may use of membership."""

from core.areas.membership.administer import (
    add_member,
    change_collection,
    create_collection,
    get_details,
    hold_collection,
    members_page,
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
    list_collections,
    list_rosters,
    put_member,
)
from core.areas.membership.rules import can_see_members, slug_faults

__all__ = [
    "GROUPS",
    "PROJECTS",
    "Collection",
    "CollectionRow",
    "ReachableMemberRow",
    "add_member",
    "add_members",
    "can_see_members",
    "change_collection",
    "create_collection",
    "delete_member",
    "find_reachable_members",
    "get_details",
    "hold_collection",
    "hold_collections",
    "list_collections",
    "list_rosters",
    "members_page",
    "put_member",
    "remove_collection",
    "remove_member",
    "slug_faults",
]
