"""The refusals that rules and queries raise; the pipeline turns them into the status of a call."""

from collections.abc import Sequence

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from google.protobuf.message import Message

# A path may hold a key of the caller's own making; the whole of it stands in the faults.
_PATH_CHARACTERS_MAX = 100


class Refusal(Exception):
    """A call that ends with a Reason. Raised anywhere below the pipeline; nothing of the call takes effect.

    `faults` are (path in proto names, text). `metadata` reaches the caller in google.rpc.ErrorInfo. `extra` is the message that the
    Reason declares.
    """

    def __init__(
        self,
        reason: Reason,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        retry_after_seconds: int | None = None,
        metadata: dict[str, str] | None = None,
        extra: Message | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.faults = tuple(faults)
        self.retry_after_seconds = retry_after_seconds
        self.metadata = metadata or {}
        self.extra = extra


class Invalid(Refusal):
    """The input breaks rules; every fault is named."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        path, text = faults[0]
        detail = f"{path[:_PATH_CHARACTERS_MAX] or 'The body'}: {text}"
        super().__init__(Reason.VALIDATION_FAILED, detail, faults=faults)


class NotFound(Refusal):
    """The named resource does not exist, or is not visible to the caller: the two are not told apart."""

    def __init__(self, noun: str) -> None:
        super().__init__(Reason.NOT_FOUND, f"There is no such {noun}.")


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    def __init__(self, detail: str, reason: Reason = Reason.FORBIDDEN) -> None:
        super().__init__(reason, detail)
