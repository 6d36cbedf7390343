"""Problems carry `error` where callers of a surface look for it, and nowhere else."""

from typing import Any

import pytest
from fluxdesk.rpc import Role, Route, Rpc
from fluxdesk.rpc_table import RPCS

from tests.contract.rows import CLOSED, each
from tests.doors import Doors
from tests.tenants import Tenant

HAVING = [rpc for rpc in RPCS if rpc.problem_has_error and not rpc.server_streaming]


@each(CLOSED)
async def test_a_refusal_without_the_core_has_it_where_the_area_says_so(rpc: Rpc, doors: Doors) -> None:
    for route in rpc.routes:
        problem = await _problem(doors, route, None)
        assert problem["code"] == "unauthenticated"
        assert problem.get("error") == (problem["detail"] if rpc.problem_has_error else None)


@each(HAVING)
async def test_a_refusal_of_the_core_has_it_too(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    token = await tenant.sign_in(tenant.people[Role.SUPER_ADMIN])
    for route in rpc.routes:
        problem = await _problem(doors, route, token)
        assert problem["fieldErrors"]["nonesuch"]
        assert problem["error"] == problem["detail"]


@pytest.mark.parametrize("path", ["/api/tasks/1/nonesuch", "/api/v1/nonesuch"])
async def test_paths_that_no_rpc_answers_are_of_no_area(path: str, doors: Doors) -> None:
    assert "error" not in (await doors.rest.http.get(path)).json()


async def _problem(doors: Doors, route: Route, token: str | None) -> dict[str, Any]:
    """What a call with a parameter that nobody knows is answered with."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    path = route.path.replace("{", "").replace("}", "")
    answer = await doors.rest.http.request(route.verb, path, headers=headers, params={"nonesuch": "1"})
    return answer.json()
