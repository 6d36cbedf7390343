"""One call on its way through the pipeline: what each step reads and adds."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn, Protocol
from uuid import UUID

import grpc
from fluxdesk import metadata as metadata_keys
from fluxdesk.failures import DECODE_FAULTS_KEY, Fault, unpack_faults
from fluxdesk.json.runtime import MessageCodec
from fluxdesk.rpc import Credential, Role, Rpc
from fluxdesk.tracing import OK
from google.protobuf.message import DecodeError, Message

from core.clock import Clock
from core.database.pool import Database
from core.database.readiness import Readiness
from core.database.rows import Db
from core.database.transaction import Viewer
from core.database.wake import Wake
from core.errors import Refusal
from core.ids import NIL_WORKSPACE
from core.rpc.cursors import Cursors
from core.rpc.refusal_counts import RefusalCounts
from core.rpc.turns import Turns
from core.secrets.access_tokens import AccessTokens
from core.secrets.fingerprints import Fingerprints
from core.secrets.keys import Keys
from core.secrets.tokens import Peppers
from core.urls import Network
from core.vault.vault import Vault

MetadataValue = str | bytes
NETWORK_DOOR = "grpc"
# Of a caller who names none.
DEADLINE_SECONDS = 30.0
_PEER = re.compile(r"ipv[46]:(?:\[|%5B)?(.+?)(?:\]|%5D)?:\d+")


class ServerContext(Protocol):
    """What the pipeline needs of a door: a part of grpc.aio.ServicerContext that both doors have."""

    def invocation_metadata(self) -> tuple[tuple[str, MetadataValue], ...] | None: ...
    def peer(self) -> str: ...
    def time_remaining(self) -> float | None: ...
    def set_trailing_metadata(self, trailing_metadata: tuple[tuple[str, MetadataValue], ...]) -> None: ...
    async def abort(
        self, code: grpc.StatusCode, details: str = "", trailing_metadata: tuple[tuple[str, MetadataValue], ...] = ()
    ) -> NoReturn: ...


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: the credential, its owner, and what both may do. Rates are per minute.

    `family_id` is None for a session, `session_id` for everything but a session of this server. `scopes` is None where the
    credential carries all of its user's.
    """

    workspace_id: UUID
    credential: Credential
    user_id: UUID
    email: str
    role: Role
    family_id: UUID | None
    scopes: frozenset[str] | None
    reads_per_minute: int
    writes_per_minute: int
    integrator_id: UUID | None = None
    allowed_event_prefix: str = ""
    session_id: UUID | None = None

    @property
    def caller_id(self) -> UUID:
        """What rate limits and idempotency keys belong to."""
        return self.family_id or self.user_id

    @property
    def viewer(self) -> Viewer:
        """As whom the database shows rows that not all of the workspace may see."""
        return Viewer(self.user_id, sees_all=self.role >= Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Resources:
    """What the process has one of."""

    database: Database
    wake: Wake
    clock: Clock
    keys: Keys
    cursors: Cursors
    vault: Vault
    # Of requests, which may hold secrets.
    fingerprints: Fingerprints
    peppers: Peppers
    access_tokens: AccessTokens
    codecs: Mapping[type[Message], MessageCodec]
    refusals: RefusalCounts
    readiness: Readiness
    # Networks that may be called though they are not public.
    egress_allow: Sequence[Network] = ()
    # Twins of one idempotency key.
    turns: Turns = field(default_factory=Turns)
    # Set when the process stops serving: whatever would last for ever ends.
    ending: asyncio.Event = field(default_factory=asyncio.Event)


class Subject(NamedTuple):
    """Whom a call without a credential turned out to be about: where it stands in the record."""

    workspace_id: UUID
    user_id: UUID


@dataclass(slots=True, eq=False)
class Call:
    """The state of one call. Handlers read principal, workspace_id, db, clock and request_id."""

    rpc: Rpc
    resources: Resources
    metadata: dict[str, MetadataValue]
    door: str
    client_address: str
    request_id: str
    idempotency_key: str
    request_bytes: bytes
    request: Message
    # When the caller stops waiting, in the loop's time.
    deadline: float
    faults: list[Fault] = field(default_factory=list[Fault])
    principal: Principal | None = None
    trailers: dict[str, str] = field(default_factory=dict[str, str])
    audit_note: str | None = None
    # OK, or the Reason that the caller is told.
    outcome: str = OK
    audit_subject: Subject | None = None
    # Whether its row stands in the transaction of its effect, and whether that has committed.
    is_recording: bool = False
    is_recorded: bool = False
    # Topics that are marked once the call's transaction has committed.
    wakes: list[str] = field(default_factory=list[str])
    # Of a stream of requests: makes each of its messages a call of the named unary RPC; gives their replies and refusals in order.
    dispatch: Callable[[str], AsyncGenerator[Message | Refusal]] | None = None
    _db: Db | None = None

    @property
    def caller(self) -> Principal:
        """The principal of an RPC that is not public."""
        if self.principal is None:
            message = f"{self.rpc.name} is public and has no principal"
            raise RuntimeError(message)
        return self.principal

    @property
    def workspace_id(self) -> UUID:
        return self.principal.workspace_id if self.principal else NIL_WORKSPACE

    @property
    def clock(self) -> Clock:
        return self.resources.clock

    @property
    def db(self) -> Db:
        """The call's transaction; an RPC that declares NONE opens its own on resources.database."""
        if self._db is None:
            message = f"{self.rpc.name} runs outside a transaction of the pipeline"
            raise RuntimeError(message)
        return self._db

    def each_as(self, name: str) -> AsyncGenerator[Message | Refusal]:
        """Makes each message of a stream a call of the named unary RPC, whose request has the same fields.

        Gives what became of them, in their order. They are called together, so that a batch holds many; a refusal ends nothing.
        """
        if self.dispatch is None:
            message = f"{self.rpc.name} has no stream of requests"
            raise RuntimeError(message)
        return self.dispatch(name)

    def enter(self, db: Db) -> None:
        """Gives the call its transaction, in which its handler starts from nothing: a transaction may be tried again."""
        self._db = db
        self.audit_note = None
        self.wakes.clear()

    def text(self, key: str) -> str:
        """A textual metadata value, or ""."""
        value = self.metadata.get(key, "")
        return value if isinstance(value, str) else ""


def open_call(rpc: Rpc, resources: Resources, data: bytes, context: ServerContext, *, is_in_process: bool) -> Call:
    """Reads the metadata and parses the request. Nothing is refused here: faults travel to the step that validates.

    What a door says of its own caller counts only when that door runs in this process.
    """
    sent = context.invocation_metadata() or ()
    metadata = dict(sent)
    if sum(key == metadata_keys.AUTHORIZATION for key, _ in sent) > 1:
        # Two credentials are none: which one counts must not depend on who reads them.
        metadata[metadata_keys.AUTHORIZATION] = "several"
    faults = unpack_faults(packed) if isinstance(packed := metadata.get(DECODE_FAULTS_KEY), bytes) else []
    try:
        request = rpc.request.FromString(data)
    except DecodeError:
        request = rpc.request()
        faults.append(("", "is not a message of this operation"))
    call = Call(
        rpc=rpc,
        resources=resources,
        metadata=metadata,
        door=NETWORK_DOOR,
        client_address=_address(context.peer()),
        request_id="",
        idempotency_key="",
        request_bytes=data,
        request=request,
        deadline=asyncio.get_running_loop().time() + (DEADLINE_SECONDS if (left := context.time_remaining()) is None else left),
        faults=faults,
    )
    call.request_id = metadata_keys.fit_request_id(call.text(metadata_keys.REQUEST_ID))
    call.idempotency_key = _idempotency_key(call)
    if is_in_process:
        call.door = call.text(metadata_keys.DOOR) or NETWORK_DOOR
        call.client_address = call.text(metadata_keys.CLIENT_ADDRESS) or call.client_address
    call.trailers[metadata_keys.REQUEST_ID] = call.request_id
    return call


def _address(peer: str) -> str:
    """The address without the port, which every connection has anew: limits and audit are about the address."""
    return found[1] if (found := _PEER.fullmatch(peer)) else peer


def _idempotency_key(call: Call) -> str:
    """The caller's key without the quotes of a structured header; one that is none is a fault."""
    sent = call.text(metadata_keys.IDEMPOTENCY_KEY)
    key = sent[1:-1] if len(sent) > 1 and sent[0] == sent[-1] == '"' else sent
    if sent and not (key.isascii() and key.isprintable() and 0 < len(key) <= metadata_keys.IDEMPOTENCY_KEY_CHARACTERS_MAX):
        call.faults.append((metadata_keys.IDEMPOTENCY_KEY, metadata_keys.IDEMPOTENCY_KEY_RULE))
    return key
