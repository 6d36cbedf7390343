"""Who of a user's it is that does something, and what is told of it to whom."""

from collections.abc import Mapping, Sequence
from typing import Final

from fluxdesk.json.tasks import TASK_VISIBILITY
from fluxdesk.rpc import Credential
from fluxdesk.v1.tasks_pb2 import TASK_SOURCE_AGENT, TASK_SOURCE_MANUAL, TASK_VISIBILITY_PRIVATE

from core.rpc.call import Principal

_PRIVATE: Final = TASK_VISIBILITY.names[TASK_VISIBILITY_PRIVATE]


def next_source(caller: Principal) -> int:
    """Of what the caller does now, by what has come with the call: agents have keys."""
    return TASK_SOURCE_AGENT if caller.credential is Credential.AGENT_KEY else TASK_SOURCE_MANUAL


def public_changes(changes: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """What everybody is told of one act: of the one that published the task that it did, since the rest tells what was there before."""
    published = [change for change in changes if change["field"] == "visibility" and change["before"] == _PRIVATE]
    return published or list(changes)
