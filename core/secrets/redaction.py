"""Text without the credentials that somebody wrote into it, where nobody expects one."""

import re
from typing import Final, cast

# Tokens of ours, secrets of webhooks, JWTs, bearers, passwords in addresses.
_SECRETS: Final = re.compile(
    r"(?P<prefix>flux-(?:tools|in-pers|in-mod|refresh|invite)-|sk-flux-)[0-9A-Za-z]{8,}"
    r"|(?P<webhook>\bwhsec_)[0-9A-Za-z+/]{8,}=*"
    r"|(?P<jwt>\beyJ)[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|(?P<bearer>\b[Bb]earer )[^\s\"'\\]{8,}"
    r"|(?P<address>\b\w+://[^\s:/@\"'\\]*:)[^\s/@\"'\\]+(?=@)"
    r"|(?P<password>\bpassword=)[^\s\"'\\]+"
)
_MARKS_OF_OURS: Final = ("flux-", "whsec_", "eyJ")


def without_secrets(text: str) -> str:
    """Every credential cut off behind its kind."""
    return _SECRETS.sub(lambda found: f"{found[cast('str', found.lastgroup)]}[redacted]", text)


def without_own_secrets(text: str) -> str:
    """The same for a text that may hold a credential of ours; it costs next to nothing where there is none."""
    return without_secrets(text) if any(mark in text for mark in _MARKS_OF_OURS) else text
