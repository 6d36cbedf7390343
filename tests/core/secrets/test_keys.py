"""The server's keys are made once, by whoever comes first, and followed when their file is replaced."""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest

from core.secrets import key_file
from core.secrets.key_file import KeyFileError, KeyVersions
from core.secrets.keys import Derived, Keys, load_keys

_STARTS = 8
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def replace(path: Path, versions: KeyVersions) -> KeyVersions:
    with key_file.changing(path):
        key_file.write(path, versions)
    return versions


def test_starts_at_one_moment_agree_on_the_keys(tmp_path: Path) -> None:
    together = Barrier(_STARTS)

    def start(_: int) -> Keys:
        together.wait()
        return load_keys(tmp_path / "keys.json")

    with ThreadPoolExecutor(_STARTS) as starts:
        loaded = list(starts.map(start, range(_STARTS)))
    assert all(keys.versions == loaded[0].versions for keys in loaded)
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_keys_are_the_same_after_a_restart(tmp_path: Path) -> None:
    assert load_keys(tmp_path / "keys.json").versions == load_keys(tmp_path / "keys.json").versions


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"missing/keys\.json cannot be made: No such file or directory"):
        load_keys(tmp_path / "missing/keys.json")


_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"keys": {}}',
        '{"keys": {"1": "c2hvcnQ="}}',
        '{"keys": {"one": ""}}',
        f'{{"keys": {{"0": "{_KEY}"}}}}',
        f'{{"keys": {{"65536": "{_KEY}"}}}}',
        f'{{"keys": {{"1": "{_KEY}"}}, "current": 2}}',
        f'{{"keys": {{"1": "{_KEY}"}}, "current": 1, "current_since": "yesterday"}}',
        f'{{"current": 1, "keys": {{"1": "{_KEY}',
    ],
)
def test_a_spoiled_file_is_named_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(KeyFileError, match=r"keys\.json") as caught:
        load_keys(path)
    assert _KEY not in str(caught.value)
    assert path.read_text() == content


def test_a_file_without_a_current_version_uses_its_highest(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": {"1": _KEY, "3": _KEY}}))
    assert load_keys(path).versions.current == 3


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    assert "secret" not in repr(load_keys(tmp_path / "keys.json").versions)


def test_what_is_made_of_the_keys_follows_their_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys = load_keys(path)
    made = Derived(keys, "a test", bytes)
    before = made.current()
    waiting = replace(path, keys.versions.with_another())
    # What waits is looked for and not used yet.
    assert [len(made.every()), made.current()] == [2, before]
    replace(path, waiting.with_newest_current(_NOW))
    keys.refresh()
    assert made.current().version == 2
    assert made.every() == [made.current().made, before.made]
    assert made.find(1) == before.made
    replace(path, keys.versions.without(1))
    keys.refresh()
    assert made.find(1) is None
    assert made.every() == [made.current().made]


def test_an_unknown_version_makes_the_file_be_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    keys = load_keys(path)
    made = Derived(keys, "a test", bytes)
    read: list[Path] = []
    plain = key_file.read

    def counted(one: Path) -> KeyVersions:
        read.append(one)
        return plain(one)

    monkeypatch.setattr(key_file, "read", counted)
    keys.refresh()
    read.clear()
    assert [made.find(version) for version in range(2, 1000)] == [None] * 998
    assert read == []
    replace(path, keys.versions.with_another())
    assert made.find(2) is not None
    assert len(read) == 1
    path.write_text("half of a fi")
    assert [made.find(version) for version in range(3, 1000)] == [None] * 997
    assert len(read) == 2


@pytest.mark.parametrize("spoiled", ["", "{}", '{"current": 2, "keys": {"2": "', "other secret", None])
def test_a_file_that_is_spoiled_meanwhile_changes_nothing(tmp_path: Path, spoiled: str | None) -> None:
    path = tmp_path / "keys.json"
    keys = load_keys(path)
    before, content = keys.versions, path.read_text()
    if spoiled is None:
        path.unlink()
    elif spoiled == "other secret":
        replace(path, KeyVersions({1: secrets.token_bytes(32)}, 1))
    else:
        path.write_text(spoiled)
    keys.refresh()
    assert keys.versions is before
    path.write_text(content)
    replace(path, before.with_another())
    keys.refresh()
    assert sorted(keys.versions.secrets) == [1, 2]


def test_an_older_copy_of_the_file_takes_no_version_away(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys = load_keys(path)
    older = keys.versions
    newer = replace(path, older.with_another().with_newest_current(_NOW))
    keys.refresh()
    replace(path, older)
    keys.refresh()
    assert keys.versions == newer


def test_a_reader_never_sees_half_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    versions = load_keys(path).versions
    done = Event()

    def follow(_: int) -> int:
        keys, seen = load_keys(path), set[int]()
        while not done.is_set():
            keys.refresh()
            # Raises for half of a file.
            seen.add(key_file.read(path).newest)
        keys.refresh()
        return keys.versions.newest

    with ThreadPoolExecutor(3) as threads:
        following = threads.map(follow, range(3))
        try:
            for _ in range(40):
                versions = replace(path, versions.with_another())
        finally:
            done.set()
        assert list(following) == [41] * 3
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_commands_do_not_change_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    load_keys(path)
    with key_file.changing(path), pytest.raises(KeyFileError, match="Another command is changing"), key_file.changing(path):
        pytest.fail("two were let in")
    with key_file.changing(path):
        pass


def test_the_file_says_what_is_current(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    versions = replace(path, load_keys(path).versions.with_another().with_newest_current(_NOW))
    content: dict[str, Any] = json.loads(path.read_text())
    assert (content["current"], content["current_since"], sorted(content["keys"])) == (2, "2026-01-01T00:00:00+00:00", ["1", "2"])
    assert key_file.read(path) == versions
