"""What of a released declaration may not change, whether buf or the comparison of tables notices."""

from pathlib import Path

import pytest

from scripts.generator import buf
from scripts.generator.compatibility import incompatibilities, rows
from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.released import broken_promises, release
from tests.generator.declare import declare
from tests.generator.trials import PUBLIC, rpc, service

NAME = "/trial.v1.TrialService/Try: "
POLICY = 'callers: [PERSON, AGENT_KEY] scope: "trials:write" tool: "try_it" role: HR_ADMIN'
ROUTE = 'post: "/tries/{name}" body: "try"'


def trial(
    folder: Path,
    *,
    policy: str = POLICY,
    route: str = ROUTE,
    options: str = "",
    reply: str = "",
    thing: str = "string size = 1;",
    more: str = "",
) -> Declarations:
    text = f"""
    service TrialService {{
      // Tries.
      rpc Try(TryRequest) returns (TryReply) {{
        option (google.api.http) = {{{route}}};
        option (fluxdesk.v1.policy) = {{{policy}}};
        {options}
      }}
    }}
    message TryRequest {{
      string name = 1;
      Thing try = 2;
      string page = 3;
      string if_match = 4 [(fluxdesk.v1.header) = "If-Match"];
      {more}
    }}
    message Thing {{ {thing} }}
    message TryReply {{
      bool done = 1;
      {reply or 'string etag = 2 [(fluxdesk.v1.header) = "ETag"];'}
    }}
    """
    return declare(folder, text)


def changes(was: Declarations, now: Declarations) -> list[str]:
    return incompatibilities(rows(was), rows(now))


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        (POLICY.replace("PERSON, ", ""), "PERSON may no longer call"),
        (POLICY.replace("PERSON", "PERSON, TOOLS_TOKEN"), "TOOLS_TOKEN may call now, and could not"),
        (POLICY.replace('scope: "trials:write"', ""), 'no longer asks for the scope "trials:write"'),
        (POLICY.replace("trials:write", "trials:all"), 'asks for the scope "trials:all" instead of "trials:write"'),
        (POLICY.replace("HR_ADMIN", "ADMIN"), "asks for the role ADMIN instead of the lower HR_ADMIN"),
        (POLICY.replace("role: HR_ADMIN", ""), "asks for the role EMPLOYEE instead of the higher HR_ADMIN"),
        (POLICY.replace("try_it", "try_that"), "the tool try_it is gone"),
        (POLICY.replace('tool: "try_it"', ""), "the tool try_it is gone"),
        (POLICY + " audit_off: true", "is no longer audited"),
        (POLICY + " reveals_secret: true", "reveals a secret now"),
        (POLICY + " destructive: true", "is destructive now, and agents were told that it is not"),
        (POLICY + " bucket: UNLIMITED", "draws on the rate limit UNLIMITED instead of WRITES"),
        (POLICY + " http_status: 201", "answers 201 instead of 200"),
        (POLICY + ' status_when: [{field: "done" status: 202}]', "answers 202 when done instead of one status always"),
    ],
)
def test_a_policy_that_tightens_or_loosens_is_refused(policy: str, text: str, tmp_path: Path) -> None:
    assert changes(trial(tmp_path), trial(tmp_path, policy=policy)) == [NAME + text]


def test_opening_an_rpc_to_everybody_is_refused(tmp_path: Path) -> None:
    guarded, open_to_all = trial(tmp_path, policy="callers: [PERSON]"), trial(tmp_path, policy="public: true")
    assert changes(guarded, open_to_all) == [NAME + "is public now, and asked for a credential"]
    assert changes(open_to_all, guarded) == [NAME + "asks for a credential now, and was public"]


def test_a_scope_that_is_newly_asked_for_is_refused(tmp_path: Path) -> None:
    free = trial(tmp_path, policy="callers: [PERSON]")
    scoped = trial(tmp_path, policy='callers: [PERSON] scope: "trials:write"')
    assert changes(free, scoped) == [NAME + 'asks for the scope "trials:write" now, which keys that worked may lack']


@pytest.mark.parametrize(
    ("route", "lines"),
    [
        ('post: "/trials/{name}" body: "try"', ["no longer answers POST /tries/{}"]),
        ('put: "/tries/{name}" body: "try"', ["no longer answers POST /tries/{}"]),
        (
            'post: "/tries/{name}" body: "*"',
            ['POST /tries/{} takes the body "*" instead of "try"', "POST /tries/{} no longer takes page from the query"],
        ),
    ],
)
def test_a_changed_route_is_refused(route: str, lines: list[str], tmp_path: Path) -> None:
    assert changes(trial(tmp_path), trial(tmp_path, route=route)) == [NAME + line for line in lines]


def test_a_lost_promise_is_refused(tmp_path: Path) -> None:
    repeatable = trial(tmp_path, options="option idempotency_level = IDEMPOTENT;")
    assert changes(repeatable, trial(tmp_path)) == [NAME + "is WRITE now, and was IDEMPOTENT: clients that repeat it would do harm"]
    assert changes(trial(tmp_path), trial(tmp_path, reply="string etag = 2;")) == [NAME + "no longer answers with the header ETag"]


