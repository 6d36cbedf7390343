"""What was made under one version of the keys is good under the next, and what was changed is good under none."""

import secrets
import time

import pytest
from fluxdesk.rpc import Credential

from core.ids import new_id
from core.secrets.access_tokens import ALGORITHMS, AUDIENCE, AccessTokens, verified_claims
from core.secrets.fingerprints import Fingerprints
from core.secrets.key_file import KeyVersions
from core.secrets.keys import Keys
from core.secrets.seal import BrokenSeal, Seal
from core.secrets.tokens import Peppers, mint_token

FIRST, SECOND = secrets.token_bytes(32), secrets.token_bytes(32)
BEFORE = KeyVersions({1: FIRST}, 1)
WAITING = KeyVersions({1: FIRST, 2: SECOND}, 1)
AFTER = KeyVersions({1: FIRST, 2: SECOND}, 2)
RETIRED = KeyVersions({2: SECOND}, 2)


def test_what_is_sealed_opens_under_every_known_version() -> None:
    old, new = (Seal(Keys(versions), "a test") for versions in (WAITING, AFTER))
    for one, other in ((old, new), (new, old)):
        assert other.open(one.close(b"content", b"here"), b"here") == b"content"
    with pytest.raises(BrokenSeal, match="the server's keys have no version 1"):
        Seal(Keys(RETIRED), "a test").open(old.close(b"content", b"here"), b"here")


def test_what_is_sealed_opens_in_its_own_place_only() -> None:
    keys = Keys(AFTER)
    seal = Seal(keys, "a test")
    closed = seal.close(b"content", b"here")
    assert seal.open(closed, b"here") == b"content"
    for broken, place in ((closed, b"there"), (closed[:-1], b"here"), (closed[:2], b"here"), (b"", b"here")):
        with pytest.raises(BrokenSeal):
            seal.open(broken, place)
    with pytest.raises(BrokenSeal):
        Seal(keys, "another").open(closed, b"here")


def test_a_flipped_bit_fails_wherever_it_is() -> None:
    seal = Seal(Keys(AFTER), "a test")
    closed = seal.close(b"content", b"here")
    for place in range(len(closed) * 8):
        flipped = bytearray(closed)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(BrokenSeal):
            seal.open(bytes(flipped), b"here")


def test_digests_are_made_under_the_current_pepper_and_looked_up_under_all() -> None:
    token = mint_token(Credential.AGENT_KEY)
    before, waiting, after = (Peppers(Keys(versions)) for versions in (BEFORE, WAITING, AFTER))
    assert (before.digest(token), before.version) == (waiting.digest(token), waiting.version)
    assert (waiting.version, after.version) == (1, 2)
    assert after.digest(token) in waiting.digests(token)
    assert after.digests(token) == [after.digest(token), before.digest(token)]


def test_access_tokens_are_signed_under_the_current_key_and_verified_by_all() -> None:
    now = time.time()

    def signed(tokens: AccessTokens) -> str:
        return tokens.sign(workspace_id=new_id(), user_id=new_id(), session_id=new_id(), now=now)

    def verifies(tokens: AccessTokens, token: str) -> bool:
        claims = verified_claims(token, tokens.key_set(), ALGORITHMS, issuer="fluxdesk", audience=AUDIENCE, now=now, is_own=True)
        return claims is not None

    before, waiting, after, retired = (AccessTokens(Keys(versions), "fluxdesk") for versions in (BEFORE, WAITING, AFTER, RETIRED))
    # The key that waits is published before anything is signed with it.
    assert {key["kid"] for key in waiting.public_keys()} == {key["kid"] for key in after.public_keys()}
    assert verifies(before, signed(waiting))
    assert verifies(waiting, signed(after))
    assert verifies(after, signed(before))
    assert not verifies(before, signed(after))
    assert not verifies(retired, signed(before))


def test_a_fingerprint_is_of_its_content_under_every_version_that_is_known() -> None:
    before, after, retired = (Fingerprints(Keys(versions), "a test") for versions in (BEFORE, AFTER, RETIRED))
    old, new = before.digest(b"content"), after.digest(b"content")
    assert (len(old), old == new, before.digest(b"content") == old) == (34, False, True)
    assert after.is_of(old, b"content")
    assert after.is_of(new, b"content")
    assert not after.is_of(old, b"another")
    assert not retired.is_of(old, b"content")
    assert not Fingerprints(Keys(AFTER), "another").is_of(new, b"content")


def test_a_part_of_a_fingerprint_is_none() -> None:
    fingerprints = Fingerprints(Keys(AFTER), "a test")
    whole = fingerprints.digest(b"content")
    for one in (*(whole[:length] for length in range(len(whole))), whole + b"\0"):
        assert not fingerprints.is_of(one, b"content")
