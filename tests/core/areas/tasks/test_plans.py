"""Lists of tasks walk an index from where a page begins, however many tasks there are."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from fluxdesk.rpc import Role
from psycopg import AsyncConnection

from core.areas.tasks import queries
from core.areas.tasks.queries import TaskFilter
from core.ids import new_id
from tests.core.areas.tasks.kept import keep_task
from tests.plans import Plans
from tests.tenants import Tenant

# Of what the filled table has.
TAG, OTHER_TAG, PROJECT, PARENT, PERSON = (new_id() for _ in range(5))
# Each with the index that an admin walks, who is not asked whose a task is.
FILTERS = {
    "all": (TaskFilter(), "tasks_pkey"),
    "status": (TaskFilter(status=3), "tasks_status"),
    "done": (TaskFilter(is_done=True), "tasks_status"),
    "priority": (TaskFilter(priority=4), "tasks_priority"),
    "assignee": (TaskFilter(assignee_user_id=PERSON), "tasks_assignee"),
    "project": (TaskFilter(project_id=PROJECT), "tasks_project"),
    "parent": (TaskFilter(parent_id=PARENT), "tasks_parent"),
    "tag": (TaskFilter(tag_id=TAG), "entity_tags_pkey"),
    "word": (TaskFilter(words=["rare"]), "task_words_pkey"),
    "words": (TaskFilter(words=["common", "rare"]), "task_words_pkey"),
    # Of what is not done, by whichever leaves less: a later page here is one of few ids.
    "late": (TaskFilter(due_before=datetime(2020, 1, 1, tzinfo=UTC)), "tasks_(deadline|undone)"),
}
# Where the conditions of a list may leave more than a page, in the order of an index.
WALKED = {"all", "status", "done", "priority", "project"}


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of tasks of several people, of which one in a hundred has what is looked for.

    One in four has it of statuses, priorities and projects: many pages, which are walked. What is taken for a page at most is rightly
    sorted.
    """
    row = await keep_task(alone)
    await alone_owner.execute("INSERT INTO projects (workspace_id, id, slug, name) VALUES (%s, %s, 'p', 'P')", (alone.id, PROJECT))
    insert_tags = "INSERT INTO tags (workspace_id, id, name, name_key) VALUES (%(id)s, %(tag)s, 't', 't'), (%(id)s, %(other)s, 'o', 'o')"
    await alone_owner.execute(insert_tags, {"id": alone.id, "tag": TAG, "other": OTHER_TAG})
    await alone_owner.execute(
        """
        INSERT INTO users (workspace_id, id, email, name, role)
        SELECT %s, CASE WHEN n = 0 THEN %s ELSE gen_random_uuid() END, 'plan' || n || '-' || %s || '@example.com', 'P', 1
        FROM generate_series(0, 20) AS n
        """,
        (alone.id, PERSON, alone.slug),
    )
    await alone_owner.execute(
        """
        INSERT INTO tasks (workspace_id, id, title, source, visibility, owner_user_id, assignee_user_id, updated_by_user_id, status,
                           blocker, done_at, priority, project_id, parent_id, deadline, deadline_at)
        SELECT t.workspace_id, CASE WHEN n = 0 THEN %(parent_id)s ELSE gen_random_uuid() END, t.title, 1, 1 + n %% 2, u.id,
               CASE WHEN n %% 100 = 1 THEN %(person_id)s WHEN n %% 3 = 0 THEN a.id END, u.id,
               CASE WHEN n %% 4 = 2 THEN 3 WHEN n %% 4 = 3 THEN 4 ELSE 1 END, CASE WHEN n %% 4 = 2 THEN 'B' END,
               CASE WHEN n %% 4 = 3 THEN now() END, CASE WHEN n %% 4 = 1 THEN 4 ELSE 2 END,
               CASE WHEN n %% 4 = 0 THEN %(project_id)s::uuid END, CASE WHEN n %% 100 = 6 THEN %(parent_id)s END,
               CASE WHEN n %% 2 = 0 THEN 'D' END,
               CASE WHEN n %% 200 = 0 THEN '2019-01-01'::timestamptz WHEN n %% 2 = 0 THEN now() END
        FROM tasks t CROSS JOIN generate_series(0, 12000) AS n
        JOIN (SELECT id, row_number() OVER () AS number FROM users WHERE workspace_id = %(workspace_id)s) AS u ON u.number = 1 + n %% 20
        JOIN (SELECT id, row_number() OVER () AS number FROM users WHERE workspace_id = %(workspace_id)s) AS a ON a.number = 1 + n %% 19
        WHERE t.id = %(id)s
        """,
        {"workspace_id": alone.id, "id": row.id, "parent_id": PARENT, "person_id": PERSON, "project_id": PROJECT},
    )
    await alone_owner.execute(
        """
        INSERT INTO entity_tags (workspace_id, tag_id, entity_type, entity_id)
        SELECT workspace_id, CASE WHEN n %% 100 = 0 THEN %s ELSE %s END, 1, id
        FROM (SELECT *, row_number() OVER () AS n FROM tasks WHERE workspace_id = %s) AS t
        """,
        (TAG, OTHER_TAG, alone.id),
    )
    await alone_owner.execute(
        """
        INSERT INTO task_words (workspace_id, word, task_id)
        SELECT workspace_id, w.word, id FROM (SELECT *, row_number() OVER () AS n FROM tasks WHERE workspace_id = %s) AS t
        JOIN (SELECT 'rare', 100 UNION ALL SELECT 'common', 2 UNION ALL SELECT 'w' || v, 7 FROM generate_series(1, 20) AS v)
             AS w (word, every) ON n %% w.every = 0
        """,
        (alone.id,),
    )


@pytest.mark.parametrize("before_id", [None, new_id()], ids=["first page", "later page"])
@pytest.mark.parametrize("scope", ["admin", "own", "company"])
async def test_each_list_walks_an_index(alone: Tenant, plans: Plans, scope: str, before_id: UUID | None) -> None:
    somebody = alone.people[Role.HR_ADMIN].id
    await plans.as_viewer(somebody, sees_all=scope == "admin")
    for name, (wanted, index) in FILTERS.items():
        asked = wanted._replace(scope_user_id=None if scope == "admin" else somebody, is_company=scope != "own")
        await queries.list_tasks(plans, alone.id, asked, before_id=before_id, limit=51)
        for table in ("tasks", "task_words", "entity_tags"):
            assert f"Seq Scan on {table}" not in plans.plan, (name, plans.plan)
        assert scope != "admin" or re.search(f" {index} ", plans.plan), (name, plans.plan)
        # A page is put in order by what it is joined with; what is longer is not.
        walks = plans.plan[plans.plan.index("Limit") :]
        assert name not in WALKED or "Sort  (" not in walks, (name, plans.plan)
