"""What names in a workspace look like: slugs, and the prefixes of integrators."""

import re
from collections.abc import Iterator
from typing import Final

from fluxdesk.failures import Fault

# What requests can name: `integrator_slug` in proto/.
_SLUG_CHARACTERS_MAX: Final = 80
# As integrators_allowed_event_prefix_check has it.
_PREFIX: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.")
# A type has at most 60 characters, of which one at least is not the prefix.
_PREFIX_CHARACTERS_MAX: Final = 59
_OWN_PREFIX: Final = "internal-os."


def slug_faults(slug: str) -> Iterator[Fault]:
    """Of a workspace or an integrator."""
    if not 1 <= len(slug) <= _SLUG_CHARACTERS_MAX:
        yield "slug", f"must have 1 to {_SLUG_CHARACTERS_MAX} characters"


def prefix_faults(prefix: str) -> Iterator[Fault]:
    """What the types of an integrator's events begin with."""
    if not _PREFIX.fullmatch(prefix) or len(prefix) > _PREFIX_CHARACTERS_MAX:
        yield "prefix", f"must be words of a-z, 0-9, _ and -, each with a dot after it, and at most {_PREFIX_CHARACTERS_MAX} characters"
    elif prefix.startswith(_OWN_PREFIX):
        yield "prefix", f"must not begin with {_OWN_PREFIX}"
