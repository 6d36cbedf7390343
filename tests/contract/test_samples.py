"""The tables are about every RPC: each has a valid call, and a door through which it is made."""

from dataclasses import replace

import pytest
from fluxdesk.rpc import Rpc
from fluxdesk.rpc_table import RPCS

from tests.contract.rows import each
from tests.doors import Doors
from tests.samples import SAMPLES, sample
from tests.tenants import Tenant


@each(RPCS)
async def test_the_sample_is_accepted_at_every_door(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    assert doors.of(rpc), "the tables cannot call this kind of RPC: teach tests/doors.py how"
    for door in doors.of(rpc):
        request, token = await sample(rpc, tenant)
        answer = await door.call(rpc, request, token)
        assert answer.reason is None, (door.name, answer.faults, answer.body)


async def test_an_rpc_without_a_sample_fails_and_says_where_to_put_it(tenant: Tenant) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"/new has no sample: add it to SAMPLES in tests/core/areas/<noun>/samples\.py"):
        await sample(replace(RPCS[0], name="/new"), tenant)


def test_no_sample_outlives_its_rpc() -> None:
    assert SAMPLES.keys() <= {rpc.name for rpc in RPCS}
