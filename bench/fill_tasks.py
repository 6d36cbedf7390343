"""Fills a workspace with tasks: their words, tags, history and comments, as if they had been created and worked on for ninety days."""

import json
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from bench.ahead import parts_ahead
from bench.fill_people import Person, Project, World

_DAYS = 90
_AT_ONCE = 5_000
# The number of tasks as an entity of tags.
_ENTITY_TYPE: Final = 1
# By the numbers of tasks.proto.
_PRIORITIES, _STATUSES, _VISIBILITIES = (
    ("low", "medium", "high", "critical"),
    ("open", "in_progress", "blocked", "done"),
    ("private", "company"),
)
_TAGS: Final = (
    *("backend", "frontend", "customer", "bug", "debt", "docs", "design", "security", "performance", "release", "research", "mobile"),
    *("onboarding", "payments", "search", "infra", "data", "legal", "quick win", "next quarter"),
)
_VERBS: Final = ("Fix", "Review", "Ship", "Write", "Test", "Plan", "Measure", "Move", "Clean", "Translate", "Retire", "Document")
_THINGS: Final = (
    *("login page", "billing export", "search index", "release notes", "onboarding guide", "retry queue", "price table", "mobile menu"),
    *("audit report", "customer survey", "backup job", "access list", "webhook receiver", "dashboard", "invoice layout", "style guide"),
)
_REASONS: Final = (
    *("before the next release", "for the pilot customers", "after the outage of last week", "so that support has less to answer"),
    *("because the old one is slow", "as agreed with the design team", "for the security audit", "until the end of the quarter"),
)
# Texts are of letters and digits of ASCII, whose runs are all the words that the product finds in them.
_WORDS: Final = re.compile(r"[a-z0-9]+")
_COLUMNS: Final = (
    "id, title, description, priority, status, source, visibility, owner_user_id, assignee_user_id, project_id, deadline, deadline_at, "
    "blocker, version, created_at, updated_at, updated_by_user_id, done_at"
)


class Task(NamedTuple):
    """A task as COPY writes it, with what belongs to it."""

    columns: Sequence[object]
    words: set[str]
    tag_ids: Sequence[UUID]
    changes: Sequence[Sequence[object]]
    comments: Sequence[Sequence[object]]

    @property
    def id(self) -> object:
        return self.columns[0]


def fill_tasks(owner: Connection, world: World, count: int, on_progress: Callable[[int], None]) -> None:
    """Commits each five thousand with all that belongs to them."""
    with owner.transaction():
        tag_ids = _make_tags(owner, world.workspace_id)
    stems = _Stems(owner)
    for some in parts_ahead(_tasks(world, tag_ids, count), _AT_ONCE):
        with owner.transaction():
            _copy_all(owner, world.workspace_id, some, stems)
        on_progress(len(some))


class _Stems:
    """The stems of words, as the database makes them; each is asked for once."""

    def __init__(self, owner: Connection) -> None:
        self._owner = owner
        self._known: dict[str, str] = {}

    def of(self, words: Iterable[str]) -> list[str]:
        return sorted({self._known[word] for word in words})

    def learn(self, words: set[str]) -> None:
        rows = self._owner.execute(
            "SELECT w, coalesce((ts_lexize('pg_catalog.english_stem', w))[1], w) FROM unnest(%s::text[]) AS w",
            (list(words - self._known.keys()),),
        )
        self._known |= dict(rows.fetchall())


def _make_tags(owner: Connection, workspace_id: UUID) -> list[UUID]:
    owner.execute(
        """
        INSERT INTO tags (workspace_id, id, name, name_key) SELECT %s, uuidv7(), w, w FROM unnest(%s::text[]) AS w
        ON CONFLICT (workspace_id, name_key) WHERE ended_at IS NULL DO NOTHING
        """,
        (workspace_id, list(_TAGS)),
    )
    rows = owner.execute(
        "SELECT id FROM tags WHERE workspace_id = %s AND name_key = ANY (%s) ORDER BY name_key", (workspace_id, list(_TAGS))
    )
    return [row[0] for row in rows.fetchall()]


def _copy_all(owner: Connection, workspace_id: UUID, tasks: Sequence[Task], stems: _Stems) -> None:
    stems.learn({word for task in tasks for word in task.words})
    _copy(owner, workspace_id, f"tasks (workspace_id, {_COLUMNS})", (task.columns for task in tasks))
    # By the word, as the key of the table is.
    words = sorted((word, task.id) for task in tasks for word in stems.of(task.words))
    _copy(owner, workspace_id, "task_words (workspace_id, word, task_id)", words)
    tagged = ((tag_id, _ENTITY_TYPE, task.id) for task in tasks for tag_id in task.tag_ids)
    _copy(owner, workspace_id, "entity_tags (workspace_id, tag_id, entity_type, entity_id)", tagged)
    changes = (change for task in tasks for change in task.changes)
    _copy(owner, workspace_id, "task_changes (workspace_id, task_id, id, at, user_id, source, changes)", changes)
    comments = (comment for task in tasks for comment in task.comments)
    _copy(owner, workspace_id, "task_comments (workspace_id, task_id, id, user_id, body, created_at)", comments)


