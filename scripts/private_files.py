"""JSON files that only their owner reads."""

import json
import os
from pathlib import Path
from typing import Any


def write_json(path: Path, content: object) -> None:
    """Writes the file with mode 0600; it appears whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def read_json(path: Path) -> Any:  # noqa: ANN401  # JSON of any shape
    """The content, or None when there is no such file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
