"""Tells callers who they are."""

from fluxdesk.services import CallerServiceServicer
from fluxdesk.v1.callers_pb2 import AdmitCallerRequest, Caller, GetCallerRequest

from core.database.rows import Db
from core.rpc.call import Call


class CallerService(CallerServiceServicer[Call, Db]):
    """Tells callers who they are."""

    async def GetCaller(self, request: GetCallerRequest, call: Call) -> Caller:  # noqa: ARG002  # there is nothing to ask
        return _caller(call)

    async def AdmitCaller(self, request: AdmitCallerRequest, call: Call) -> Caller:  # noqa: ARG002  # there is nothing to ask
        return _caller(call)


def _caller(call: Call) -> Caller:
    principal = call.principal
    if principal is None:
        return Caller()
    return Caller(
        credential=principal.credential,
        role=principal.role.name.lower(),
        has_all_scopes=principal.scopes is None,
        scopes=sorted(principal.scopes or ()),
    )
