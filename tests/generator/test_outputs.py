"""What is written into the tree, and that it is written the same every time."""

import ast
import os
import sys
from pathlib import Path
from subprocess import run

import pytest

from scripts.generator.codec import codec_modules
from scripts.generator.outputs import PRODUCT, REPOSITORY, stale_files, update
from scripts.generator.python_text import docstring
from scripts.generator.tables import services
from tests.generator.declare import declare


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from scripts.generator import outputs, declarations; "
        "outputs.write_all(declarations.Declarations(outputs.FIXTURES), pathlib.Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)}
        run([sys.executable, "-c", script, str(tmp_path / seed)], env=environment, check=True)
    assert stale_files(tmp_path / "1", tmp_path / "2") == []
    assert (tmp_path / "1/scenarios/rpc_table.py").exists()


def test_only_what_differs_is_written_and_what_is_no_longer_produced_goes(tmp_path: Path) -> None:
    built, tree = tmp_path / "built", tmp_path / "tree"
    for folder, files in ((built, {"same": "1", "new/file": "2", "changed": "3"}), (tree, {"same": "1", "changed": "", "old": "4"})):
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    (tree / "__pycache__").mkdir()
    (tree / "__pycache__/same.pyc").write_text("")
    before = (tree / "same").stat().st_mtime_ns
    assert stale_files(built, tree) == [Path("changed"), Path("new/file"), Path("old")]
    assert update(built, tree) == [Path("changed"), Path("new/file"), Path("old")]
    assert stale_files(built, tree) == []
    assert (tree / "same").stat().st_mtime_ns == before
    assert (tree / "__pycache__/same.pyc").exists()


def test_a_file_without_a_service_has_no_stub_module() -> None:
    stubs = {path.name for path in PRODUCT.out.rglob("*_pb2_grpc.py")}
    assert "events_pb2_grpc.py" in stubs
    assert not stubs & {"errors_pb2_grpc.py", "policy_pb2_grpc.py"}


@pytest.mark.parametrize("comment", ["Short.", "word " * 60, 'Says "hi"', 'Says """hi""" \\ there', "x" * 200])
def test_a_comment_of_any_form_becomes_a_docstring_of_the_same_words(comment: str) -> None:
    text = docstring(comment, "    ")
    assert all(len(line) <= 140 for line in text.splitlines()) or " " not in comment
    read = ast.get_docstring(ast.parse(f"def f():\n{text}    return\n").body[0])  # pyright: ignore[reportArgumentType]
    assert read is not None
    assert read.split() == comment.split()


def test_a_service_base_says_how_each_kind_of_rpc_is_called(tmp_path: Path) -> None:
    text = services(
        declare(
            tmp_path,
            """
            service TrialService {
              rpc One(A) returns (B) { option (fluxdesk.v1.policy) = {public: true}; }
              rpc Down(A) returns (stream B) { option (fluxdesk.v1.policy) = {public: true transaction: NONE}; }
              rpc Both(stream A) returns (stream B) { option (fluxdesk.v1.policy) = {public: true transaction: NONE}; }
              rpc Many(A) returns (B) { option (fluxdesk.v1.policy) = {public: true transaction: BATCHED}; }
            }
            message A {}
            message B {}
            """,
        )
    )
    for signature in (
        "async def One(self, request: A, call: CallT) -> B:",
        "def Down(self, request: A, call: CallT) -> AsyncIterator[B]:",
        "def Both(self, call: CallT) -> AsyncIterator[B]:",
        "async def Many(self, requests: Sequence[A], calls: Sequence[CallT], db: DbT) -> Sequence[B | Exception]:",
    ):
        assert f"    {signature}\n" in text


def test_the_mask_leaves_out_what_the_path_or_a_header_fixes(tmp_path: Path) -> None:
    declared = declare(
        tmp_path,
        """
        service TrialService {
          rpc Update(UpdateRequest) returns (UpdateRequest) {
            option (google.api.http) = {patch: "/trials/{name}" body: "*"};
            option (fluxdesk.v1.policy) = {public: true};
          }
        }
        message UpdateRequest {
          string name = 1;
          string long_title = 2;
          string if_match = 3 [(fluxdesk.v1.header) = "If-Match"];
          google.protobuf.FieldMask update_mask = 4;
        }
        """,
    )
    code = codec_modules(declared)["trial.py"]
    assert 'mask(message.update_mask, sent, {"longTitle": "long_title"})' in code
    assert 'mask(message.update_mask, sent, {"long_title": "long_title"})' in code


def test_a_file_that_only_declares_options_has_no_codec() -> None:
    assert {path.stem for path in (PRODUCT.out / "fluxdesk/json").glob("*.py")}.isdisjoint({"policy", "errors"})
