"""Who of a user's it is that does something."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.tasks_pb2 import TASK_SOURCE_AGENT, TASK_SOURCE_MANUAL

from core.rpc.call import Principal


def next_source(caller: Principal) -> int:
    """Of what the caller does now, by what has come with the call: agents have keys."""
    return TASK_SOURCE_AGENT if caller.credential is Credential.AGENT_KEY else TASK_SOURCE_MANUAL
