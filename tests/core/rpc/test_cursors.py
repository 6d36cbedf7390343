"""A cursor continues exactly the list it was made for, and nothing else is a cursor."""

import secrets
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.rpc.cursors import Cursors, InvalidCursor
from core.secrets.key_file import KeyVersions
from core.secrets.keys import Keys


def new_keys() -> Keys:
    return Keys(KeyVersions({1: secrets.token_bytes(32)}, 1))


KEYS = new_keys()
ACME = UUID(int=1)

texts = st.text(max_size=20)
filters = st.dictionaries(texts, texts, max_size=4)
positions = st.lists(texts, max_size=4)


@settings(deadline=None)
@given(name=texts, workspace_id=st.uuids(), chosen=filters, position=positions)
def test_a_cursor_opens_in_its_own_list(name: str, workspace_id: UUID, chosen: dict[str, str], position: list[str]) -> None:
    cursor = Cursors(KEYS).seal(name, workspace_id, chosen, position)
    reordered = dict(reversed(chosen.items()))
    assert Cursors(KEYS).open(name, workspace_id, reordered, cursor) == position
    assert cursor.replace("-", "").replace("_", "").isalnum()


@settings(deadline=None)
@given(chosen=filters, others=filters)
def test_other_filters_are_refused(chosen: dict[str, str], others: dict[str, str]) -> None:
    assume(chosen != others)
    cursor = Cursors(KEYS).seal("inbox", ACME, chosen, ["1"])
    with pytest.raises(InvalidCursor):
        Cursors(KEYS).open("inbox", ACME, others, cursor)


@settings(deadline=None)
@given(workspace_id=st.uuids().filter(lambda other: other != ACME))
def test_another_workspace_is_refused(workspace_id: UUID) -> None:
    cursor = Cursors(KEYS).seal("inbox", ACME, {}, ["1"])
    with pytest.raises(InvalidCursor):
        Cursors(KEYS).open("inbox", workspace_id, {}, cursor)


def test_another_list_or_key_is_refused() -> None:
    cursor = Cursors(KEYS).seal("inbox", ACME, {}, ["1"])
    with pytest.raises(InvalidCursor):
        Cursors(KEYS).open("outbox", ACME, {}, cursor)
    with pytest.raises(InvalidCursor):
        Cursors(new_keys()).open("inbox", ACME, {}, cursor)


@settings(deadline=None)
@given(garbage=st.one_of(st.text(), st.text("ABCabc123-_="), st.binary().map(lambda raw: raw.hex())))
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(InvalidCursor):
        Cursors(KEYS).open("inbox", ACME, {}, garbage)


@settings(deadline=None)
@given(place=st.integers(0, 47))  # the letters that carry nonce, position and tag in full
def test_a_changed_cursor_is_refused(place: int) -> None:
    cursor = Cursors(KEYS).seal("inbox", ACME, {}, ["1"])
    letter = "B" if cursor[place] == "A" else "A"
    with pytest.raises(InvalidCursor):
        Cursors(KEYS).open("inbox", ACME, {}, cursor[:place] + letter + cursor[place + 1 :])


def test_two_cursors_of_one_position_look_unrelated() -> None:
    assert Cursors(KEYS).seal("inbox", ACME, {}, ["1"]) != Cursors(KEYS).seal("inbox", ACME, {}, ["1"])
