"""What the name of a workspace looks like."""

from collections.abc import Iterator
from typing import Final

from fluxdesk.failures import Fault

# As long as the slugs that requests can name.
_SLUG_CHARACTERS_MAX: Final = 80


def slug_faults(slug: str) -> Iterator[Fault]:
    """Of a workspace."""
    if not 1 <= len(slug) <= _SLUG_CHARACTERS_MAX:
        yield "slug", f"must have 1 to {_SLUG_CHARACTERS_MAX} characters"
