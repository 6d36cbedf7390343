"""Declarations that are clean, and the parts of such as are not."""

CLEAN = """
// Trials are tried.
service TrialService {
  // Gets a trial.
  rpc GetTrial(GetTrialRequest) returns (Trial) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (google.api.http) = {get: "/trials/{name}" additional_bindings {get: "/trials/first"}};
    option (fluxdesk.v1.policy) = {callers: [PERSON, AGENT_KEY] scope: "trials:write" tool: "get_trial"};
  }
  // Updates a trial.
  rpc UpdateTrial(UpdateTrialRequest) returns (Trial) {
    option (google.api.http) = {patch: "/trials/{name}" body: "trial"};
    option (fluxdesk.v1.policy) = {callers: [PERSON] tool: "update_trial" status_when: [{field: "done" status: 202}]};
  }
  // Searches trials.
  rpc SearchTrials(SearchTrialsRequest) returns (stream FoundTrial) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (google.api.http) = {post: "/trials:search" body: "*"};
    option (fluxdesk.v1.policy) = {public: true read_by_post: true transaction: NONE};
  }
  // Issues a key.
  rpc IssueKey(IssueKeyRequest) returns (Key) {
    option (google.api.http) = {post: "/keys" body: "*"};
    option (fluxdesk.v1.policy) = {callers: [PERSON] reveals_secret: true transaction: BATCHED};
  }
}
message GetTrialRequest {
  // Name of the trial.
  string name = 1;
  // Version to get.
  optional string version = 2 [(fluxdesk.v1.header) = "If-Match"];
  // Not before this time.
  google.protobuf.Timestamp since = 3;
  Kind kind = 4;
}
message UpdateTrialRequest {
  // Name of the trial.
  string name = 1;
  Trial trial = 2;
  google.protobuf.FieldMask update_mask = 3;
}
message SearchTrialsRequest {
  optional bool is_open = 4 [(fluxdesk.v1.default_value) = "true"];
  map<string, Trial> examples = 1;
  google.api.HttpBody page = 2;
  google.protobuf.Struct extra = 3;
}
message FoundTrial {
  string position = 1 [(fluxdesk.v1.event_id) = true];
  oneof event {
    Trial found = 2;
    Trial lost = 3;
  }
}
message IssueKeyRequest {}
message Key {
  string secret = 1 [debug_redact = true];
}
// Trial is something tried.
message Trial {
  option (fluxdesk.v1.immutable) = "made_at";

  // Whether it is done.
  bool done = 1;
  // Trials within it.
  repeated Trial trials = 2;
  // Note on it.
  optional string note = 3 [(fluxdesk.v1.nullable) = true];
}
// Kind of trial.
enum Kind {
  KIND_UNSPECIFIED = 0;
  KIND_SHORT = 1;
}
"""


def rpc(
    policy: str, *, route: str = "", level: str = "", comment: str = "Tries.", signature: str = "(TryRequest) returns (TryReply)"
) -> str:
    """An RPC `Try`, the messages TryRequest and TryReply left to the caller."""
    options = [f"option idempotency_level = {level};"] if level else []
    options += [f"option (google.api.http) = {{{route}}};"] if route else []
    options += [f"option (fluxdesk.v1.policy) = {{{policy}}};"] if policy else []
    return (
        f"  // {comment}\n  rpc Try{signature} {{{' '.join(options)}}}\n" if comment else f"  rpc Try{signature} {{{' '.join(options)}}}\n"
    )


def service(*rpcs: str, request: str = "", reply: str = "") -> str:
    named = "".join(text.replace("rpc Try(", f"rpc Try{number or ''}(") for number, text in enumerate(rpcs))
    return f"service TrialService {{\n{named}}}\nmessage TryRequest {{{request}}}\nmessage TryReply {{{reply}}}\n"


PUBLIC = "public: true"
TRY = "trial/v1/trial.proto: TrialService.Try: "
OVERLAP = "POST {} and {} of trial/v1/trial.proto: TrialService.{} match one path, and neither is more literal: change one of them"
REQUEST = "trial/v1/trial.proto: TryRequest."
REPLY = "trial/v1/trial.proto: TryReply."
WAY = "enum Way { WAY_UNSPECIFIED = 0; WAY_OUT = 1; }"
VARIED = 'option (fluxdesk.v1.discriminator) = "a"; Way a = 1 [(buf.validate.field).required = true];'
STREAM = "public: true transaction: NONE"
STREAMED = {"signature": "(TryRequest) returns (stream TryReply)", "route": 'post: "/try" body: "*"'}

LATE = "trial/v1/trial.proto: Reason.REASON_LATE: "


def reason(extra: str) -> str:
    """An enum of one Reason that carries `extra`."""
    return f"""
    enum Reason {{
      REASON_UNSPECIFIED = 0;
      // It is late.
      REASON_LATE = 1 [(fluxdesk.v1.failure) = {{slug: "late" extra: {extra}}}];
    }}
    message Held {{}}
    """
