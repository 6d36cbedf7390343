"""What a restart goes on from."""

import json
import os
from pathlib import Path
from typing import Any


class Place:
    """A small JSON object in a file, replaced as a whole. Without a file it is forgotten at the end."""

    def __init__(self, file: Path | None) -> None:
        """Raises OSError for a file that cannot be read, or holds something else."""
        self._file = file
        self.value: dict[str, Any] = {}
        if file and file.exists():
            try:
                self.value = json.loads(file.read_text(encoding="utf-8"))
            except ValueError:
                message = f"{file} is no place that this service has written"
                raise OSError(message) from None

    def keep(self, value: dict[str, Any]) -> None:
        """Once it returns, the value outlasts a crash of the machine."""
        self.value = value
        if not self._file:
            return
        new = self._file.with_name(f"{self._file.name}.new")
        with new.open("w", encoding="utf-8") as written:
            json.dump(value, written)
            written.flush()
            os.fsync(written.fileno())
        new.replace(self._file)