def _copy(owner: Connection, workspace_id: UUID, table: str, rows: Iterable[Sequence[object]]) -> None:
    with owner.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row((workspace_id, *row))


def _tasks(world: World, tag_ids: Sequence[UUID], count: int) -> Iterator[Task]:
    """In the order of time, up to a minute ago."""
    chance, ids = random.Random(4), random.Random(random.SystemRandom().getrandbits(256))
    end = time.time() - 60
    step = _DAYS * 86_400 / count
    for number in range(count):
        yield _Draft(world, chance, ids, end - (count - number - chance.random()) * step, end).task(tag_ids)


class _Draft:
    """A task on its way: who it belongs to, and where it stands."""

    def __init__(self, world: World, chance: random.Random, ids: random.Random, at: float, end: float) -> None:
        self._chance, self._ids, self._at, self._end = chance, ids, at, end
        self.id = self._id(at)
        self.created_at = datetime.fromtimestamp(int(at * 1000) / 1000, UTC)
        self.owner = chance.choice(world.people)
        # What belongs to a project is seen by all, and most else by few.
        self.project: Project | None = chance.choice(world.projects) if chance.random() < 0.7 else None
        self.visibility = 2 if self.project or chance.random() < 0.2 else 1
        self.assignee: Person | None = chance.choice(world.people) if chance.random() < 0.6 else None
        # Old ones are done.
        is_old = end - at > 30 * 86_400
        self.status = chance.choices((1, 2, 3, 4), weights=(2, 1, 0.5, 12) if is_old else (8, 4, 1, 6))[0]
        self.priority = chance.choices((1, 2, 3, 4), weights=(3, 8, 4, 1))[0]

    def task(self, tag_ids: Sequence[UUID]) -> Task:
        chance = self._chance
        title = f"{chance.choice(_VERBS)} the {chance.choice(_THINGS)} {chance.choice(_REASONS)}"
        description = (
            f"Part {chance.randint(1, 999)} of it: {chance.choice(_THINGS)}, then {chance.choice(_THINGS)}."
            if chance.random() < 0.5
            else None
        )
        deadline = (self.created_at + timedelta(days=chance.randint(2, 40))).date() if chance.random() < 0.4 else None
        source = chance.choices((1, 2, 3, 4), weights=(6, 1, 3, 1))[0]
        blocker = f"Waits for the {chance.choice(_THINGS)}" if self.status == 3 else None
        worked = self._later(self._at) if self.status != 1 else None
        updated_at = worked or self.created_at
        columns = (
            *(self.id, title, description, self.priority, self.status, source, self.visibility, self.owner.user_id),
            *(self.assignee and self.assignee.user_id, self.project and self.project.id),
            *(deadline and deadline.isoformat(), deadline and datetime.combine(deadline + timedelta(days=1), datetime.min.time(), UTC)),
            *(blocker, 2 if worked else 1, self.created_at, updated_at, self.owner.user_id, worked if self.status == 4 else None),
        )
        new: Mapping[str, object] = {
            "title": title,
            "description": description,
            "priority": _PRIORITIES[self.priority - 1],
            "assignee": self.assignee and self.assignee.email,
            "deadline": deadline and deadline.isoformat(),
            "status": "open",
            "project_slug": self.project and self.project.slug,
            "visibility": _VISIBILITIES[self.visibility - 1],
        }
        changes = [self._change(self.created_at, source, [(name, None, value) for name, value in new.items() if value is not None])]
        if worked:
            moved = [("status", "open", _STATUSES[self.status - 1]), *([("blocker", None, blocker)] if blocker else [])]
            changes.append(self._change(worked, 1, moved))
        return Task(
            columns,
            set(_WORDS.findall(f"{title} {description or ''}".casefold())),
            chance.sample(tag_ids, chance.choices((0, 1, 2, 3), weights=(3, 4, 2, 1))[0]),
            changes,
            [self._comment() for _ in range(chance.choices((0, 1, 2), weights=(6, 2, 1))[0])],
        )

    def _change(self, at: datetime, source: int, changes: Sequence[tuple[str, object, object]]) -> Sequence[object]:
        told = [{"field": name, "before": before, "after": after} for name, before, after in changes]
        return self.id, self._id(at.timestamp()), at, self.owner.user_id, source, json.dumps(told)

    def _comment(self) -> Sequence[object]:
        at = self._later(self._at)
        text = f"The {self._chance.choice(_THINGS)} comes first, {self._chance.choice(_REASONS)}."
        return self.id, self._id(at.timestamp()), (self.assignee or self.owner).user_id, text, at

    def _later(self, at: float) -> datetime:
        return self.created_at + timedelta(seconds=self._chance.random() * min(self._end - at, 20 * 86_400))

    def _id(self, at: float) -> UUID:
        """A UUIDv7 of that time."""
        return UUID(int=int(at * 1000) << 80 | 0x7 << 76 | self._ids.getrandbits(12) << 64 | 0b10 << 62 | self._ids.getrandbits(62))
