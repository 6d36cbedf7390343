"""However many processes share a server, their connections fit into it."""

import psycopg
import pytest

from core.database import pool, wake
from core.database.capacity import TooFewConnections, pool_size
from core.database.embedded import EmbeddedPostgres


def allowed(url: str) -> int:
    with psycopg.connect(url) as connection:
        return int(connection.execute("SHOW max_connections").fetchall()[0][0])


async def test_one_process_gets_the_whole_pool(server: EmbeddedPostgres) -> None:
    assert await pool_size(server.url, 1) == pool.SIZE_MAX


async def test_as_many_workers_as_serve_takes_fit_into_the_embedded_server(server: EmbeddedPostgres) -> None:
    size = await pool_size(server.url, 64)
    assert size > 1
    assert 64 * (size + wake.CONNECTIONS) < allowed(server.url)


async def test_more_processes_than_fit_are_refused_with_numbers(server: EmbeddedPostgres) -> None:
    with pytest.raises(TooFewConnections, match="200 workers need 605 connections and the database allows 397"):
        await pool_size(server.url, 200)
