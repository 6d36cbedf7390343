"""Which credentials a grant takes, how long a person waits after wrong passwords, and how long sessions last."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.v1.sessions_pb2 import (
    GRANT_TYPE_PASSWORD,
    GRANT_TYPE_REFRESH_TOKEN,
    ChangePasswordRequest,
    IssueAccessTokenRequest,
)

from core.errors import Refusal
from core.rpc.call import Principal
from core.rpc.declared import field_rules

# However often it is refreshed, a person signs in anew after this long.
SESSION_LIFETIME: Final = timedelta(days=90)
# A session that is not used for this long has ended.
REFRESH_LIFETIME: Final = timedelta(days=30)

# Attempts to sign in that cost no waiting: those of one client at an address, and those of all clients at it. A client that guesses has
# to wait for itself long before it keeps the owner waiting, who comes from elsewhere.
CLIENT_ATTEMPTS: Final = 5
ADDRESS_ATTEMPTS: Final = 50
_PAUSE_SECONDS: Final = 30
_PAUSE_SECONDS_MAX: Final = 900

_NEW_PASSWORD: Final = field_rules(ChangePasswordRequest, "new_password").string

_WANTED: Final = {
    GRANT_TYPE_PASSWORD: frozenset({"email", "password"}),
    GRANT_TYPE_REFRESH_TOKEN: frozenset({"refresh_token"}),
}


def credential_faults(request: IssueAccessTokenRequest) -> Iterator[Fault]:
    """What the grant type asks for and is missing, and what it does not ask for."""
    wanted = _WANTED.get(request.grant_type)
    if wanted is None:
        return
    for field in request.credentials.DESCRIPTOR.fields:
        is_sent = request.credentials.HasField(field.name)
        if field.name in wanted and not is_sent:
            yield f"credentials.{field.name}", "is required"
        elif is_sent and field.name not in wanted:
            yield f"credentials.{field.name}", "does not belong to this grant type"


def require_own_session(caller: Principal) -> None:
    """Raises Refusal for a session that another issuer opened, which ends there."""
    if caller.session_id is None:
        message = "This session is of another issuer: sign out there. Sessions of this server end with everywhere."
        raise Refusal(Reason.UNPROCESSABLE, message)


def password_faults(password: str) -> Iterator[Fault]:
    """What a request that sets or shows the password would be refused for: nobody could sign in with such a one."""
    if not _NEW_PASSWORD.min_len <= len(password) <= _NEW_PASSWORD.max_len:
        yield "password", f"must have {_NEW_PASSWORD.min_len} to {_NEW_PASSWORD.max_len} characters"
    if "\0" in password:
        yield "password", "must not contain a NUL character"


def next_pause_seconds(attempts: int, free: int) -> int:
    """How long to wait after so many attempts of which none succeeded: 30 s from the last free one on, doubled by each further one."""
    if attempts < free:
        return 0
    return min(_PAUSE_SECONDS_MAX, _PAUSE_SECONDS << min(attempts - free, 10))


def wrong_credentials() -> Refusal:
    """One answer for an unknown address, a wrong password and a person who may not sign in: guessing tells nothing."""
    return Refusal(Reason.UNAUTHENTICATED, "The e-mail address or the password is wrong.")


def refused_refresh() -> Refusal:
    """One answer for a refresh token that is unknown, used, expired, or of a session that has ended."""
    return Refusal(Reason.UNAUTHENTICATED, "The refresh token is not good any more: sign in again.")


def too_many_attempts(wait_seconds: int) -> Refusal:
    """An address whose passwords were guessed wrong too often."""
    message = f"Too many attempts to sign in: try again in {wait_seconds} seconds."
    return Refusal(Reason.RATE_LIMITED, message, retry_after_seconds=wait_seconds)
