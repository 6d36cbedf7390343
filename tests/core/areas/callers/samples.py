"""Valid calls of the caller service."""

from fluxdesk.v1.callers_pb2 import AdmitCallerRequest, GetCallerRequest

from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_caller(_: Tenant) -> Sample:
    return Sample(GetCallerRequest(), None)


async def _admit_caller(_: Tenant) -> Sample:
    return Sample(AdmitCallerRequest(), None)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.CallerService/GetCaller": _get_caller,
    "/fluxdesk.v1.CallerService/AdmitCaller": _admit_caller,
}
