"""Tasks are found by the words of their titles and descriptions, in every language that people here write."""

import pytest
from fluxdesk.v1.task_lists_pb2 import ListTasksRequest
from fluxdesk.v1.tasks_pb2 import CreateTaskRequest, UpdateTaskRequest
from hypothesis import given
from hypothesis import strategies as st

from core.areas.tasks.search import query_words, text_words
from tests.core.areas.tasks.kept import lists, signed_in, tasks
from tests.tenants import Tenant

TITLES = (
    "Move the databases of the checkout",
    "De facturen van december controleren",
    "检查数据库备份",
    "備份データベースを確認する",
    "Ｆｕｌｌ－ｗｉｄｔｈ STRASSE",  # noqa: RUF001  # they are what is tested
    "Ship v2.1 to EU-west",
    "Re\u0301sumé für Zoë prüfen",
    "Чай и й",
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("database", [0]),
        ("DATABASES moving", [0]),
        ("moved checkouts", [0]),
        ("database invoices", []),
        ("facturen", [1]),
        ("CONTROLEREN december", [1]),
        ("factuur", []),
        ("数据库", [2]),
        ("备份 检查", [2]),
        ("据", [2]),
        ("库检", []),
        ("データ", [3]),
        ("full width straße", [4]),
        ("v2 eu", [5]),
        ("resume zoe", [6]),
        ("résumé FUR", [6]),
        ("ZOE\u0308", [6]),
        ("чай", [7]),
        ("чаи", []),
        ("!?", []),
    ],
)
async def test_what_has_all_words_is_found_newest_first(query: str, found: list[int], tenant: Tenant) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    for title in TITLES:
        await tasks(tenant).CreateTask(CreateTaskRequest(title="T", description=title), metadata=metadata)
    listed = await lists(tenant).ListTasks(ListTasksRequest(q=query), metadata=metadata)
    assert [task.description for task in listed.tasks] == [TITLES[index] for index in found]


async def test_what_was_taken_out_of_a_text_is_not_found_any_more(tenant: Tenant) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    task = await tasks(tenant).CreateTask(CreateTaskRequest(title="Paint the fence", description="Green"), metadata=metadata)

    async def finds(query: str) -> bool:
        return bool((await lists(tenant).ListTasks(ListTasksRequest(q=query), metadata=metadata)).tasks)

    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task.id, title="Paint the door"), metadata=metadata)
    assert [await finds(query) for query in ("fence", "door", "paint green")] == [False, True, True]


@given(st.text(max_size=300))
def test_a_text_is_found_by_whatever_is_asked_of_it(text: str) -> None:
    assert set(query_words(text)) <= set(text_words(text))


@given(st.text(max_size=2000))
def test_words_are_bounded_and_each_is_one(text: str) -> None:
    words, asked = text_words(text), query_words(text)
    assert len(words) == len(set(words)) <= 2000
    assert len(asked) == len(set(asked)) <= 12
    assert all(1 <= len(word) <= 60 and not word.isspace() for word in words)


def test_a_long_text_costs_no_more_than_its_bound() -> None:
    assert len(text_words(" ".join(map(str, range(100_000))))) == 2000
    assert query_words("x" * 10_000) == ["x" * 60]
