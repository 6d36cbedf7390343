"""Looks at passwords: each guess is counted before it is judged, and none is judged inside a transaction."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from fluxdesk.reasons import Reason

from core.addresses import address_key, client_network
from core.areas.sessions import queries, rules
from core.areas.sessions.queries import PersonRow
from core.database.rows import Db
from core.errors import Invalid, Refusal
from core.ids import NIL_WORKSPACE
from core.rpc.audit import effect_of, record_effect
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call, Subject
from core.rpc.execute import to_the_end
from core.secrets.passwords import TooManyPasswords, aside, hash_password, is_password, turn
from core.secrets.tokens import Peppers


class Counter(NamedTuple):
    """Counts guesses at an address, of one client or of all. `free` is how many cost no waiting."""

    client_digest: bytes
    free: int


async def find_by_password(call: Call, *, email: str, password: str) -> PersonRow | None:
    """The active person of both; the record of the call names the one of the address.

    Raises Refusal: RATE_LIMITED while the address has to wait, UNAVAILABLE while too many passwords wait.
    """
    address_digest = _address_digest(call.resources.peppers, email)
    with password_turn():
        async with call.resources.database.system_transaction() as db:
            person = await queries.find_person_by_email(db, address_key(email))
            wait_seconds = await _count_guess(db, person, address_digest, _counters(call))
        if person:
            call.audit_subject = Subject(person.workspace_id, person.id)
        if wait_seconds:
            raise rules.too_many_attempts(wait_seconds)
        is_right = await aside(is_password, password, person and person.password)
    return person if is_right else None


async def forget_guesses(call: Call, db: Db, person: PersonRow) -> None:
    """The person's address starts anew, for this client and for all together."""
    address_digest, counters = _address_digest(call.resources.peppers, person.email), _counters(call)
    for client_digest, _ in counters:
        await queries.forget_attempts(db, person.workspace_id, address_digest=address_digest, client_digest=client_digest)


async def replace_password(call: Call, *, current: str, new: str) -> int:
    """Gives the caller another password for the one that it has, and ends its other sessions; returns how many lived."""
    person = await find_by_password(call, email=call.caller.email, password=current)
    if person is None or person.password is None:
        raise Invalid([("current_password", "is not the password")])
    with password_turn():
        after = await aside(hash_password, new)
    return await to_the_end(_replace(call, person, before=person.password, after=after))


async def set_password(
    db: Db,
    peppers: Peppers,
    workspace_id: UUID,
    user_id: UUID,
    *,
    email: str,
    after: str,
    before: str | None = None,
    except_session_id: UUID | None = None,
) -> int | None:
    """Gives a person another password, a PHC string, opens its address again and ends its sessions; returns how many lived.

    None, and nothing is changed, when `before` is given and is not the password any more. After the commit every process has to
    forget whom it knows.
    """
    if not await queries.update_password(db, workspace_id, user_id, before=before, after=after):
        return None
    await queries.forget_all_attempts(db, workspace_id, address_digest=_address_digest(peppers, email))
    return await queries.end_sessions(db, workspace_id, user_id, except_id=except_session_id)


@contextmanager
def password_turn() -> Generator[None]:
    """A place in the queue for what takes a fifth of a second of two cores. Raises Refusal(UNAVAILABLE), before a guess is counted."""
    try:
        with turn():
            yield
    except TooManyPasswords:
        raise Refusal(Reason.UNAVAILABLE, "Too many people sign in at this moment.", retry_after_seconds=2) from None


async def _replace(call: Call, person: PersonRow, *, before: str, after: str) -> int:
    async with effect_of(call) as db:
        ended = await set_password(
            db,
            call.resources.peppers,
            person.workspace_id,
            person.id,
            email=person.email,
            after=after,
            before=before,
            except_session_id=call.caller.session_id,
        )
        if ended is None:
            raise Invalid([("current_password", "is not the password any more")])
        await record_effect(db, call)
    call.wakes.append(CREDENTIALS_TOPIC)
    return ended


async def _count_guess(db: Db, person: PersonRow | None, address_digest: bytes, counters: Iterable[Counter]) -> int:
    """0, or the seconds that the guess has to wait. A guess that may be made can close the address to those after it."""
    workspace_id = person.workspace_id if person else NIL_WORKSPACE
    for client_digest, free in counters:
        counted = await queries.count_attempt(db, workspace_id, address_digest=address_digest, client_digest=client_digest)
        if counted.wait_seconds:
            return counted.wait_seconds
        if pause_seconds := rules.next_pause_seconds(counted.attempts, free):
            await queries.close_address(db, workspace_id, address_digest=address_digest, client_digest=client_digest, seconds=pause_seconds)
    return 0


def _counters(call: Call) -> list[Counter]:
    """What counts guesses at an address: its client first, so that who has to wait costs the owner nothing."""
    client_digest = call.resources.peppers.digest(client_network(call.client_address))
    return [Counter(client_digest, rules.CLIENT_ATTEMPTS), Counter(queries.ALL_CLIENTS, rules.ADDRESS_ATTEMPTS)]


def _address_digest(peppers: Peppers, email: str) -> bytes:
    return peppers.digest(address_key(email))
