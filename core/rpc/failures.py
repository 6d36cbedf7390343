"""What an exception of a call means: the one place where errors become a status."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

import grpc
import psycopg
import structlog
from fluxdesk.failures import DOMAIN, FAULTS_BYTES_MAX, bad_request
from fluxdesk.metadata import internal_detail
from fluxdesk.reasons import KINDS, Reason
from fluxdesk.rpc import Effect
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from psycopg.errors import DeadlockDetected, ReadOnlySqlTransaction, SerializationFailure, UniqueViolation

from core.database.transaction import OutcomeUnknown
from core.errors import Refusal
from core.rpc.call import NETWORK_DOOR, Call

_log = structlog.get_logger()
_BY_CONSTRAINT = {kind.constraint: reason for reason, kind in KINDS.items() if kind.constraint}
_UNAVAILABLE_RETRY_SECONDS = 1
# Over a network a client takes 8 KB of metadata, unless it has raised that limit.
_NETWORK_FAULTS_BYTES_MAX = 5_000
# SQLSTATE classes that pass: connection, rollback by the server, lock, resources, operator. Without one the connection is lost.
_LOST = "08000"
_PASSING = frozenset({"08", "40", "53", "55", "57"})
_READ_ONLY = ReadOnlySqlTransaction.sqlstate


def is_unavailable(problem: BaseException) -> bool:
    """Whether the same call may work later: the database is away, full, read-only, or somebody holds what it needs."""
    if isinstance(problem, OutcomeUnknown):
        return True
    if not isinstance(problem, psycopg.Error):
        return False
    return (problem.sqlstate or _LOST)[:2] in _PASSING if isinstance(problem, psycopg.OperationalError) else problem.sqlstate == _READ_ONLY


def refusal_of(problem: BaseException, call: Call) -> Refusal:
    """The refusal that the caller is told. What the server does not understand is logged and told by its request id only."""
    if isinstance(problem, Refusal):
        return problem
    if isinstance(problem, UniqueViolation):
        # The index decides every race; a constraint that no Reason names is a conflict like any other.
        violated = problem.diag.constraint_name or ""
        reason = next((reason for constraint, reason in _BY_CONSTRAINT.items() if fnmatchcase(violated, constraint)), Reason.CONFLICT)
        field = KINDS[reason].field
        return Refusal(reason, f"{field or KINDS[reason].title}: there is one already.", faults=[(field, "is taken")] if field else [])
    # A read whose handler writes is a fault of ours, which the READ ONLY transaction has caught.
    is_our_write = isinstance(problem, ReadOnlySqlTransaction) and call.rpc.effect is Effect.READ
    if isinstance(problem, DeadlockDetected | SerializationFailure):
        _log.warning("transaction_rolled_back", rpc=call.rpc.name, request_id=call.request_id, problem=str(problem))
        return Refusal(
            Reason.UNAVAILABLE, "Somebody else was changing the same: try again.", retry_after_seconds=_UNAVAILABLE_RETRY_SECONDS
        )
    if is_unavailable(problem) and not is_our_write:
        _log.warning("database_unavailable", rpc=call.rpc.name, request_id=call.request_id, problem=str(problem))
        message = "The database cannot be reached now."
        return Refusal(Reason.UNAVAILABLE, message, retry_after_seconds=_UNAVAILABLE_RETRY_SECONDS)
    _log.error("call_failed", rpc=call.rpc.name, request_id=call.request_id, exc_info=problem)
    return Refusal(Reason.INTERNAL, internal_detail(call.request_id))


def status_of(refusal: Refusal, call: Call | None = None) -> tuple[grpc.StatusCode, bytes]:
    """The gRPC code and the google.rpc.Status that carries Reason, faults and retry time, and the id of a call that was opened."""
    code = KINDS[refusal.reason].code
    status = status_pb2.Status(code=code_pb2.Code.Value(code.name), message=refusal.detail)
    status.details.extend(_packed(_details(refusal, call)))
    return code, status.SerializeToString()


def _details(refusal: Refusal, call: Call | None) -> Iterable[Message]:
    yield error_details_pb2.ErrorInfo(reason=refusal.reason, domain=DOMAIN, metadata=refusal.metadata)
    if call:
        yield error_details_pb2.RequestInfo(request_id=call.request_id)
    if refusal.faults:
        yield bad_request(refusal.faults, _NETWORK_FAULTS_BYTES_MAX if call is None or call.door == NETWORK_DOOR else FAULTS_BYTES_MAX)
    if refusal.retry_after_seconds is not None:
        yield error_details_pb2.RetryInfo(retry_delay=Duration(seconds=refusal.retry_after_seconds))
    if refusal.extra is not None:
        yield refusal.extra


def _packed(details: Iterable[Message]) -> Iterable[Any]:
    for detail in details:
        packed = Any()
        packed.Pack(detail)
        yield packed
