"""The receivers that the page of webhooks shows, copied from there and sent to by a running server."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from core.delivery.sign import signed_headers
from core.secrets.webhook_secrets import mint_webhook_secret
from tests.e2e.conftest import Server, environment, start_server
from tests.e2e.events import event
from tests.e2e.examples import Guide
from tests.eventually import eventually
from tests.examples.test_shell_monitor import answering

SHORT: Final = "X-FluxDesk-Signature with openssl"


class Receiver:
    """One that runs; what it has acted on is lines of its output, or files."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = folder

    @property
    def acted(self) -> list[str]:
        """Titles."""
        printed = self._folder / "printed"
        if printed.exists():
            return [line.split(" ", 2)[2] for line in printed.read_text(encoding="utf-8").splitlines()]
        spooled = sorted((self._folder / "spool").glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        return [json.loads(file.read_bytes())["title"] for file in spooled]

    def send(self, body: bytes, headers: dict[str, str]) -> int:
        return httpx2.post(self.url, content=body, headers=headers).status_code


def body(delivery_id: str, title: str) -> bytes:
    return json.dumps({"version": 1, "type": "review", "seq": 1, "deliveryId": delivery_id, "title": title}).encode()


def signed(sent: bytes, *secrets: str, delivery_id: str, age_seconds: int = 0) -> dict[str, str]:
    timestamp = int(time.time()) - age_seconds
    return signed_headers(delivery_id=delivery_id, event_type="review", timestamp=timestamp, body=sent, secrets=secrets)


@pytest.fixture(scope="module")
def calling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that calls receivers on this machine."""
    server = start_server(tmp_path_factory.mktemp("calling") / "data", variables={"FLUXDESK_EGRESS_ALLOW": "127.0.0.0/8"})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def guide(calling: Server) -> Guide:
    return Guide(calling, "webhooks")


@pytest.fixture
def secret() -> str:
    return mint_webhook_secret()


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


async def started(language: str, text: str, folder: Path, secret: str, opened: ExitStack, *, port: int = 0) -> Receiver:
    """The receiver of that language, once it answers."""
    if language == "Shell":
        return _shell(text, folder, secret, opened, port)
    port = port or _free_port()
    process = _program(language, text, folder, secret, port)
    opened.callback(process.wait)
    opened.callback(process.kill)
    await eventually(lambda: _answers(process, port))
    return Receiver(f"http://127.0.0.1:{port}/", folder)


def _program(language: str, text: str, folder: Path, secret: str, port: int) -> subprocess.Popen[bytes]:
    name, program = ("receiver.py", [sys.executable, "-W", "error"]) if language == "Python" else ("receiver.mjs", [_node()])
    (folder / name).write_text(text, encoding="utf-8")
    with (folder / "printed").open("wb") as printed:
        variables = environment(FLUXDESK_WEBHOOK_SECRET=secret)
        return subprocess.Popen([*program, name, str(port)], stdout=printed, cwd=folder, env=variables)


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    assert process.poll() is None
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _node() -> str:
    path = shutil.which("node")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("node is not installed: .ci/run installs it.")
        pytest.skip("node is not installed (Debian: apt install nodejs)")
    return path


def _shell(text: str, folder: Path, secret: str, opened: ExitStack, port: int) -> Receiver:
    """A web server that runs it for each request, as CGI (RFC 3875) says."""
    program, spool = folder / "receiver.sh", folder / "spool"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    spool.mkdir(exist_ok=True)

    def answer(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        length = int(request.headers["Content-Length"])
        fields = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        variables = environment(FLUXDESK_WEBHOOK_SECRET=secret, FLUXDESK_SPOOL=str(spool), CONTENT_LENGTH=str(length), **fields)
        sent = request.rfile.read(length)
        done = subprocess.run([program], input=sent, stdout=subprocess.PIPE, env=variables, timeout=30, check=True)
        return int(done.stdout.split()[1]), {}, b""

    return Receiver(f"{opened.enter_context(answering(answer, port))}/", folder)


@pytest.mark.parametrize(("language", "title"), [("Python", "Python"), ("Node", "Node"), ("Shell", "Shell, as a CGI program")])
class TestReceivers:
    async def test_it_acts_once_on_what_the_server_sends_and_goes_on_after_a_rotation(
        self, calling: Server, guide: Guide, opened: ExitStack, tmp_path: Path, language: str, title: str
    ) -> None:
        port, own = _free_port(), f"{calling.http}/api/v1/me/webhooks"
        with httpx2.Client(headers=calling.headers("agent_key")) as http:

            def call(verb: str, path: str = "", **content: Any) -> Any:
                return http.request(verb, own + path, json=content or ({} if verb == "POST" else None)).raise_for_status().json()

            made = call("POST", url=f"http://127.0.0.1:{port}/", event_types=["inbound_event"])
            path = f"/{made['id']}"
            receiver = await started(language, guide.titled(title), tmp_path, made["secret"], opened, port=port)
            name = f"Grüße an {language} 🖥"
            published = event(f"to-{language}", title=name)
            httpx2.post(f"{calling.http}/api/v1/events", json=published, headers=calling.headers()).raise_for_status()
            await eventually(lambda: receiver.acted == [name])

            def attempts() -> list[int]:
                [delivery] = call("GET", f"{path}/deliveries?after_seq=0&limit=1")["deliveries"]
                return [one["status"] for one in call("GET", f"{path}/deliveries/{delivery['id']}")["attemptLog"]]

            await eventually(lambda: attempts() == [204])
            [delivery] = call("GET", f"{path}/deliveries?after_seq=0")["deliveries"]
            call("POST", f"{path}/deliveries/{delivery['id']}/redeliver")
            await eventually(lambda: attempts() == [204, 204])
            call("POST", f"{path}/rotate")
            call("POST", f"{path}/test")
            await eventually(lambda: len(receiver.acted) == 2)
            assert receiver.acted == [name, "A test: nothing has happened"]
            call("POST", f"{path}/pause")

    async def test_it_refuses_what_is_not_the_servers_or_too_old_or_too_large(
        self, guide: Guide, opened: ExitStack, tmp_path: Path, secret: str, language: str, title: str
    ) -> None:
        receiver = await started(language, guide.titled(title), tmp_path, secret, opened)
        sent = body("d1", "First")
        right = signed(sent, secret, delivery_id="d1")
        assert receiver.send(sent, right) == 204
        assert receiver.send(sent, right) == 204
        assert receiver.send(sent, signed(sent, mint_webhook_secret(), secret, delivery_id="d1")) == 204
        refused = [
            signed(sent, mint_webhook_secret(), delivery_id="d2"),
            signed(sent, secret, delivery_id="d2", age_seconds=400),
            signed(sent, secret, delivery_id="d2", age_seconds=-400),
            right | {"webhook-id": "d2"},
            right | {"webhook-timestamp": "soon"},
            right | {"webhook-signature": ""},
            right | {"webhook-id": "../d2"},
            {"X-FluxDesk-Signature": right["X-FluxDesk-Signature"]},
        ]
        assert [receiver.send(sent, headers) for headers in refused] == [401] * len(refused)
        assert receiver.send(sent + b" ", right) == 401
        assert receiver.send(b" " * 1_000_001, right) == 413
        assert receiver.acted == ["First"]


def test_the_short_signature_is_that_of_the_whole_secret(guide: Guide, tmp_path: Path, secret: str) -> None:
    sent = body("d1", "First")
    (tmp_path / "body.json").write_bytes(sent)
    variables = environment(FLUXDESK_WEBHOOK_SECRET=secret)
    done = subprocess.run(["sh", "-ec", guide.titled(SHORT)], capture_output=True, text=True, cwd=tmp_path, env=variables, check=True)
    assert signed(sent, secret, delivery_id="d1")["X-FluxDesk-Signature"] == f"v1={done.stdout.split()[-1]}"
