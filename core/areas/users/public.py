"""What others may use of people."""

from core.areas.users.changes import activate, change_role, deactivate, hold_user
from core.areas.users.imports import BatchOutcome, Candidate, import_people
from core.areas.users.invitations import Invited, add_user, invite
from core.areas.users.queries import (
    ACTIVE_PERSON,
    NamedPersonRow,
    PersonName,
    PersonRow,
    UserRow,
    find_active_people,
    find_anybody,
    find_people_by_names,
    find_person,
    link_person,
    list_people,
    lock_user,
)
from core.areas.users.rules import email_faults, name_faults, role_faults
from core.areas.users.zones import user_zone

__all__ = [
    "ACTIVE_PERSON",
    "BatchOutcome",
    "Candidate",
    "Invited",
    "NamedPersonRow",
    "PersonName",
    "PersonRow",
    "UserRow",
    "activate",
    "add_user",
    "change_role",
    "deactivate",
    "email_faults",
    "find_active_people",
    "find_anybody",
    "find_people_by_names",
    "find_person",
    "hold_user",
    "import_people",
    "invite",
    "link_person",
    "list_people",
    "lock_user",
    "name_faults",
    "role_faults",
    "user_zone",
]
