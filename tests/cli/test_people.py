"""What an operator does with people: one at a time, and by the thousands from a file."""

import json
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from tests.cli.test_cli import PASSWORD, Operator, database, operator
from tests.eventually import eventually

__all__ = ["operator"]  # a fixture


def accept(operator: Operator, token: str, password: str = PASSWORD) -> int:
    assert operator.server is not None
    body = {"token": token, "password": password}
    return httpx2.post(f"{operator.server.http}/auth/v1/invitations/accept", json=body).status_code


def people(operator: Operator, workspace: str) -> dict[str, dict[str, Any]]:
    return {row["email"]: row for row in operator.listed("user", "list", "--workspace", workspace)}


def test_who_is_invited_sets_a_password_and_another_one_after_a_reset(operator: Operator) -> None:
    token = operator.run("user", "invite", "ivy@acme.example", "--workspace", "acme", "--name", "Ivy", "--role", "hr_admin")
    assert token.startswith("flux-invite-")
    assert [accept(operator, token), accept(operator, token)] == [200, 404]
    assert operator.sign_in("ivy@acme.example").json()["user"]["role"] == "hr_admin"
    again = operator.run("user", "reset", "IVY@acme.example")
    assert accept(operator, again, "quite another password") == 200
    assert [operator.sign_in("ivy@acme.example", one).status_code for one in (PASSWORD, "quite another password")] == [401, 200]
    assert operator.refused("user", "invite", "ivy@acme.example", "--workspace", "acme") == "fluxdesk: The e-mail address is taken."


def test_who_is_created_is_named_as_who_is_invited(operator: Operator) -> None:
    created = ("user", "create", "--workspace", "acme", "--no-password")
    operator.run(*created, "eve@acme.example", "--name", " Eve ")
    assert people(operator, "acme")["eve@acme.example"]["name"] == "Eve"
    assert operator.refused(*created, "eve@acme.example") == "fluxdesk: The e-mail address is taken."
    assert operator.refused(*created, "eva@acme.example", "--name", " ") == "fluxdesk: name: is required"


async def test_another_role_holds_at_once_and_the_last_admin_stays(operator: Operator) -> None:
    operator.run("user", "create", "rob@acme.example", "--workspace", "acme", "--password-stdin", stdin=f"{PASSWORD}\n")
    session = operator.sign_in("rob@acme.example").json()["access_token"]
    assert operator.server is not None
    url, headers = f"{operator.server.http}/api/v1/admin/users", {"authorization": f"Bearer {session}"}
    assert httpx2.get(url, headers=headers).status_code == 403
    operator.run("user", "role", "rob@acme.example", "hr_admin")
    await eventually(lambda: httpx2.get(url, headers=headers).status_code == 200)
    told = "fluxdesk: This is the last admin of the workspace, which has to keep one."
    assert operator.refused("user", "role", "ada@acme.example", "employee") == told
    assert operator.refused("user", "deactivate", "ada@acme.example") == told
    assert "king is no role" in operator.refused("user", "role", "rob@acme.example", "king")


def test_a_group_is_made_filled_renamed_and_deleted(operator: Operator) -> None:
    place = ("--workspace", "acme")
    operator.run("group", "create", "night-shift", *place, "--name", " Night shift ")
    operator.run("group", "member", "add", "ada@acme.example", "--group", "night-shift", *place, "--admin")
    operator.run("group", "rename", "night-shift", *place, "--new-slug", "late-shift", "--name", " Late shift ")
    assert operator.listed("group", "list", *place) == [
        {"slug": "late-shift", "name": "Late shift", "members": ["Ada@acme.example"], "admins": ["Ada@acme.example"]}
    ]
    assert "There is one already (groups_slug_key)" in operator.refused("group", "create", "late-shift", *place)
    assert "slug: must begin with a-z or 0-9" in operator.refused("group", "create", "Late shift", *place)
    operator.run("group", "member", "remove", "ada@acme.example", "--group", "late-shift", *place)
    assert "is no member of late-shift" in operator.refused(
        "group", "member", "remove", "ada@acme.example", "--group", "late-shift", *place
    )
    operator.run("group", "delete", "late-shift", *place)
    assert operator.listed("group", "list", *place) == []
    assert "There is no group late-shift" in operator.refused("group", "delete", "late-shift", *place)


