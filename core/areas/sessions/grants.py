"""Lets a person in: by its password, or by the refresh token of its session."""

from typing import NamedTuple
from uuid import UUID

from fluxdesk.reasons import Reason

from core.areas.sessions import queries, rules
from core.areas.sessions.passwords import find_by_password, forget_guesses
from core.areas.sessions.queries import PersonRow, ProfileRow, SessionRow
from core.database.rows import Db
from core.ids import new_id
from core.rpc.audit import effect_of, record_effect
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call, Subject
from core.rpc.execute import to_the_end
from core.secrets.tokens import is_refresh_token, mint_refresh_token


class Grant(NamedTuple):
    """A person who is let in, and the refresh token to show the next time."""

    workspace_id: UUID
    person: ProfileRow
    session_id: UUID
    refresh_token: str


async def sign_in(call: Call, *, email: str, password: str) -> Grant:
    """A new session. Raises Refusal."""
    person = await find_by_password(call, email=email, password=password)
    grant = person and await to_the_end(_open(call, person))
    if grant is None:
        raise rules.wrong_credentials()
    return grant


async def refresh(call: Call, token: str) -> Grant:
    """The same session with its next refresh token. A token that was used before ends its session. Raises Refusal."""
    grant = await to_the_end(_refresh(call, token)) if is_refresh_token(token) else None
    if grant is None:
        raise rules.refused_refresh()
    return grant


async def _open(call: Call, person: PersonRow) -> Grant | None:
    session_id = new_id()
    async with effect_of(call) as db:
        # The password was looked at outside of this transaction: it may have been changed since.
        opened = await queries.insert_session(
            db, person.workspace_id, session_id, user_id=person.id, password=person.password, lifetime=rules.SESSION_LIFETIME
        )
        if not opened:
            return None
        await forget_guesses(call, db, person)
        grant = await _grant(call, db, SessionRow(person.workspace_id, session_id, person.id))
        await record_effect(db, call)
    return grant


async def _refresh(call: Call, token: str) -> Grant | None:
    digests = call.resources.peppers.digests(token)
    async with effect_of(call) as db:
        if used := await queries.use_refresh_token(db, digests):
            call.audit_subject = Subject(used.workspace_id, used.user_id)
            await queries.delete_expired_refresh_tokens(db, used.workspace_id, used.session_id)
            grant = await _grant(call, db, used)
            await record_effect(db, call)
            return grant
        if ended := await queries.end_session_of_used_token(db, digests):
            call.audit_subject = Subject(ended.workspace_id, ended.user_id)
            call.audit_note = f"A refresh token was used twice: session {ended.session_id} has ended."
            call.wakes.append(CREDENTIALS_TOPIC)
            await record_effect(db, call, Reason.UNAUTHENTICATED)
    return None


async def _grant(call: Call, db: Db, session: SessionRow) -> Grant:
    token, peppers = mint_refresh_token(), call.resources.peppers
    await queries.insert_refresh_token(
        db,
        session.workspace_id,
        new_id(),
        session_id=session.session_id,
        digest=peppers.digest(token),
        pepper_version=peppers.version,
        lifetime=rules.REFRESH_LIFETIME,
    )
    person = await queries.get_profile(db, session.workspace_id, session.user_id)
    return Grant(session.workspace_id, person, session.session_id, token)
