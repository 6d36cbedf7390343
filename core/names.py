"""Names that people give, as they are kept and as they are compared."""

import unicodedata
from typing import NamedTuple


class TidyName(NamedTuple):
    """A name as it is kept, and the key by which it is compared."""

    key: str
    name: str


def tidy_name(name: str) -> TidyName:
    """One form of each letter, single spaces within, none around. Names that differ in case, width or form alone have one key."""
    tidied = " ".join(unicodedata.normalize("NFC", name).split())
    # Folding may leave what is not normal, and the other way round.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tidied).casefold())
    return TidyName(" ".join(folded.split()), tidied)
