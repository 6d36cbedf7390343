"""The server's keys are made once, by whoever comes first, and never replaced."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from core.secrets.keys import KeyFileError, Keys, load_keys

_STARTS = 8


def test_starts_at_one_moment_agree_on_the_keys(tmp_path: Path) -> None:
    together = Barrier(_STARTS)

    def start(_: int) -> Keys:
        together.wait()
        return load_keys(tmp_path / "keys.json")

    with ThreadPoolExecutor(_STARTS) as starts:
        loaded = list(starts.map(start, range(_STARTS)))
    assert all(keys == loaded[0] for keys in loaded)
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_keys_are_the_same_after_a_restart(tmp_path: Path) -> None:
    assert load_keys(tmp_path / "keys.json") == load_keys(tmp_path / "keys.json")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"missing/keys\.json cannot be made: No such file or directory"):
        load_keys(tmp_path / "missing/keys.json")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": {}}', '{"keys": {"1": "c2hvcnQ="}}', '{"keys": {"one": ""}}'])
def test_a_spoiled_file_is_named_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(KeyFileError, match=r"keys\.json"):
        load_keys(path)
    assert path.read_text() == content
