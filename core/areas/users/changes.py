"""What is done to a person, by whichever door: the same locks, the same refusals, the same ends of credentials."""

from uuid import UUID

from core.areas.sessions.public import end_sessions
from core.areas.tokens.public import revoke_lifted_tokens
from core.areas.users import queries, rules
from core.areas.users.queries import UserRow
from core.areas.webhooks.public import delete_deliveries_above
from core.database.rows import Db
from core.errors import NotFound


async def hold_user(db: Db, workspace_id: UUID, user_id: UUID) -> UserRow:
    """The person, whom nobody else changes until the end of the transaction. Raises NotFound.

    All roles of the workspace are held: of two who let each other go the second finds out that it is the last one.
    """
    await queries.lock_roles(db, workspace_id)
    user = await queries.lock_user(db, workspace_id, user_id)
    if user is None:
        raise NotFound("user")
    return user


async def change_role(db: Db, workspace_id: UUID, user: UserRow, role: int) -> int:
    """Gives the person, who is held, another role, and returns how many tokens were revoked: those of others that would have risen
    with it, as an invitation does that somebody else was shown. What its webhooks were told for a role that it has no more is deleted.

    Raises Refusal for the last admin. After the commit every process has to forget whom it knows.
    """
    if user.is_active:
        others = await queries.count_other_admins(db, workspace_id, user.id)
        rules.require_another_admin(user.role, role, super_admins=others.super_admins, admins=others.admins)
    await queries.set_role(db, workspace_id, user.id, role=role)
    if role <= user.role:
        await delete_deliveries_above(db, workspace_id, user.id, role=role)
        return 0
    await queries.delete_invitation(db, workspace_id, user.id)
    return await revoke_lifted_tokens(db, workspace_id, user.id)


async def deactivate(db: Db, workspace_id: UUID, user: UserRow) -> None:
    """Lets nothing act for the person, who is held, and ends its sessions and its invitation. Raises Refusal for the last admin.

    After the commit every process has to forget whom it knows.
    """
    if user.is_active:
        others = await queries.count_other_admins(db, workspace_id, user.id)
        rules.require_another_admin(user.role, None, super_admins=others.super_admins, admins=others.admins)
    await queries.set_active(db, workspace_id, user.id, is_active=False)
    await queries.delete_invitation(db, workspace_id, user.id)
    await end_sessions(db, workspace_id, user.id)


async def activate(db: Db, workspace_id: UUID, user: UserRow) -> None:
    """Lets the person, who is held, in again, with the tokens that it has. After the commit every process has to forget whom it knows."""
    await queries.set_active(db, workspace_id, user.id, is_active=True)
