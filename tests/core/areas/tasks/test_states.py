"""How far a task has come, whatever is said of it."""

import pytest
from fluxdesk.v1.tasks_pb2 import TASK_STATUS_BLOCKED, TASK_STATUS_DONE, TASK_STATUS_IN_PROGRESS, TASK_STATUS_OPEN
from hypothesis import given
from hypothesis import strategies as st

from core.areas.tasks.rules import AskedState, State, next_state, state_faults
from core.errors import Invalid

STATUSES = (TASK_STATUS_OPEN, TASK_STATUS_IN_PROGRESS, TASK_STATUS_BLOCKED, TASK_STATUS_DONE)
STATES = st.sampled_from(STATUSES).map(lambda status: State(status, "B" if status == TASK_STATUS_BLOCKED else None))
ASKED = st.builds(
    AskedState,
    status=st.none() | st.sampled_from(STATUSES),
    is_done=st.none() | st.booleans(),
    blocker=st.none() | st.just("C"),
    is_unblocked=st.booleans(),
).filter(lambda asked: not (asked.blocker and asked.is_unblocked))


@given(STATES, ASKED)
def test_what_is_said_without_contradiction_holds_then(before: State, asked: AskedState) -> None:
    if [*state_faults(asked)]:
        return
    if asked.status == TASK_STATUS_BLOCKED and not asked.blocker and not before.blocker:
        with pytest.raises(Invalid, match="status"):
            next_state(before, asked)
        return
    after = next_state(before, asked)
    assert (after.status == TASK_STATUS_BLOCKED) == (after.blocker is not None)
    assert asked.status in (None, after.status)
    assert asked.is_done in (None, after.status == TASK_STATUS_DONE)
    assert asked.blocker in (None, after.blocker)
    assert not (asked.is_unblocked and after.blocker)


@given(STATES, ASKED)
def test_to_say_the_same_again_changes_nothing(before: State, asked: AskedState) -> None:
    if [*state_faults(asked)]:
        return
    try:
        after = next_state(before, asked)
    except Invalid:
        return
    assert next_state(after, asked) == after


def test_what_is_not_done_after_all_is_open() -> None:
    assert next_state(State(TASK_STATUS_DONE, None), AskedState(is_done=False)) == State(TASK_STATUS_OPEN, None)
    assert next_state(State(TASK_STATUS_IN_PROGRESS, None), AskedState(is_done=False)) == State(TASK_STATUS_IN_PROGRESS, None)


@pytest.mark.parametrize("status", STATUSES)
def test_nothing_said_leaves_it_as_it_is(status: int) -> None:
    state = State(status, "B" if status == TASK_STATUS_BLOCKED else None)
    assert next_state(state, AskedState()) == state
