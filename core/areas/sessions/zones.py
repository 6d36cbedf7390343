"""Names of time zones."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from fluxdesk.failures import Fault
from fluxdesk.v1.sessions_pb2 import UpdateProfileRequest


def zone_faults(request: UpdateProfileRequest) -> Iterator[Fault]:
    """A time zone by a name that the field rules let through and that nobody knows."""
    if request.time_zone and request.time_zone not in _time_zones():
        yield "time_zone", "is no time zone of the IANA database"


@cache
def _time_zones() -> frozenset[str]:
    """Their names by the package tzdata, which are the same on every system."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
