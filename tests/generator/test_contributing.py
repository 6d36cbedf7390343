"""The example of CONTRIBUTING.md, held to what `scripts/generate` takes and to a noun that is free."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from scripts.generator.compiler import Root
from scripts.generator.declarations import Declarations
from scripts.generator.refusals import refusals
from tests.generator.declare import PROTO

_REPOSITORY = PROTO.parent


@pytest.fixture(scope="module")
def guide() -> str:
    return (_REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_its_declaration_is_accepted(guide: str, tmp_path: Path) -> None:
    [(noun, text)] = re.findall(r"`proto/fluxdesk/v1/(\w+)\.proto`.*?```proto\n(.*?)```", guide, re.DOTALL)
    assert not (_REPOSITORY / "core/areas" / noun).exists(), "the example is an area of the product by now"
    file = tmp_path / f"proto/fluxdesk/v1/{noun}.proto"
    file.parent.mkdir(parents=True)
    file.write_text(dedent(text), encoding="utf-8")
    assert not refusals(Declarations(Root(tmp_path / "proto", tmp_path / "gen", "fluxdesk", (PROTO,))))


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_of_a_page_leads_to_a_file(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", (_REPOSITORY / name).read_text(encoding="utf-8"))
    assert [target for target in targets if not (_REPOSITORY / target).exists()] == []
