"""What is a marker, what is left of a title without it, and that reading twice changes nothing."""

from datetime import date
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.areas.tasks import inline
from core.areas.tasks.deadlines import Deadline, read_deadline
from core.areas.tasks.inline import Assignee, Inline, Meanings, resolve
from core.areas.tasks.markers import Marker, MarkerKind, find_markers, strip

ZONE = ZoneInfo("UTC")
ANNA = Assignee(UUID(int=1), "anna.smit@example.com")
DAY = Deadline.of_day(date(2026, 12, 1), ZONE)
assert DAY
ASSIGNEES = {"anna": ANNA, "Anna Smit": ANNA, ANNA.email: ANNA}
PIECES = (
    *("!high", "!LOW", "!urgent", "!!", "#bug", "#Bug", "##", "#a#b", "#issue,", "@anna", "@bob", '@"Anna Smit"', "@@", '"', "“", "”"),
    *(
        "^2026-12-01",
        "^tomorrow",
        '^"tomorrow"',
        '^"to morrow',
        "^",
        "!",
        "a",
        "Write",
        "c#",
        "x@y.z",
        "下周",
        "#标签。",
        " ",
        "\n",
        "\t",
        "\u3000",
    ),
)
TITLES = st.lists(st.sampled_from(PIECES) | st.text(alphabet='!#@^"“” \nab,.', max_size=6), max_size=24).map("".join)


def parsed(title: str) -> Inline:
    """As read_inline, with people and days that need no database."""
    markers = inline._usual(find_markers(title))  # noqa: SLF001  # the limits are part of what is to be shown
    read = {
        marker.value: deadline
        for marker in markers
        if (deadline := DAY if marker.value == "tomorrow" else read_deadline(marker.value, ZONE))
    }
    return resolve(title, markers, Meanings(ASSIGNEES, read))


def rendered(found: Inline) -> str:
    """What was found, behind what is left of the title."""
    parts = [
        *([f"!{('low', 'medium', 'high', 'critical')[found.priority - 1]}"] if found.priority else []),
        *(f"#{tag}" for tag in found.tags),
        *([f"@{found.assignee.email}"] if found.assignee else []),
        *([f"^{found.deadline.text}"] if found.deadline else []),
    ]
    return " ".join([found.title, *parts]) if parts else found.title


@pytest.mark.parametrize(
    ("title", "left", "found"),
    [
        ("Write the report !high #docs @anna ^2026-12-01", "Write the report", Inline("", 3, ("docs",), ANNA, DAY)),
        ("!CRITICAL fix it", "fix it", Inline("", 4)),
        ('Call ^"tomorrow" back', "Call back", Inline("", deadline=DAY)),
        ("Call ^“tomorrow”, please", "Call please", Inline("", deadline=DAY)),
        ('Ask @"Anna  Smit" first', "Ask first", Inline("", assignee=ANNA)),
        ("Ask @Anna.Smit@example.com", "Ask @Anna.Smit@example.com", Inline("")),
        ("#a #b #A two tags", "two tags", Inline("", tags=("a", "b"))),
        ("!low now !high", "now", Inline("", 3)),
        ("first\n#a second", "first\nsecond", Inline("", tags=("a",))),
        ("修复登录 #登录。 !high", "修复登录", Inline("", 3, ("登录",))),
    ],
)
def test_parameters_leave_the_title(title: str, left: str, found: Inline) -> None:
    assert parsed(title) == found._replace(title=left)


@pytest.mark.parametrize(
    "title",
    [
        *("Ship it!", "!urgent fix", "a!high", "C# and F#", "# heading", "##draft", "mail x@y.z", "@nobody", "5 ^ 2", "x ^_^", "^soon"),
        *('^"to morrow', '^"tomorrow"x', "!", "#", "@", "^", "!high!low?x", "#" + "x" * 61, "  two  spaces  ", '#"a b"', '#a"b'),
    ],
)
def test_what_means_nothing_stays(title: str) -> None:
    assert parsed(title) == Inline(title)


@pytest.mark.parametrize(("kind", "most"), [("#t{}", 50), ("^2026-12-{:02}", 4)])
def test_too_many_of_a_kind_are_text(kind: str, most: int) -> None:
    numbers = count(1)
    title = " ".join(["Do", *(kind.format(next(numbers)) for _ in range(most))])
    assert parsed(title).title == "Do"
    more = f"{title} {kind.format(next(numbers))} !high"
    assert parsed(more) == Inline(more.removesuffix(" !high"), 3)


@given(TITLES)
@example('#a" ^"x')
@example("^tomorrow ^2026-12-01 ^a ^b")
def test_what_was_read_is_read_again_behind_the_title(title: str) -> None:
    found = parsed(title)
    assert parsed(rendered(found)) == found


@given(st.text(st.characters(codec="utf-8", exclude_characters="!#@^")))
def test_a_title_without_signs_is_left_alone(title: str) -> None:
    assert not find_markers(title)
    assert parsed(title) == Inline(title)


@given(TITLES)
def test_markers_lie_in_the_title_one_behind_the_other(title: str) -> None:
    end = 0
    for marker in find_markers(title):
        assert end <= marker.start < marker.end <= len(title)
        assert title[marker.start] == marker.kind.value
        assert marker.start == 0 or title[marker.start - 1].isspace()
        assert marker.value == marker.value.strip() != ""
        if marker.kind in {MarkerKind.PRIORITY, MarkerKind.TAG}:
            assert marker.value[0] not in "!#@^"
        end = marker.end


@given(TITLES, st.data())
def test_taking_markers_out_takes_nothing_else(title: str, data: st.DataObject) -> None:
    markers = find_markers(title)
    accepted = [marker for marker in markers if data.draw(st.booleans())]
    gone = {position for marker in accepted for position in range(marker.start, marker.end)}
    kept = "".join(sign for position, sign in enumerate(title) if position not in gone)
    assert strip(title, accepted).split() == _words(title, gone)
    assert "".join(strip(title, accepted).split()) == "".join(kept.split())


def _words(title: str, gone: set[int]) -> list[str]:
    return "".join(" " if position in gone else sign for position, sign in enumerate(title)).split()


@pytest.mark.parametrize("unit", ["^", '^"', '^"a ', "@“ ", "# ", "#a", "#a ", '@"a"x ', "! ! ", '^"a",,,,', " ", "\n#a"])
def test_a_hostile_title_costs_its_length(unit: str) -> None:
    # What looked at any of it twice would not come to an end.
    title = unit * 100_000
    markers = find_markers(title)
    taken = sum(marker.end - marker.start - _spaces(title, marker) for marker in markers)
    assert _signs(strip(title, markers)) == _signs(title) - taken


def _signs(title: str) -> int:
    return len("".join(title.split()))


def _spaces(title: str, marker: Marker) -> int:
    return sum(sign.isspace() for sign in title[marker.start : marker.end])