def imported(operator: Operator, file: Path, content: str | bytes, *words: str, status: int = 0) -> dict[str, Any]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = operator.typed("user", "import", str(file), "--json", *words)
    assert done.returncode == status, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def bad_lines(report: dict[str, Any]) -> dict[int, list[str]]:
    return {bad["line"]: bad["faults"] for bad in report["bad"]}


@pytest.mark.parametrize(
    ("slug", "content"),
    [
        ("comma", "email,name,role,groups\nmia@comma.example,Mia,hr_admin,day;night\n"),
        ("semicolon", '\ufeffGroups;Role;Name;Email\r\n"day; night";HR_ADMIN;Mia;mia@semicolon.example\r\n\r\n'),
        ("quoted", '"name","email","groups","role"\n"Mia","mia@quoted.example","night;day;","hr_admin"'),
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(slug: str, content: str, operator: Operator, tmp_path: Path) -> None:
    place = ("--workspace", slug)
    operator.run("workspace", "create", slug)
    for group in ("day", "night"):
        operator.run("group", "create", group, *place)
    report = imported(operator, tmp_path / "people.csv", content, *place)
    assert report == {"added": 1, "updated": 0, "bad": [], "is_dry_run": False}
    found = people(operator, slug)[f"mia@{slug}.example"]
    assert (found["name"], found["role"], found["active"]) == ("Mia", "hr_admin", True)
    assert [group["members"] for group in operator.listed("group", "list", *place)] == [[f"mia@{slug}.example"]] * 2


def test_every_fault_of_a_row_is_named_and_good_rows_go_in(operator: Operator, tmp_path: Path) -> None:
    operator.run("workspace", "create", "faulty")
    operator.run("group", "create", "day", "--workspace", "faulty")
    operator.run("user", "create", "here@faulty.example", "--workspace", "faulty", "--no-password")
    content = b"\n".join(
        [
            b"email,name,role,groups",
            b"good@faulty.example,Good,,day",
            b"nobody,,king,day;nowhere;elsewhere",
            b"GOOD@faulty.example,Twice,,",
            b"ADA@acme.example,Ada,,",
            b"here@faulty.example,Here,,",
            b"short@faulty.example,Short",
            b"bytes@faulty.example,B\xffytes,,",
            b"nul@faulty.example,N\0ul,,",
            b'"open@faulty.example"x,Open,,',
            b'last@faulty.example,"La',
            b'st",,',
            b"",
            b"end@faulty.example,End,,nowhere",
        ]
    )
    report = imported(operator, tmp_path / "people.csv", content, "--workspace", "faulty", status=1)
    assert bad_lines(report) == {
        3: [
            "email: must be an e-mail address of at most 120 characters",
            "name: is required",
            "role: king is no role: employee, hr_admin, admin, super_admin",
            "groups: there is no group nowhere",
            "groups: there is no group elsewhere",
        ],
        4: ["email: stands on line 2 already"],
        5: ["email: is taken"],
        6: ["email: is of this workspace already"],
        7: ["has 2 columns in the place of 4"],
        8: ["is not UTF-8"],
        9: ["must not contain a NUL character"],
        10: ["is no row of CSV: ',' expected after '\"'"],
        14: ["groups: there is no group nowhere"],
    }
    assert people(operator, "faulty").keys() == {"good@faulty.example", "here@faulty.example", "last@faulty.example"}
    assert report["added"] == 2
    text = operator.typed("user", "import", str(tmp_path / "people.csv"), "--workspace", "faulty").stdout.splitlines()
    assert (text[0], text[-1]) == ("line\temail\tfaults", "0 added, 0 updated, 11 left out")


def test_people_are_updated_when_asked_for_and_never_in_their_role(operator: Operator, tmp_path: Path) -> None:
    place, file = ("--workspace", "updated"), tmp_path / "people.csv"
    operator.run("workspace", "create", "updated")
    for group in ("day", "night"):
        operator.run("group", "create", group, *place)
    imported(operator, file, "email,name,groups\nmia@updated.example,Mia,day\n", *place)
    operator.run("group", "member", "add", "mia@updated.example", "--group", "day", "--admin", *place)
    content = "email,name,role,groups\nMIA@updated.example,Mia Mayer,admin,day;night\nnew@updated.example,New,,\n"
    rehearsed = imported(operator, file, content, *place, "--update", "--dry-run")
    assert rehearsed == {"added": 1, "updated": 1, "bad": [], "is_dry_run": True}
    assert [row["name"] for row in people(operator, "updated").values()] == ["Mia"]
    assert imported(operator, file, content, *place, "--update") == rehearsed | {"is_dry_run": False}
    found = people(operator, "updated")["mia@updated.example"]
    assert (found["name"], found["role"]) == ("Mia Mayer", "employee")
    assert {one["slug"]: (one["members"], one["admins"]) for one in operator.listed("group", "list", *place)} == {
        "day": (["mia@updated.example"], ["mia@updated.example"]),
        "night": (["mia@updated.example"], []),
    }
    # Nobody of another workspace is changed by it.
    assert bad_lines(imported(operator, file, "email,name\nada@acme.example,Eve\n", *place, "--update", status=1)) == {
        2: ["email: is taken"]
    }


def test_thousands_go_in_by_hundreds_and_are_recorded(operator: Operator, tmp_path: Path) -> None:
    operator.run("workspace", "create", "large")
    operator.run("group", "create", "all", "--workspace", "large")
    rows = [f"p{number}@large.example,Person {number},all" for number in range(4_000)]
    content = "\n".join(["email,name,groups", *rows, rows[0]])
    report = imported(operator, tmp_path / "people.csv", content, "--workspace", "large", status=1)
    assert (report["added"], bad_lines(report)) == (4_000, {4_002: ["email: stands on line 2 already"]})
    with psycopg.connect(database(operator)) as owner:
        assert owner.execute("SELECT count(*) FROM users WHERE email LIKE '%%@large.example'").fetchone() == (4_000,)
        assert owner.execute("SELECT count(*) FROM group_members m JOIN groups g ON g.id = m.group_id WHERE g.slug = 'all'").fetchone() == (
            4_000,
        )
        noted = owner.execute(
            "SELECT arguments FROM audit_log JOIN workspaces w USING (workspace_id) WHERE w.slug = 'large' AND rpc = 'fluxdesk user import'"
        ).fetchall()
    # Whom it added, and as what.
    assert len({json.loads(arguments)["email"] for (arguments,) in noted}) == 4_000
    assert {json.loads(arguments)["role"] for (arguments,) in noted} == {"employee"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "must name the columns email, name"),
        (b"email,role\na@b.example,employee\n", "must name the columns email, name"),
        (b"email,name,email\n", "each once; it has: email, name, email"),
        (b"email,name,salary\n", "it has: email, name, salary"),
        (b"email,n\xffame\n", "The header of the file cannot be read: is not UTF-8"),
    ],
)
def test_a_file_without_its_header_is_one_line(content: bytes, told: str, operator: Operator, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(content)
    assert told in operator.refused("user", "import", str(tmp_path / "people.csv"), "--workspace", "acme")


def test_a_file_that_is_not_there_is_one_line(operator: Operator, tmp_path: Path) -> None:
    assert "cannot be read: No such file" in operator.refused("user", "import", str(tmp_path / "none.csv"), "--workspace", "acme")
    assert "There is no workspace nowhere" in operator.refused("user", "import", str(tmp_path / "none.csv"), "--workspace", "nowhere")


def test_what_an_operator_hands_out_stands_in_no_record(operator: Operator) -> None:
    token = operator.run("user", "invite", "zoe@acme.example", "--workspace", "acme")
    with psycopg.connect(database(operator)) as owner:
        rows = owner.execute("SELECT rpc, arguments FROM audit_log WHERE door = 'cli' AND rpc LIKE 'fluxdesk user%'").fetchall()
    assert "fluxdesk user invite" in {rpc for rpc, _ in rows}
    assert not any(token in arguments for _, arguments in rows)
