"""Takes people in by the hundreds: judges each row against the database, and writes those without a fault in a few statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.rpc import Role

from core.addresses import address_key
from core.areas.membership.public import GROUPS, add_members, hold_collections
from core.areas.users import queries
from core.areas.users.queries import HolderRow, NewUser
from core.database.rows import Db
from core.ids import new_id
from core.rpc.declared import tidy_text

_TAKEN = ("email", "is taken")


class Candidate(NamedTuple):
    """A row of an import. `faults` are those that could be found without the database; a text that is faulty may be anything."""

    line: int
    email: str
    name: str
    role: str
    groups: Sequence[str]
    faults: Sequence[Fault] = ()


class BatchOutcome(NamedTuple):
    """How many people were added and updated, and the faults of each line that has any."""

    added: int
    updated: int
    faults: Mapping[int, Sequence[Fault]]


async def import_people(db: Db, workspace_id: UUID, candidates: Sequence[Candidate], *, updates: bool) -> BatchOutcome:
    """Adds who is new, with the groups that are named. No two candidates without a fault have one address.

    With `updates` people of the workspace get the name of their row and its groups beside those that they have, and never its role;
    without, they are faults. Every fault of a row is told, and a row with one is left out.
    """
    holders = {one.email_key: one for one in await queries.list_holders(db, [address_key(one.email) for one in candidates])}
    slugs = sorted({slug for one in candidates for slug in one.groups})
    groups = {row.slug: row.id for row in await hold_collections(db, GROUPS, workspace_id, slugs)} if slugs else {}
    updatable = frozenset(key for key, holder in holders.items() if updates and holder.workspace_id == workspace_id)
    faults = {one.line: [*one.faults, *_found(one, workspace_id, holders, updatable, groups)] for one in candidates}
    good = [one for one in candidates if not faults[one.line]]
    known = [(one, holders[address_key(one.email)].id) for one in good if address_key(one.email) in updatable]
    new = [(one, new_id()) for one in good if address_key(one.email) not in updatable]
    added = await _add(db, workspace_id, new)
    # Somebody else took the address a moment ago: the index decides.
    faults |= {one.line: [_TAKEN] for one, user_id in new if user_id not in added}
    await queries.set_names(db, workspace_id, user_ids=[user_id for _, user_id in known], names=[tidy_text(one.name) for one, _ in known])
    joining = [(groups[slug], user_id) for one, user_id in (*new, *known) if not faults[one.line] for slug in one.groups]
    await add_members(db, GROUPS, workspace_id, collection_ids=[one for one, _ in joining], user_ids=[one for _, one in joining])
    return BatchOutcome(len(added), len(known), {line: found for line, found in faults.items() if found})


def _found(
    one: Candidate, workspace_id: UUID, holders: Mapping[str, HolderRow], updatable: Collection[str], groups: Collection[str]
) -> Iterator[Fault]:
    """What only the database knows to be wrong. An address of another workspace is no more than taken."""
    key = address_key(one.email)
    # Who stands in the file twice may have been added a moment ago, which is no fault of its own.
    is_faulty = any(path == "email" for path, _ in one.faults)
    if key in holders and key not in updatable and not is_faulty:
        yield ("email", "is of this workspace already") if holders[key].workspace_id == workspace_id else _TAKEN
    for slug in dict.fromkeys(one.groups):
        if slug not in groups:
            yield "groups", f"there is no group {slug}"


async def _add(db: Db, workspace_id: UUID, people: Sequence[tuple[Candidate, UUID]]) -> set[UUID]:
    """The ids of those who were added."""
    rows = [NewUser(user_id, one.email, tidy_text(one.name), int(Role[one.role.upper()])) for one, user_id in people]
    return {row.id for row in await queries.insert_users(db, workspace_id, rows)} if rows else set()
