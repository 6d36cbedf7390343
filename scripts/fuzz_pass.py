"""One pass of scripts/fuzz as its two processes know it: who calls, and what there is to call for."""

from typing import Final, TypedDict

# The environment variable that holds it as JSON.
VARIABLE: Final = "FLUXDESK_FUZZ_PASS"


class Signing(TypedDict):
    """How a person signs in."""

    email: str
    password: str


class Pass(TypedDict):
    """`bearer` is a token and `people` sign in and take turns; without both nobody is known. `leaver` signs out in the place of others.

    `recipient` is whom events are for, where they must say so. `ids` are those of things that exist, by the variable of the path, and
    `kept_user_ids` those of the people as whom passes come: nobody changes them.
    """

    name: str
    http: str
    bearer: str | None
    people: list[Signing]
    leaver: Signing
    recipient: str | None
    ids: dict[str, list[str]]
    kept_user_ids: list[str]
