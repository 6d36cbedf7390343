"""What the log says of a call, and what it never says."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import scenarios.json
import scenarios.rpc_table
import structlog
from fluxdesk.rpc import Credential
from scenarios.v1.scenarios_pb2 import EchoReply, EchoRequest
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceStub

from core.demo import Credentials
from core.rpc.call import Call
from core.secrets.keys import Keys
from core.secrets.tokens import mint_refresh_token, mint_token
from core.server import Core, Served
from scripts.logs import LogFormat, log_handler
from tests.conftest import SETTINGS
from tests.core.rpc.test_pipeline import bearer
from tests.scenarios.service import ScenarioService
from tests.spans import new_traceparent


class Log:
    """What is written to standard error, which a test changes the form of by `write_as`."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured
        self._text = ""

    def write_as(self, log_format: LogFormat | None) -> None:
        logging.getLogger().handlers = [log_handler(log_format)]

    @property
    def text(self) -> str:
        self._text += self._captured.readouterr().err
        return self._text

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    root = logging.getLogger()
    handlers = root.handlers
    yield Log(capsys)
    root.handlers = handlers


class Talkative(ScenarioService):
    """Says something of its own, and lets a library say something too."""

    async def Echo(self, request: EchoRequest, call: Call) -> EchoReply:
        structlog.get_logger().warning("ours")
        logging.getLogger("library").warning("theirs")
        return await super().Echo(request, call)


async def test_every_line_of_a_call_has_its_ids(log: Log, migrated_url: str, keys: Keys, workspace: Credentials) -> None:
    core = await Core.open(
        migrated_url,
        keys,
        settings=SETTINGS,
        served=Served(scenarios.rpc_table.RPCS, [Talkative()], scenarios.json.SNAKE),
    )
    log.write_as(None)
    stub, (trace, traceparent) = ScenarioServiceStub(core.channel), new_traceparent()
    for request_id, more in (("first", {"traceparent": traceparent}), ("second", {})):
        await stub.Echo(EchoRequest(text="a"), metadata=bearer(workspace["agent_key"], x_request_id=request_id, **more))
    structlog.get_logger().warning("between calls")
    await core.close()
    said = [(line["event"], line.get("request_id"), line.get("trace_id")) for line in log.lines]
    assert said == [
        *[(event, "first", trace) for event in ("ours", "theirs")],
        *[(event, "second", None) for event in ("ours", "theirs")],
        ("between calls", None, None),
    ]
    assert {line["level"] for line in log.lines} == {"warning"}


def test_a_terminal_is_for_people_and_everything_else_for_programs(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.write_as(None)
    structlog.get_logger().warning("one")
    assert [line["event"] for line in log.lines] == ["one"]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    log.write_as(None)
    structlog.get_logger().warning("two")
    assert "{" not in log.text.splitlines()[-1]
    log.write_as("json")
    structlog.get_logger().warning("three")
    assert json.loads(log.text.splitlines()[-1])["event"] == "three"


def test_text_is_for_people(log: Log) -> None:
    log.write_as("text")
    structlog.get_logger().warning("looked", pid=7)
    assert "looked" in log.text
    assert "pid=7" in log.text
    assert "{" not in log.text


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_credential_is_written(log: Log, log_format: LogFormat) -> None:
    log.write_as(log_format)
    tokens = [mint_token(kind) for kind in Credential if kind is not Credential.PERSON]
    jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLW9mLXNvbWU"
    secrets = [*tokens, mint_refresh_token(), jwt, "a-bearer-of-others", "hunter2hunter2"]
    texts = [*secrets[:-2], "Bearer a-bearer-of-others", "postgresql://me:hunter2hunter2@host/db", "host=x password=hunter2hunter2 user=y"]
    for text in texts:
        structlog.get_logger().warning("sent", value=text)
        logging.getLogger("library").warning("refused %s", text)
        structlog.get_logger().error("failed", exc_info=ValueError(text))
    assert not [secret for secret in secrets if secret in log.text]
    assert "postgresql://me:[redacted]@host/db" in log.text
    assert log.text.count("[redacted]") >= 3 * len(texts)
