"""Writes small declarations for the tests of the generator and compiles them."""

from pathlib import Path

from scripts.generator.compiler import Root
from scripts.generator.declarations import Declarations

PROTO = Path(__file__).parents[2] / "proto"

_HEAD = """
syntax = "proto3";
package trial.v1;
import "buf/validate/validate.proto";
import "fluxdesk/v1/errors.proto";
import "fluxdesk/v1/policy.proto";
import "google/api/annotations.proto";
import "google/api/httpbody.proto";
import "google/protobuf/any.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
option (fluxdesk.v1.area) = {scopes: [{name: "trials:write" description: "Write trials."}] @area@};
"""


def root_of(folder: Path, text: str, *, area: str = "") -> Root:
    """A root of one file, trial/v1/trial.proto, with every import that a declaration may have. `area` is what else holds for the file."""
    file = folder / "proto/trial/v1/trial.proto"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_HEAD.replace("@area@", area) + text, encoding="utf-8")
    return Root(folder / "proto", folder / "gen", "trial", (PROTO,))


def declare(folder: Path, text: str, *, area: str = "") -> Declarations:
    return Declarations(root_of(folder, text, area=area))