@pytest.mark.parametrize(
    ("thing", "more", "lines"),
    [
        ("string width = 1;", "", ["no longer takes try.size"]),
        ("string size = 1 [(buf.validate.field).required = true];", "", ["asks for try.size now, which its callers may not send"]),
        ("string size = 1 [(buf.validate.field).string.min_len = 1];", "", ["asks for try.size now, which its callers may not send"]),
        (
            "",
            "string why = 5 [(buf.validate.field).required = true];",
            ["no longer takes try.size", "asks for why now, which its callers may not send"],
        ),
        ("string size = 1; repeated Thing parts = 2;", "string why = 5;", []),
        ("string size = 1 [deprecated = true];", "", []),
        ("string size = 1;", "Part part = 5; message Part { string name = 1 [(buf.validate.field).required = true]; }", []),
    ],
)
def test_an_argument_may_be_added_and_neither_go_nor_become_required(thing: str, more: str, lines: list[str], tmp_path: Path) -> None:
    assert changes(trial(tmp_path), trial(tmp_path, thing=thing, more=more)) == [NAME + line for line in lines]


def test_a_tool_that_is_new_needs_nobodys_consent(tmp_path: Path) -> None:
    released, more = trial(tmp_path), trial(tmp_path, policy=POLICY.replace("try_it", "try_that"))
    assert incompatibilities(rows(released), rows(released) | {"/trial.v1.TrialService/More": rows(more)[NAME.removesuffix(": ")]}) == []


def test_a_removed_rpc_is_refused(tmp_path: Path) -> None:
    assert changes(trial(tmp_path), declare(tmp_path, "")) == [NAME + "is gone, and its clients call it still"]


def test_additions_and_other_names_of_variables_are_fine(tmp_path: Path) -> None:
    was = trial(tmp_path, policy=POLICY.replace('tool: "try_it"', ""))
    now = trial(
        tmp_path,
        route='post: "/tries/{page}" body: "try" additional_bindings: {post: "/v1/tries/{name}" body: "try"}',
        options="option idempotency_level = IDEMPOTENT;",
    )
    assert [line for line in changes(was, now) if "query" not in line] == []
    assert changes(declare(tmp_path, ""), now) == []


def test_buf_passes_a_changed_path_and_the_comparison_refuses_it(tmp_path: Path) -> None:
    release(trial(tmp_path), tmp_path / "released")
    moved = trial(tmp_path, route='post: "/elsewhere/{name}" body: "try"', policy=POLICY.replace('scope: "trials:write"', ""))
    assert buf.breaking(moved.image, trial(tmp_path).image, "trial") == []
    assert broken_promises(moved, tmp_path / "released") == [
        NAME + 'no longer asks for the scope "trials:write"',
        NAME + "no longer answers POST /tries/{}",
    ]


def test_buf_refuses_a_changed_message(tmp_path: Path) -> None:
    release(trial(tmp_path), tmp_path / "released")
    changed = trial(tmp_path, reply="int32 etag = 2;")
    lines = broken_promises(changed, tmp_path / "released")
    assert "".join(lines[:1]).endswith('Field "2" with name "etag" on message "TryReply" changed type from "string" to "int32".')


def test_what_was_just_released_is_compatible(tmp_path: Path) -> None:
    release(trial(tmp_path), tmp_path / "released")
    assert broken_promises(trial(tmp_path), tmp_path / "released") == []


def test_releasing_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    release(trial(tmp_path), tmp_path / "one")
    release(trial(tmp_path), tmp_path / "two")
    for name in ("image.binpb", "rpc_table.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_without_a_baseline_nothing_passes(tmp_path: Path) -> None:
    with pytest.raises(GenerateError, match="no released baseline: run `scripts/generate --release`"):
        broken_promises(trial(tmp_path), tmp_path / "released")


def test_lint_names_the_fault_and_its_place(tmp_path: Path) -> None:
    lines = buf.lint(declare(tmp_path, "enum Kind { KIND_UNSPECIFIED = 0; SHORT = 1; }").image, "trial")
    assert ['Enum value name "SHORT" should be prefixed with "KIND_".' in line for line in lines] == [True]


def test_an_event_that_loses_its_id_is_refused(tmp_path: Path) -> None:
    def streamed(folder: str, option: str) -> Declarations:
        text = f"""
        service TrialService {{
          // Tries.
          rpc Try(TryRequest) returns (stream TryReply) {{
            option (google.api.http) = {{get: "/tries"}};
            option idempotency_level = NO_SIDE_EFFECTS;
            option (fluxdesk.v1.policy) = {{public: true transaction: NONE}};
          }}
        }}
        message TryRequest {{}}
        message TryReply {{ string position = 1{option}; }}
        """
        return declare(tmp_path / folder, text)

    was, now = streamed("was", " [(fluxdesk.v1.event_id) = true]"), streamed("now", "")
    assert changes(was, now) == [NAME + "its events no longer have position as their id, from which clients go on"]
    assert changes(now, was) == []


def test_problems_keep_the_error_for_which_callers_look(tmp_path: Path) -> None:
    def told(folder: str, option: str) -> Declarations:
        return declare(tmp_path / folder, service(rpc(PUBLIC)), area=option)

    was, now = told("was", "problem_has_error: true"), told("now", "")
    assert changes(was, now) == [NAME + "its problems no longer have `error`, for which callers look"]
    assert changes(now, was) == []
