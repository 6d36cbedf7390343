"""Fills a workspace with deliveries of ninety days, as if they had been published: keys, usage and numbers of inboxes with them."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fluxdesk.v1.deliveries_pb2 import SEVERITY_WARN
from psycopg import Connection

from bench.ahead import parts_ahead
from bench.fill_events import COLUMNS, NULL, Variant, make_variants
from bench.fill_people import Family, Person, World

_DAYS = 90
_AT_ONCE = 10_000
# The first of the people get most: a tenth of them a third of all.
_SKEW = 2
_OF_PROJECTS, _MODERATED, _RESOLVED = 0.3, 0.01, 0.5
# What is older than that is read more often.
_FRESH_DAYS = 3
_READ_OLD, _READ_FRESH, _ARCHIVED = 0.9, 0.4, 0.5
_READ_SECONDS_MAX = 4 * 3600
# An id below the time that it was made at: version, variant and 74 random bits.
_VERSION_AND_VARIANT = 0x7 << 76 | 0b10 << 62
_RANDOM = (1 << 12) - 1 << 64 | (1 << 62) - 1


class _Row(NamedTuple):
    """A delivery as lines of COPY: of deliveries, and of event_keys."""

    delivery: str
    key: str
    person: Person | None
    number: int
    family: Family
    created_at: datetime


def fill_deliveries(owner: Connection, world: World, count: int, on_progress: Callable[[int], None]) -> None:
    """Commits each ten thousand with all that belongs to them. Older ones come first, in the order of most indexes."""
    today = datetime.now(UTC).date()
    columns = (
        "workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, inbox_number, project_id, event_id, "
        f"occurred_at, fired_at, created_at, read_at, archived_at, resolved_at, {COLUMNS}"
    )
    for some in parts_ahead(_rows(world, count), _AT_ONCE):
        with owner.transaction():
            _copy(owner, f"deliveries ({columns})", [row.delivery for row in some])
            _copy(owner, "event_keys (workspace_id, family_id, event_id, delivery_id, fingerprint)", [row.key for row in some])
            _count_usage(owner, world, Counter(row.family.id for row in some if row.created_at.date() == today))
            _set_heads(owner, world, {row.person.user_id: row.number for row in some if row.person})
        on_progress(len(some))


def _copy(owner: Connection, table: str, lines: Sequence[str]) -> None:
    with owner.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
        copy.write("".join(lines))


def _rows(world: World, count: int) -> Iterator[_Row]:
    """In the order of time, up to a minute ago."""
    numbers: defaultdict[object, int] = defaultdict(int)
    chance, ids = random.Random(3), random.SystemRandom()
    variants = {prefix: make_variants(prefix) for prefix in {family.prefix for one in world.people for family in one.families}}
    variants.setdefault(world.moderated.prefix, make_variants(world.moderated.prefix))
    end = time.time() - 60
    step = _DAYS * 86_400 / count
    run = f"{ids.getrandbits(32):08x}"
    # Ids are like no others; random numbers of the kernel for each would cost a call apiece.
    bits = random.Random(ids.getrandbits(256))
    for number in range(count):
        at = end - (count - number - chance.random()) * step
        people, skewed = world.people, chance.random() ** _SKEW
        person = None if chance.random() < _MODERATED else people[int(len(people) * skewed)]
        family = chance.choice(person.families) if person else world.moderated
        variant = variants[family.prefix][int(chance.random() * len(variants[family.prefix]))]
        numbers[person and person.user_id] += 1
        yield _row(world, person, family, variant, at, _Made(f"{run}-{number}", bits, chance, numbers[person and person.user_id], end))


class _Made(NamedTuple):
    """What makes one delivery differ from all others."""

    event_id: str
    bits: random.Random
    chance: random.Random
    number: int
    end: float


def _row(world: World, person: Person | None, family: Family, variant: Variant, at: float, made: _Made) -> _Row:
    chance, milliseconds = made.chance, int(at * 1000)
    delivery_id = f"{milliseconds << 80 | _VERSION_AND_VARIANT | made.bits.getrandbits(76) & _RANDOM:032x}"
    # Events are told of some seconds after they happened.
    occurred = int(at) - 1 - int(chance.random() * 20)
    created_at, occurred_at = datetime.fromtimestamp(milliseconds / 1000, UTC), datetime.fromtimestamp(occurred, UTC).isoformat()
    read_at, archived_at = _reading(chance, created_at, at, made.end) if person else (NULL, NULL)
    resolved_at = NULL
    if variant.severity >= SEVERITY_WARN and chance.random() < _RESOLVED:
        resolved_at = (created_at + min(timedelta(hours=1), timedelta(seconds=made.end - at))).isoformat()
    project = chance.choice(person.project_ids).hex if person and person.project_ids and chance.random() < _OF_PROJECTS else NULL
    workspace, family_id = world.workspace_id.hex, family.id.hex
    recipient, number = (person.user_id.hex, str(made.number)) if person else (NULL, NULL)
    delivery = (
        f"{workspace}\t{delivery_id}\t{family_id}\t{family_id}\t{family.integrator_id.hex}\t{recipient}\t{number}\t{project}\t"
        f"{made.event_id}\t{occurred_at}\t{occurred_at}\t{created_at.isoformat()}\t{read_at}\t{archived_at}\t{resolved_at}\t{variant.columns}\n"
    )
    key = f"{workspace}\t{family_id}\t{made.event_id}\t{delivery_id}\t\\\\x{variant.fingerprint(made.event_id, occurred)}\n"
    return _Row(delivery, key, person, made.number, family, created_at)


def _reading(chance: random.Random, created_at: datetime, at: float, end: float) -> tuple[str, str]:
    age = end - at
    if chance.random() > (_READ_OLD if age > _FRESH_DAYS * 86_400 else _READ_FRESH):
        return NULL, NULL
    read_at = created_at + timedelta(seconds=chance.random() * min(age, _READ_SECONDS_MAX))
    return read_at.isoformat(), read_at.isoformat() if chance.random() < _ARCHIVED else NULL


def _count_usage(owner: Connection, world: World, used: Counter[object]) -> None:
    owner.execute(
        """
        INSERT INTO family_usage AS u (workspace_id, family_id, day, used)
        SELECT %s, n.family_id, (now() AT TIME ZONE 'utc')::date, n.used FROM unnest(%s::uuid[], %s::integer[]) AS n (family_id, used)
        ON CONFLICT (workspace_id, family_id) DO UPDATE
        SET day = greatest(u.day, excluded.day), used = CASE WHEN u.day >= excluded.day THEN u.used ELSE 0 END + excluded.used
        """,
        (world.workspace_id, list(used), list(used.values())),
    )


def _set_heads(owner: Connection, world: World, last: dict[object, int]) -> None:
    """Where somebody got something meanwhile, its number is taken already and the deliveries above have failed."""
    owner.execute(
        """
        INSERT INTO inbox_heads AS h (workspace_id, user_id, last_number)
        SELECT %s, n.user_id, n.last_number FROM unnest(%s::uuid[], %s::bigint[]) AS n (user_id, last_number) ORDER BY n.user_id
        ON CONFLICT (workspace_id, user_id) DO UPDATE SET last_number = greatest(h.last_number, excluded.last_number)
        """,
        (world.workspace_id, list(last), list(last.values())),
    )
