"""What one row of rpc_table says of an RPC."""
# ruff: noqa: S105  # kinds of credential have names that look like secrets

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from google.protobuf.message import Message


class Credential(StrEnum):
    """Kinds of bearer, as in policy.proto."""

    PERSON = "person"
    AGENT_KEY = "agent_key"
    TOOLS_TOKEN = "tools_token"
    PERSONAL_TOKEN = "personal_token"
    MODERATION_TOKEN = "moderation_token"


class Role(IntEnum):
    """Roles of a user in the workspace, least first."""

    EMPLOYEE = 1
    HR_ADMIN = 2
    ADMIN = 3
    SUPER_ADMIN = 4


class RateBucket(StrEnum):
    """What a call is counted against."""

    READS = "reads"
    WRITES = "writes"
    UNLIMITED = "unlimited"


class TransactionMode(StrEnum):
    """How the pipeline wraps the handler in a transaction."""

    PER_CALL = "per_call"
    BATCHED = "batched"
    NONE = "none"


class Effect(StrEnum):
    """What a call may change, from idempotency_level."""

    READ = "read"
    IDEMPOTENT = "idempotent"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path or query parameter: field `field` of the request, `name` on the wire; `kind` says how its text is read.

    kind is one of string, bool, integer, number, enum, timestamp; an integer of 64 bits keeps its text.
    """

    field: str
    name: str
    kind: str
    is_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One HTTP binding. `body` is "" for none, "*" for the whole request, else the field that holds it.

    `path` has its variables as `{field}`. `headers` are (request field, header name).
    """

    verb: str
    path: str
    body: str = ""
    query: tuple[Parameter, ...] = ()
    variables: tuple[Parameter, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rpc:
    """One RPC: its messages, its routes and its policy with every default filled in.

    `status_when` holds (boolean reply field, HTTP status). `reply_headers` holds (reply field, header name). `event_id` is the
    field of a streamed reply that is its SSE id, "" for none. `problem_has_error` is whether problems carry their detail as `error` too.
    """

    name: str
    request: type[Message]
    reply: type[Message]
    effect: Effect
    transaction: TransactionMode
    bucket: RateBucket
    role: Role = Role.EMPLOYEE
    callers: frozenset[Credential] = frozenset()
    scope: str = ""
    public: bool = False
    tool: str = ""
    audited: bool = False
    reveals_secret: bool = False
    destructive: bool = False
    client_streaming: bool = False
    server_streaming: bool = False
    http_status: int = 200
    status_when: tuple[tuple[str, int], ...] = ()
    reply_headers: tuple[tuple[str, str], ...] = ()
    event_id: str = ""
    problem_has_error: bool = False
    routes: tuple[Route, ...] = ()

    @property
    def service(self) -> str:
        """Full name of the service, "fluxdesk.v1.EventService"."""
        return self.name.split("/")[1]

    def admits(self, credential: Credential, role: Role, scopes: Collection[str] | None) -> bool:
        """Whether the policy lets such a caller in. `scopes` None carries all of its owner's."""
        is_in_scope = not self.scope or scopes is None or self.scope in scopes
        return self.public or (credential in self.callers and role >= self.role and is_in_scope)

    @property
    def method(self) -> str:
        """Name of the method within its service."""
        return self.name.split("/")[2]
