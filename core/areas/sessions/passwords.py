"""Looks at passwords: each guess is counted before it is judged, and none is judged inside a transaction."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import NamedTuple

from fluxdesk.reasons import Reason

from core.addresses import address_key, client_network
from core.areas.sessions import queries, rules
from core.areas.sessions.queries import PersonRow
from core.database.rows import Db
from core.errors import Invalid, Refusal
from core.rpc.audit import record_effect
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import NIL_WORKSPACE, Call, Subject
from core.rpc.execute import to_the_end
from core.secrets.passwords import TooManyPasswords, aside, hash_password, is_password, turn


class Counter(NamedTuple):
    """Counts guesses. `digest` is that of what it counts for, `free` how many cost no waiting."""

    digest: bytes
    free: int


async def find_by_password(call: Call, *, email: str, password: str) -> PersonRow | None:
    """The active person of both; the record of the call names the one of the address.

    Raises Refusal: RATE_LIMITED while the address has to wait, UNAVAILABLE while too many passwords wait.
    """
    with _turn():
        async with call.resources.database.system_transaction() as db:
            person = await queries.find_person_by_email(db, address_key(email))
            wait_seconds = await _count_guess(db, person, _counters(call, email))
        if person:
            call.audit_subject = Subject(person.workspace_id, person.id)
        if wait_seconds:
            raise rules.too_many_attempts(wait_seconds)
        is_right = await aside(is_password, password, person and person.password)
    return person if is_right else None


async def forget_guesses(call: Call, db: Db, person: PersonRow) -> None:
    """The person's address starts anew, for this client and for all."""
    # In the order in which they are counted, so that no two calls wait crosswise.
    for digest, _ in _counters(call, person.email):
        await queries.forget_attempts(db, person.workspace_id, digest=digest)


async def replace_password(call: Call, *, current: str, new: str) -> int:
    """Gives the caller another password for the one that it has, and ends its other sessions; returns how many lived."""
    person = await find_by_password(call, email=call.caller.email, password=current)
    if person is None or person.password is None:
        raise Invalid([("current_password", "is not the password")])
    with _turn():
        after = await aside(hash_password, new)
    return await to_the_end(_replace(call, person, before=person.password, after=after))


async def _replace(call: Call, person: PersonRow, *, before: str, after: str) -> int:
    async with call.resources.database.system_transaction() as db:
        if not await queries.change_password(db, person.workspace_id, person.id, before=before, after=after):
            raise Invalid([("current_password", "is not the password any more")])
        await forget_guesses(call, db, person)
        ended = await queries.end_sessions(db, person.workspace_id, person.id, except_id=call.caller.session_id)
        await record_effect(db, call)
    call.wakes.append(CREDENTIALS_TOPIC)
    return ended


async def _count_guess(db: Db, person: PersonRow | None, counters: Iterable[Counter]) -> int:
    """0, or the seconds that the guess has to wait. A guess that may be made can close the address to those after it."""
    workspace_id = person.workspace_id if person else NIL_WORKSPACE
    for digest, free in counters:
        while not (counted := await queries.count_attempt(db, workspace_id, digest=digest)):
            # The right password may have opened the address meanwhile, and then this guess counts like any other.
            if wait := await queries.get_wait(db, workspace_id, digest=digest):
                return wait.seconds
        if pause_seconds := rules.next_pause_seconds(counted.attempts, free):
            await queries.close_address(db, workspace_id, digest=digest, seconds=pause_seconds)
    await queries.delete_old_attempts(db)
    return 0


@contextmanager
def _turn() -> Generator[None]:
    """A place in the queue for what takes a fifth of a second of two cores. Raises Refusal(UNAVAILABLE), before a guess is counted."""
    try:
        with turn():
            yield
    except TooManyPasswords:
        raise Refusal(Reason.UNAVAILABLE, "Too many people sign in at this moment.", retry_after_seconds=2) from None


def _counters(call: Call, email: str) -> list[Counter]:
    """What counts guesses at an address: its client first, so that who has to wait costs the owner nothing."""
    key = address_key(email)
    return [
        Counter(call.resources.peppers.digest(f"{key} {client_network(call.client_address)}"), rules.CLIENT_ATTEMPTS),
        Counter(call.resources.peppers.digest(key), rules.ADDRESS_ATTEMPTS),
    ]
