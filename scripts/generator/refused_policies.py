"""Refuses policies that leave open who may call, or that do not fit the RPC they stand on."""

from collections.abc import Iterator

from google.protobuf.descriptor import FieldDescriptor

from scripts.generator.declarations import Declarations, DeclaredRpc, Options
from scripts.generator.fields import HTTP_BODY

# Sessions and integrators' tokens carry no scopes. Every other kind does, also one that is declared later.
_UNSCOPED = frozenset({"PERSON", "TOOLS_TOKEN", "PERSONAL_TOKEN", "MODERATION_TOKEN"})


def refused_policies(declarations: Declarations) -> Iterator[str]:
    """Policies that are missing, that say nothing exact of the callers, or that ask for a transaction that cannot be."""
    for rpc in declarations.rpcs:
        if rpc.policy is None:
            yield f"{rpc.place}: has no policy: add `option (fluxdesk.v1.policy)` with callers or public"
            continue
        yield from _refused_callers(rpc, rpc.policy)
        yield from _refused_scope(declarations, rpc, rpc.policy.scope)
        yield from _refused_transaction(rpc)
        if not all(rpc.policy.reasons) or len(set(rpc.policy.reasons)) < len(rpc.policy.reasons):
            yield f"{rpc.place}: its reasons are not each a reason of their own: name each once"


def refused_replies(declarations: Declarations) -> Iterator[str]:
    """Messages that no codec knows, secrets that a reply would show unawares, statuses that hang on a field that is not there."""
    own = {message.full_name for message in declarations.messages}
    for rpc in declarations.rpcs:
        if rpc.policy is None:
            continue
        request, reply = rpc.method.input_type, rpc.method.output_type
        if request.full_name not in own:
            yield f"{rpc.place}: takes {request.full_name}: declare a request message of its own, which may be empty"
        if reply.full_name == HTTP_BODY and rpc.method.server_streaming:
            yield f"{rpc.place}: a stream of {HTTP_BODY} has no events: answer with messages of its own, or with one page"
        if reply.full_name not in {*own, HTTP_BODY}:
            yield f"{rpc.place}: answers with {reply.full_name}: declare a message of its own, which may be empty"
        holds_secret = declarations.is_redacted(reply)
        if holds_secret and not rpc.policy.reveals_secret:
            yield f"{rpc.place}: {reply.name} holds a debug_redact field: take it out, or set reveals_secret"
        if rpc.policy.reveals_secret and not holds_secret:
            yield f"{rpc.place}: {reply.name} holds no debug_redact field: mark the secret, or drop reveals_secret"
        for when in rpc.policy.status_when:
            field = reply.fields_by_name.get(when.field)
            if field is None or field.type != FieldDescriptor.TYPE_BOOL or field.is_repeated:
                yield f"{rpc.place}: status_when names {when.field}, which is no bool field of {reply.name}: name one that is"


def _refused_callers(rpc: DeclaredRpc, policy: Options) -> Iterator[str]:
    if rpc.callers and policy.public:
        yield f"{rpc.place}: has callers and is public: keep one of the two"
    if not rpc.callers and not policy.public:
        yield f"{rpc.place}: nobody may call it: name its callers, or set public"


def _refused_scope(declarations: Declarations, rpc: DeclaredRpc, scope: str) -> Iterator[str]:
    if scope and scope not in declarations.scopes:
        yield f'{rpc.place}: scope "{scope}" is unknown: declare it in the `area` option of the file'
    scoped = [kind for kind in rpc.callers if kind not in _UNSCOPED]
    if scoped and not scope:
        yield f"{rpc.place}: {' and '.join(scoped)} carries scopes and none is asked for: set scope"


def _refused_transaction(rpc: DeclaredRpc) -> Iterator[str]:
    transaction = rpc.choice("transaction")
    if rpc.is_streaming and transaction != "NONE":
        yield f"{rpc.place}: a stream would hold one transaction open as long as it lasts: set transaction NONE"
    elif rpc.method.client_streaming and not rpc.method.server_streaming:
        yield f"{rpc.place}: each message of a stream is answered: return a stream"
    elif transaction == "BATCHED" and rpc.is_read:
        yield f"{rpc.place}: a read cannot be BATCHED: drop transaction"
