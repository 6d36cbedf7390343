"""What names in a workspace look like: slugs, and addresses of people."""

from collections.abc import Iterator
from typing import Final

from fluxdesk.failures import Fault

# What requests can name: `project_slug` and `email` in proto/.
_SLUG_CHARACTERS_MAX: Final = 80
_EMAIL_CHARACTERS_MAX: Final = 254


def slug_faults(slug: str) -> Iterator[Fault]:
    """Of a workspace or a project."""
    if not 1 <= len(slug) <= _SLUG_CHARACTERS_MAX:
        yield "slug", f"must have 1 to {_SLUG_CHARACTERS_MAX} characters"


def email_faults(email: str) -> Iterator[Fault]:
    """Only what no address can be: whether somebody reads it is not known here."""
    if "@" not in email or len(email) > _EMAIL_CHARACTERS_MAX:
        yield "email", f"must be an e-mail address of at most {_EMAIL_CHARACTERS_MAX} characters"
