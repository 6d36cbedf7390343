"""Runs buf over compiled images: it cannot read the sources, since what they import is in no folder."""

import sys
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from google.protobuf.descriptor_pb2 import FileDescriptorSet

REPOSITORY = Path(__file__).parents[2]
_BUF = Path(sys.executable).parent / "buf"
_CONFIG = f"--config={REPOSITORY / 'buf.yaml'}"


def lint(image: FileDescriptorSet, folder: str) -> list[str]:
    """Lint faults of the image's files below the folder, imports left out."""
    with TemporaryDirectory() as scratch:
        return _buf("lint", _written(image, Path(scratch, "image.binpb")), f"--path={folder}", _CONFIG)


def unformatted() -> list[str]:
    """What `buf format` would change in the declarations, as a diff."""
    return _buf("format", "--diff", "--exit-code", str(REPOSITORY))


def breaking(image: FileDescriptorSet, released: FileDescriptorSet, folder: str) -> list[str]:
    """Changes below the folder that break clients of the released image. Routes and policies mean nothing to buf."""
    with TemporaryDirectory() as scratch:
        now, was = (_written(files, Path(scratch, name)) for files, name in ((image, "now.binpb"), (released, "was.binpb")))
        return _buf("breaking", now, f"--against={was}", f"--path={folder}", _CONFIG)


def _written(image: FileDescriptorSet, path: Path) -> str:
    path.write_bytes(image.SerializeToString())
    return str(path)


def _buf(*arguments: str) -> list[str]:
    done = run([_BUF, *arguments], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() or ["buf failed and said nothing"] if done.returncode else []
