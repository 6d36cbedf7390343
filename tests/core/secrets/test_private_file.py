"""A private file is its owner's alone, and is never seen half written."""

import json
import os
from pathlib import Path

import pytest

from core.secrets.private_file import write_private_json


def test_only_the_owner_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private_json(tmp_path / "secret.json", {"a": 1}, replace=True)
    finally:
        os.umask(before)
    assert (tmp_path / "secret.json").stat().st_mode & 0o777 == 0o600
    assert json.loads((tmp_path / "secret.json").read_text()) == {"a": 1}


def test_a_replaced_file_is_private_although_the_old_one_was_not(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    path.write_text("old")
    path.chmod(0o644)
    write_private_json(path, "new", replace=True)
    assert json.loads(path.read_text()) == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_may_not_be_replaced_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    write_private_json(path, "first", replace=False)
    with pytest.raises(FileExistsError):
        write_private_json(path, "second", replace=False)
    assert json.loads(path.read_text()) == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    write_private_json(path, "old", replace=True)
    with pytest.raises(TypeError):
        write_private_json(path, [1, object()], replace=True)
    assert json.loads(path.read_text()) == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_of_one_process_id_do_not_meet(tmp_path: Path) -> None:
    """Containers that share a folder often share process ids too."""
    path = tmp_path / "secret.json"
    abandoned = path.with_name(f".{path.name}.{os.getpid()}")
    abandoned.write_text("of another writer")
    write_private_json(path, "mine", replace=False)
    assert json.loads(path.read_text()) == "mine"
    assert abandoned.read_text() == "of another writer"


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator gives files away")
def test_an_administrator_leaves_the_file_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    write_private_json(path, "first", replace=False)
    os.chown(path, 12345, 54321)
    write_private_json(path, "second", replace=True, keeps_owner=True)
    found = path.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (12345, 54321, 0o600)
    write_private_json(path, "third", replace=True)
    assert path.stat().st_uid == os.geteuid()
