from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.server import Core


class Arrays(NamedTuple):
    """One array of each type that statements cast to."""

    texts: list[str | None]
    ids: list[UUID | None]
    integers: list[int | None]
    moments: list[datetime | None]
    blobs: list[bytes | None]
    flags: list[bool | None]


def nullable(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | values, max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=nullable(st.text(st.characters(codec="utf-8", exclude_characters="\0"))),
    ids=nullable(st.uuids()),
    integers=nullable(st.integers(-(2**31), 2**31 - 1)),
    moments=nullable(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001
    blobs=nullable(st.binary(max_size=20)),
    flags=nullable(st.booleans()),
)
async def test_every_list_comes_back_as_it_went(core: Core, **lists: list[Any]) -> None:
    async with core.resources.database.transaction(workspace_ids=[]) as db:
        row = await db.one(
            Arrays,
            """
            SELECT %(texts)s::text[] AS texts, %(ids)s::uuid[] AS ids, %(integers)s::integer[] AS integers,
                   %(moments)s::timestamptz[] AS moments, %(blobs)s::bytea[] AS blobs, %(flags)s::boolean[] AS flags
            """,
            **lists,
        )
    assert row._asdict() == lists


async def test_what_is_no_element_is_refused_before_it_is_sent(core: Core) -> None:
    async with core.resources.database.transaction(workspace_ids=[]) as db:
        for value in ([["a"]], [{"a": 1}]):
            with pytest.raises(TypeError):
                await db.run("SELECT %(value)s::text[]", value=value)
        assert await db.run("SELECT %(value)s::text[]", value=[str(uuid4())]) == 1
