"""Every declaration that `scripts/generate` stops at, and the line with which it does."""

from pathlib import Path

import pytest

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.refusals import refusals
from tests.generator.declare import declare, root_of
from tests.generator.trials import (
    CLEAN,
    LATE,
    OVERLAP,
    PUBLIC,
    REPLY,
    REQUEST,
    STREAM,
    STREAMED,
    TRY,
    VARIED,
    WAY,
    reason,
    rpc,
    service,
)

CASES = {
    "a stream of pages": (
        service(rpc(STREAM, signature="(TryRequest) returns (stream google.api.HttpBody)", route='post: "/try" body: "*"')),
        [TRY + "a stream of google.api.HttpBody has no events: answer with messages of its own, or with one page"],
    ),
    "no policy": (service(rpc("")), [TRY + "has no policy: add `option (fluxdesk.v1.policy)` with callers or public"]),
    "nobody may call": (service(rpc('tool: ""')), [TRY + "nobody may call it: name its callers, or set public"]),
    "callers and public": (
        service(rpc("public: true callers: [PERSON]")),
        [TRY + "has callers and is public: keep one of the two"],
    ),
    "an unknown scope": (
        service(rpc('callers: [PERSON] scope: "trials:read"')),
        [TRY + 'scope "trials:read" is unknown: declare it in the `area` option of the file'],
    ),
    "a scoped caller without a scope": (
        service(rpc("callers: [PERSON, AGENT_KEY]")),
        [TRY + "AGENT_KEY carries scopes and none is asked for: set scope"],
    ),
    "a read by another verb": (
        service(rpc(PUBLIC, level="NO_SIDE_EFFECTS", route='post: "/try" body: "*"')),
        [TRY + "POST /try is a read: make it GET, or POST with read_by_post"],
    ),
    "a read by PUT, whatever read_by_post says": (
        service(rpc("public: true read_by_post: true", level="NO_SIDE_EFFECTS", route='put: "/try" body: "*"')),
        [TRY + "PUT /try is a read: make it GET, or POST with read_by_post"],
    ),
    "a GET with side effects": (
        service(rpc(PUBLIC, level="IDEMPOTENT", route='get: "/try"')),
        [TRY + "GET /try has side effects: make it POST, or set idempotency_level = NO_SIDE_EFFECTS"],
    ),
    "two routes that are equal but for names": (
        service(rpc(PUBLIC, route='post: "/try/{a}"'), rpc(PUBLIC, route='post: "/try/{b}"'), request="string a = 1; string b = 2;"),
        [TRY + OVERLAP.format("/try/{a}", "/try/{b}", "Try1")],
    ),
    "two routes of which each is more literal somewhere": (
        service(rpc(PUBLIC, route='post: "/try/{a}/x" additional_bindings {post: "/try/y/{a}"}'), request="string a = 1;"),
        [TRY + OVERLAP.format("/try/{a}/x", "/try/y/{a}", "Try")],
    ),
    "a variable that is no field": (
        service(rpc(PUBLIC, route='post: "/try/{nope}"')),
        [TRY + "POST /try/{nope} has the variable nope, which is no single value of TryRequest: name a field that is"],
    ),
    "a variable that is a list": (
        service(rpc(PUBLIC, route='post: "/try/{a}" body: "*"'), request="repeated string a = 1;"),
        [TRY + "POST /try/{a} has the variable a, which is no single value of TryRequest: name a field that is"],
    ),
    "a variable with a pattern": (
        service(rpc(PUBLIC, route='post: "/try/{a=x}"'), request="string a = 1;"),
        [TRY + "POST /try/{a=x} has the variable a=x, which is no single value of TryRequest: name a field that is"],
    ),
    "a variable in a part of a segment": (
        service(rpc(PUBLIC, route='post: "/try/{a}:now"'), request="string a = 1;"),
        [TRY + "POST /try/{a}:now has a variable in a part of the segment {a}:now: make it the whole segment"],
    ),
    "a body that is no field": (
        service(rpc(PUBLIC, route='post: "/try" body: "nope"')),
        [TRY + 'POST /try has the body nope, which is no message field of TryRequest: name one that is, or "*"'],
    ),
    "a body that is a text": (
        service(rpc(PUBLIC, route='post: "/try" body: "a"'), request="string a = 1;"),
        [TRY + 'POST /try has the body a, which is no message field of TryRequest: name one that is, or "*"'],
    ),
    "a query of what cannot stand in one": (
        service(
            rpc(PUBLIC, route='post: "/try"'), request="TryReply a = 1; bytes b = 2; map<string, string> c = 3; repeated string d = 4;"
        ),
        [
            TRY + f"POST /try takes {name} from the query, which cannot hold it: give the route a body, or change the field"
            for name in "abc"
        ],
    ),
    "a tool without a comment": (
        service(rpc('public: true tool: "try_it"', comment="")),
        [TRY + "the tool try_it has no description: write a comment above the rpc"],
    ),
    "arguments without a comment, at any depth and once": (
        service(
            rpc('public: true tool: "try_it"'),
            rpc('public: true tool: "try_too"'),
            request="string a = 1; map<string, In> b = 2; repeated Kind k = 3; google.protobuf.FieldMask update_mask = 4;",
        )
        + "// Described.\nmessage In { string c = 1; }\n// Described.\nenum Kind { KIND_UNSPECIFIED = 0; }",
        [
            REQUEST + "a: an argument of the tool try_it without a description: write a comment above it",
            "trial/v1/trial.proto: In.c: an argument of the tool try_it without a description: write a comment above it",
        ],
    ),
    "a tool name of another form": (
        service(rpc('public: true tool: "Try"')),
        [TRY + 'tool name "Try" does not match ^[a-z][a-z0-9_]{2,39}$: rename the tool'],
    ),
    "one tool of two RPCs": (
        service(rpc('public: true tool: "try_it"'), rpc('public: true tool: "try_it"')),
        ['trial/v1/trial.proto: TrialService.Try1: tool "try_it" is trial/v1/trial.proto: TrialService.Try already: rename one of the two'],
    ),
    "a secret in the depth of a reply": (
        service(rpc(PUBLIC), reply="repeated In ins = 1;") + "message In { string secret = 1 [debug_redact = true]; }",
        [TRY + "TryReply holds a debug_redact field: take it out, or set reveals_secret"],
    ),
    "reveals_secret without a secret": (
        service(rpc("public: true reveals_secret: true")),
        [TRY + "TryReply holds no debug_redact field: mark the secret, or drop reveals_secret"],
    ),
    "a stream in a transaction": (
        service(rpc(PUBLIC, signature="(TryRequest) returns (stream TryReply)")),
        [TRY + "a stream would hold one transaction open as long as it lasts: set transaction NONE"],
    ),
    "a stream with one answer": (
        service(rpc("public: true transaction: NONE", signature="(stream TryRequest) returns (TryReply)")),
        [TRY + "each message of a stream is answered: return a stream"],
    ),
    "a stream that is batched": (
        service(rpc("public: true transaction: BATCHED", signature="(stream TryRequest) returns (TryReply)")),
        [TRY + "a stream would hold one transaction open as long as it lasts: set transaction NONE"],
    ),
    "a read that is batched": (
        service(rpc("public: true transaction: BATCHED", level="NO_SIDE_EFFECTS")),
        [TRY + "a read cannot be BATCHED: drop transaction"],
    ),
    "messages that no codec knows": (
        service(rpc(PUBLIC, signature="(google.protobuf.Struct) returns (google.protobuf.Struct)")),
        [
            TRY + "takes google.protobuf.Struct: declare a request message of its own, which may be empty",
            TRY + "answers with google.protobuf.Struct: declare a message of its own, which may be empty",
        ],
    ),
    "a status that hangs on no field": (
        service(rpc('public: true status_when: [{field: "done" status: 202}]')),
        [TRY + "status_when names done, which is no bool field of TryReply: name one that is"],
    ),
    "a status that hangs on a number": (
        service(rpc('public: true status_when: [{field: "done" status: 202}]'), reply="int32 done = 1;"),
        [TRY + "status_when names done, which is no bool field of TryReply: name one that is"],
    ),
    "a header of a number": (
        service(rpc(PUBLIC), request='int32 a = 1 [(fluxdesk.v1.header) = "A"];'),
        [REQUEST + "a: a header carries one text: make the field a string, or drop the header option"],
    ),
    "a discriminator that is no enum": (
        service(rpc(PUBLIC), request='option (fluxdesk.v1.discriminator) = "a"; string a = 1;'),
        [REQUEST.removesuffix(".") + ': the discriminator "a" is no enum field of it: name one'],
    ),
    "a discriminator that there is not": (
        service(rpc(PUBLIC), request='option (fluxdesk.v1.discriminator) = "b"; string a = 1;'),
        [REQUEST.removesuffix(".") + ': the discriminator "b" is no enum field of it: name one'],
    ),
    "a discriminator that may be left out": (
        service(rpc(PUBLIC), request='option (fluxdesk.v1.discriminator) = "a"; Way a = 1;') + WAY,
        [REQUEST + "a: a message without it would be of no variant: make the discriminator required"],
    ),
    "a variant that its discriminator does not have": (
        service(rpc(PUBLIC), request=VARIED + 'optional string b = 2 [(fluxdesk.v1.variant) = "WAY_OVER"];') + WAY,
        [REQUEST + 'b: its variant "WAY_OVER" is no value of a discriminator of TryRequest: name one'],
    ),
    "a variant that means nothing": (
        service(rpc(PUBLIC), request=VARIED + 'optional string b = 2 [(fluxdesk.v1.variant) = "WAY_UNSPECIFIED"];') + WAY,
        [REQUEST + 'b: its variant "WAY_UNSPECIFIED" is no value of a discriminator of TryRequest: name one'],
    ),
    "a variant without a discriminator": (
        service(rpc(PUBLIC), request='optional string b = 2 [(fluxdesk.v1.variant) = "WAY_OUT"];') + WAY,
        [REQUEST + 'b: its variant "WAY_OUT" is no value of a discriminator of TryRequest: name one'],
    ),
    "a field of a variant that is always there": (
        service(rpc(PUBLIC), request=VARIED + 'string b = 2 [(fluxdesk.v1.variant) = "WAY_OUT"];') + WAY,
        [REQUEST + "b: whether it was sent cannot be seen: make it optional and not nullable, or drop variant"],
    ),
    "an event id that an event may lack": (
        service(rpc(STREAM, **STREAMED), reply="optional string id = 1 [(fluxdesk.v1.event_id) = true];"),
        [
            REPLY
            + "id: the id of an event is one text that each event has: make the field a plain string outside any oneof, or drop event_id"
        ],
    ),
    "an event id that is a number": (
        service(rpc(STREAM, **STREAMED), reply="int64 id = 1 [(fluxdesk.v1.event_id) = true];"),
        [
            REPLY
            + "id: the id of an event is one text that each event has: make the field a plain string outside any oneof, or drop event_id"
        ],
    ),
    "an event of two ids": (
        service(
            rpc(STREAM, **STREAMED), reply="string a = 1 [(fluxdesk.v1.event_id) = true]; string b = 2 [(fluxdesk.v1.event_id) = true];"
        ),
        ["trial/v1/trial.proto: TryReply: a and b are both the id of an event: keep event_id on one"],
    ),
    "an event id of a reply that is no event": (
        service(rpc(PUBLIC), reply="string id = 1 [(fluxdesk.v1.event_id) = true];"),
        [REPLY + "id: only what a route streams, and nothing else answers with, has the id of an event: drop event_id"],
    ),
    "an event id of a stream without a route": (
        service(rpc(STREAM, signature=STREAMED["signature"]), reply="string id = 1 [(fluxdesk.v1.event_id) = true];"),
        [REPLY + "id: only what a route streams, and nothing else answers with, has the id of an event: drop event_id"],
    ),
    "a tool with a stream of requests": (
        service(rpc('public: true tool: "try_it" transaction: NONE', signature="(stream TryRequest) returns (stream TryReply)")),
        [TRY + "a tool takes one request: drop the tool, or the stream of requests"],
    ),
    "a route with a stream of requests": (
        service(
            rpc("public: true transaction: NONE", route='post: "/try" body: "*"', signature="(stream TryRequest) returns (stream TryReply)")
        ),
        [TRY + "HTTP has no stream of requests: drop its route"],
    ),
    "an enum without an unspecified value": (
        "enum Kind { KIND_SHORT = 0; }",
        ["trial/v1/trial.proto: Kind.KIND_SHORT: the zero value means that nothing was sent: name it ..._UNSPECIFIED"],
    ),
    "a Reason that no door can show": (
        "enum Reason { REASON_UNSPECIFIED = 0; REASON_LATE = 1; }",
        ["trial/v1/trial.proto: Reason.REASON_LATE: no door knows how to show it: add the failure option"],
    ),
    "a Reason that says nothing": (
        'enum Reason { REASON_UNSPECIFIED = 0; REASON_LATE = 1 [(fluxdesk.v1.failure) = {slug: "late"}]; }',
        ["trial/v1/trial.proto: Reason.REASON_LATE: its page would not say what it means: add a comment"],
    ),
    "a float": (
        service(request="repeated float a = 1;"),
        [REQUEST + "a: a float does not survive JSON, whose numbers are doubles: make it a double"],
    ),
    "a type without JSON": (
        service(
            request="google.protobuf.Any a = 1; map<string, google.protobuf.StringValue> b = 2; repeated fluxdesk.v1.Policy.Role c = 3;"
        ),
        [
            REQUEST + "a: google.protobuf.Any has no JSON here: use an optional field, or declare a type of your own",
            REQUEST + "b: google.protobuf.StringValue has no JSON here: use an optional field, or declare a type of your own",
            REQUEST + "c: fluxdesk.v1.Policy.Role has no JSON here: use an optional field, or declare a type of your own",
        ],
    ),
    "parts of what has none": (
        service(
            rpc(PUBLIC, route='post: "/try" body: "*"'),
            request="string a = 1 [(fluxdesk.v1.merged) = true]; google.protobuf.Timestamp b = 2 [(fluxdesk.v1.merged) = true];"
            " repeated TryReply c = 3 [(fluxdesk.v1.merged) = true]; TryReply d = 4 [(fluxdesk.v1.merged) = true];",
        ),
        [REQUEST + f"{name}: only a message of ours has parts that an update could name: drop merged" for name in "abc"],
    ),
    "a mask of another name": (
        service(request="google.protobuf.FieldMask a = 1;"),
        [REQUEST + "a: a FieldMask is derived from what was sent: name it update_mask, or make it a repeated string"],
    ),
    "null without an unset state": (
        service(request="string a = 1 [(fluxdesk.v1.nullable) = true]; repeated string b = 2 [(fluxdesk.v1.nullable) = true];"),
        [REQUEST + f"{name}: has no unset state that null could stand for: make it optional, or drop nullable" for name in "ab"],
    ),
    "an immutable key that can be sent": (
        service(
            rpc(PUBLIC, route='patch: "/try/{name}" body: "*"'),
            request="""
            option (fluxdesk.v1.immutable) = "name";
            option (fluxdesk.v1.immutable) = "madeAt";
            string name = 1;
            string made_at = 2;
            """,
        ),
        [REQUEST + "made_at: can be sent and is immutable: drop one of the two"],
    ),
    "an immutable key that only one of two paths fixes": (
        service(
            rpc(PUBLIC, route='patch: "/try/{name}" body: "*" additional_bindings {patch: "/try" body: "*"}'),
            request='option (fluxdesk.v1.immutable) = "name"; string name = 1;',
        ),
        [REQUEST + "name: can be sent and is immutable: drop one of the two"],
    ),
    "an immutable key said twice": (
        service(
            rpc(PUBLIC, route='patch: "/try" body: "*"'),
            request='option (fluxdesk.v1.immutable) = "kind"; option (fluxdesk.v1.immutable) = "kind";',
        ),
        ["trial/v1/trial.proto: TryRequest: names kind twice as immutable: keep one"],
    ),
    "an immutable key of a reply": (
        service(rpc(PUBLIC, route='patch: "/try" body: "*"'), reply='option (fluxdesk.v1.immutable) = "kind";'),
        ["trial/v1/trial.proto: TryReply: is the body of no route, so that nobody sends an immutable key: drop immutable"],
    ),
    "a default of a reply": (
        service(rpc(PUBLIC), reply='optional bool a = 1 [(fluxdesk.v1.default_value) = "true"];'),
        [REPLY + "a: only the fields of a request itself are filled in: drop default_value"],
    ),
    "a default in an update": (
        service(
            rpc(PUBLIC),
            request='optional bool a = 1 [(fluxdesk.v1.default_value) = "true"]; google.protobuf.FieldMask update_mask = 2;',
        ),
        [REQUEST + "a: what an update does not send stays as it is: drop default_value"],
    ),
    "a default without an unset state, and of what is not filled in": (
        service(
            rpc(PUBLIC),
            request='bool a = 1 [(fluxdesk.v1.default_value) = "true"]; optional double b = 2 [(fluxdesk.v1.default_value) = "1"];',
        ),
        [
            REQUEST + f"{name}: only an optional flag, text, enum or number of 32 bits is filled in: make it one, or drop default_value"
            for name in "ab"
        ],
    ),
    "a default beside null": (
        service(rpc(PUBLIC), request='optional bool a = 1 [(fluxdesk.v1.default_value) = "true", (fluxdesk.v1.nullable) = true];'),
        [REQUEST + "a: null would not be told from what is not sent: drop default_value"],
    ),
    "defaults that are no JSON, of another kind, and out of bounds": (
        service(
            rpc(PUBLIC),
            request="""
            optional bool a = 1 [(fluxdesk.v1.default_value) = "yes"];
            optional string b = 2 [(fluxdesk.v1.default_value) = "1"];
            optional uint32 c = 3 [(fluxdesk.v1.default_value) = "9", (buf.validate.field).uint32.lte = 8];
            optional Way d = 4 [(fluxdesk.v1.default_value) = "\\"in\\""];
            """,
        )
        + WAY,
        [
            REQUEST + f"{name}: {text} is no JSON that its rules allow: give it a default_value that is"
            for name, text in (("a", "yes"), ("b", "1"), ("c", "9"), ("d", '"in"'))
        ],
    ),
    "reasons that are none, and one said twice": (
        service(
            rpc("public: true reasons: [REASON_UNSPECIFIED]"),
            rpc("public: true reasons: [REASON_CONFLICT, REASON_CONFLICT]"),
        ),
        [
            f"trial/v1/trial.proto: TrialService.{name}: its reasons are not each a reason of their own: name each once"
            for name in ("Try", "Try1")
        ],
    ),
    "a Reason that carries what no document shows": (
        reason('{member: "held" message: "trial.v1.Held"}'),
        [LATE + "carries a message that no document shows: name the Reason in the reasons of an RPC's policy"],
    ),
    "a Reason that carries no message of ours": (
        reason('{member: "held" message: "google.protobuf.Any"}'),
        [LATE + 'carries "google.protobuf.Any", which is no message here: name one in full'],
    ),
    "a Reason that carries something in the place of another member": (
        reason('{member: "detail" message: "trial.v1.Held"}'),
        [LATE + 'what it carries stands under "detail", which is no member of its own: name another'],
    ),
    "a Reason that carries something without a name": (
        reason('{message: "trial.v1.Held"}'),
        [LATE + 'what it carries stands under "", which is no member of its own: name another'],
    ),
    "a keyword of Python": (
        service(request="string from = 1;"),
        [REQUEST + 'from: "from" is a keyword of Python: rename the field, and keep the name on the wire with json_name'],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused(case: str, tmp_path: Path) -> None:
    text, lines = CASES[case]
    assert refusals(declare(tmp_path, text)) == lines


def test_clean_declarations_pass(tmp_path: Path) -> None:
    assert refusals(declare(tmp_path, CLEAN)) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("v1/values", "trial/v1/values.proto: its name is that of a shared module of the JSON code: rename the file"),
        ("v2/trial", "trial/v2/trial.proto: its name is that of trial/v1/trial.proto: rename the file"),
    ],
)
def test_a_file_whose_code_would_replace_another_is_refused(name: str, line: str, tmp_path: Path) -> None:
    root = root_of(tmp_path, "")
    file = root.protos / f"trial/{name}.proto"
    file.parent.mkdir(exist_ok=True)
    file.write_text('syntax = "proto3"; package trial.other;')
    assert refusals(Declarations(root)) == [line]


def test_all_refusals_come_at_once(tmp_path: Path) -> None:
    text = service(rpc(""), rpc('tool: "X"'), request="float from = 1;")
    assert len(refusals(declare(tmp_path, text))) == 6


@pytest.mark.parametrize("field", ["string fooBar = 2;", 'string other = 2 [json_name = "fooBar"];'])
def test_two_fields_of_one_json_name_do_not_compile(field: str, tmp_path: Path) -> None:
    with pytest.raises(GenerateError, match=r'JSON name of field "(fooBar|other)" \("fooBar"\) conflicts'):
        declare(tmp_path, f"message Trial {{ string foo_bar = 1; {field} }}")


def test_an_unknown_import_does_not_compile(tmp_path: Path) -> None:
    with pytest.raises(GenerateError, match=r"nope.proto: File not found"):
        declare(tmp_path, 'import "nope.proto";')
