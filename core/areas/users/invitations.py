"""Invitations: a token with which a person sets its password, once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fluxdesk.reasons import Reason

from core.areas.sessions.public import password_turn, set_password
from core.areas.users import queries, rules
from core.areas.users.queries import InvitedRow, NewUser, UserRow
from core.database.rows import Db
from core.errors import NotFound, Refusal
from core.ids import new_id
from core.rpc.audit import effect_of, record_effect
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call, Subject
from core.rpc.declared import tidy_text
from core.rpc.execute import to_the_end
from core.secrets.passwords import aside, hash_password
from core.secrets.tokens import Peppers, is_invitation_token, mint_invitation_token


class Invited(NamedTuple):
    """A token in clear, to be shown once, and until when it is good."""

    token: str
    expires_at: datetime


async def add_user(db: Db, workspace_id: UUID, *, email: str, name: str, role: int) -> UUID:
    """The id of a new person without a password. Raises Refusal for an address that somebody has, wherever that is."""
    added = await queries.insert_users(db, workspace_id, [NewUser(new_id(), email, tidy_text(name), role)])
    if not added:
        raise Refusal(Reason.CONFLICT, "The e-mail address is taken.")
    return added[0].id


async def invite(db: Db, peppers: Peppers, workspace_id: UUID, user: UserRow) -> Invited:
    """A new token for the person, who is held; the one before ends. Raises Refusal for a person who is not active."""
    rules.require_active(is_active=user.is_active)
    token = mint_invitation_token()
    await queries.delete_invitation(db, workspace_id, user.id)
    made = await queries.insert_invitation(
        db,
        workspace_id,
        user.id,
        digest=peppers.digest(token),
        pepper_version=peppers.version,
        lifetime=rules.INVITATION_LIFETIME,
    )
    return Invited(token, made.expires_at)


async def accept(call: Call, *, token: str, password: str) -> str:
    """Sets the password of who is invited; returns its address. Of two who accept at once one does.

    Raises NotFound, the same for a token that is unknown, used, replaced or expired; and Refusal(UNAVAILABLE) while too many passwords
    wait.
    """
    if not is_invitation_token(token):
        raise NotFound("invitation")
    digests = call.resources.peppers.digests(token)
    async with call.resources.database.system_transaction(read_only=True) as db:
        invited = await queries.find_invited(db, digests)
    if invited is None:
        raise NotFound("invitation")
    call.audit_subject = Subject(invited.workspace_id, invited.id)
    with password_turn():
        after = await aside(hash_password, password)
    if not await to_the_end(_accept(call, invited, digests, after)):
        raise NotFound("invitation")
    return invited.email


async def _accept(call: Call, invited: InvitedRow, digests: Sequence[bytes], after: str) -> bool:
    async with effect_of(call) as db:
        # Whoever invites, accepts or deactivates has the person first: it is looked at again once nobody else does so.
        await queries.lock_user(db, invited.workspace_id, invited.id)
        if await queries.find_invited(db, digests) is None:
            return False
        await queries.delete_invitation(db, invited.workspace_id, invited.id)
        await set_password(db, call.resources.peppers, invited.workspace_id, invited.id, email=invited.email, after=after)
        await record_effect(db, call)
    call.wakes.append(CREDENTIALS_TOPIC)
    return True
