"""The transcript of the README, replayed: every command runs, and every answer looks as it says."""

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.e2e.conftest import ROOT, Server, environment

_MARK = "=== end of step ==="


class Step(NamedTuple):
    """A command line and the output below it; `…` stands for anything."""

    command: str
    output: str


def transcript() -> list[Step]:
    steps: list[Step] = []
    for block in re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            steps.append(Step(command, output))
    return steps


def looks_like(output: str, expected: str) -> bool:
    pattern = ".*".join(re.escape(piece) for piece in expected.strip().split("…"))
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


def test_the_transcript_holds(server: Server, tmp_path: Path) -> None:
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    (tmp_path / "credentials.json").write_text(json.dumps(server.credentials))
    first, *steps = transcript()
    assert first.command.startswith("./scripts/serve --credentials-file credentials.json")
    assert len(steps) >= 7
    script = "\n".join(f"{step.command}\necho '{_MARK}'" for step in steps)
    script = script.replace("http://127.0.0.1:8080", server.http).replace("127.0.0.1:50051", server.grpc)
    done = subprocess.run(["bash", "-e"], input=script, capture_output=True, text=True, cwd=tmp_path, env=environment(), check=True)
    outputs = done.stdout.split(f"{_MARK}\n")
    for step, output in zip(steps, outputs, strict=False):
        assert looks_like(output, step.output), f"{step.command}\nanswered\n{output}\nand not\n{step.output}"
