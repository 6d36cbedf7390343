"""What slugs and prefixes of integrators look like."""

import re
from collections.abc import Iterator
from typing import Final

from fluxdesk.failures import Fault

# As CreateIntegratorRequest in integrators.proto has them.
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_HOMEPAGE_URL: Final = re.compile(r"https://\S+")
_URL_CHARACTERS_MAX: Final = 2000
# As integrators_allowed_event_prefix_check has it.
_PREFIX: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.")
# A type has at most 60 characters, of which one at least is not the prefix.
_PREFIX_CHARACTERS_MAX: Final = 59
_OWN_PREFIX: Final = "internal-os."


def slug_faults(slug: str) -> Iterator[Fault]:
    """What an integrator is named by, also in paths."""
    if not _SLUG.fullmatch(slug):
        yield "slug", "must have 1 to 80 characters of a-z, 0-9, dot, _ and -, the first a letter or a digit"


def prefix_faults(prefix: str) -> Iterator[Fault]:
    """What the types of an integrator's events begin with."""
    if not _PREFIX.fullmatch(prefix) or len(prefix) > _PREFIX_CHARACTERS_MAX:
        yield "prefix", f"must be words of a-z, 0-9, _ and -, each with a dot after it, and at most {_PREFIX_CHARACTERS_MAX} characters"
    elif text := own_prefix_fault(prefix):
        yield "prefix", text


def own_prefix_fault(prefix: str) -> str | None:
    """What is wrong with a prefix that is the product's own."""
    return f"must not begin with {_OWN_PREFIX}" if prefix.startswith(_OWN_PREFIX) else None


def homepage_faults(url: str | None) -> Iterator[Fault]:
    """Where people read about an integrator, which need not be anywhere."""
    if url is not None and (not _HOMEPAGE_URL.fullmatch(url) or len(url) > _URL_CHARACTERS_MAX):
        yield "homepage-url", f"must start with https:// and have at most {_URL_CHARACTERS_MAX} characters and no white space"
