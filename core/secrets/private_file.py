"""JSON files that only their owner reads."""

import json
import os
import tempfile
from pathlib import Path


def write_private_json(path: Path, content: object, *, replace: bool, keeps_owner: bool = False) -> None:
    """Writes the file with mode 0600. It appears whole or not at all, also when the machine loses power.

    `keeps_owner` is for a file that is trusted already: an administrator who replaces it leaves it to the server's user.
    Raises OSError; FileExistsError when there is one already that may not be replaced, so the first of two writers wins.
    """
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            if keeps_owner:
                owner = path.stat()
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            file.write(json.dumps(content, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        if replace:
            Path(draft).replace(path)
        else:
            os.link(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
