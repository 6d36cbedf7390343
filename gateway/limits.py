"""What one request may take of the gateway."""

from typing import NamedTuple

# 256 KB, as the published API says.
BODY_BYTES_MAX = 262_144


class Limits(NamedTuple):
    """Times in seconds."""

    # An idempotent twin waits this long for the first call.
    call_seconds_max: float = 30.0
    # A body that trickles in holds its connection no longer than a call may take.
    body_seconds_max: float = 30.0
    # How long a refused upload is read and dropped, so that the client can read the answer before the connection is closed.
    linger_seconds_max: float = 2.0
    # A stream whose first message is not there by then opens without it.
    stream_open_seconds: float = 1.0
    # How often a stream says that it lives; proxies close what is silent for a minute.
    stream_ping_seconds: float = 15.0


DEFAULT_LIMITS = Limits()
