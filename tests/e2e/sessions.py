"""People who sign in at a running server."""

from typing import Any

import httpx2

from tests.e2e.conftest import Server


async def issue(server: Server, grant_type: str, **credentials: str) -> httpx2.Response:
    async with httpx2.AsyncClient() as http:
        return await http.post(f"{server.http}/auth/v1/token", params={"grant_type": grant_type}, json=credentials)


async def sign_in(server: Server, who: str = "employee") -> dict[str, Any]:
    person = server.credentials[who]
    answer = await issue(server, "password", email=person["email"], password=person["password"])
    assert answer.status_code == 200, answer.text
    return answer.json()
