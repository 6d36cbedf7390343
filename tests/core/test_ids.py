"""Identifiers sort in the order in which they were made."""

import time
from uuid import RFC_4122

from core.ids import new_id


def test_ids_are_uuids_of_version_7_that_tell_when_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_ids_made_in_one_moment_keep_their_order() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
