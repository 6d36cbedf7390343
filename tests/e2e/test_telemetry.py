"""What operators see of a server: spans where they send them, figures of all workers in one, logs with the ids of calls."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import grpc
import httpx2
import pytest
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.collector import attributes_of, collecting
from tests.e2e.conftest import Server, Start, refused
from tests.e2e.events import event
from tests.e2e.test_workers import workers_of
from tests.eventually import eventually
from tests.spans import new_traceparent

Call = Callable[[Server, str], None]
LIST_INBOX = "fluxdesk.v1.InboxService/ListInbox"


def over_rest(server: Server, traceparent: str) -> None:
    headers = server.headers("agent_key") | {"traceparent": traceparent}
    assert httpx2.get(f"{server.http}/api/v1/inbox", headers=headers).status_code == 200


def over_grpc(server: Server, traceparent: str) -> None:
    metadata = (*server.headers("agent_key").items(), ("traceparent", traceparent))
    with grpc.insecure_channel(server.grpc) as channel:
        InboxServiceStub(channel).ListInbox(ListInboxRequest(), metadata=metadata)


def over_mcp(server: Server, traceparent: str) -> None:
    params = {"name": "list_inbox", "arguments": {}, "_meta": {"traceparent": traceparent}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    answer = httpx2.post(f"{server.http}/mcp", json=message, headers=server.headers("agent_key"))
    assert not answer.json()["result"].get("isError")


async def test_spans_of_every_door_reach_the_collector_in_their_callers_trace(start: Start, tmp_path: Path) -> None:
    with collecting() as collector:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint, "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=test"}
        server = start(tmp_path / "data", variables=variables)
        over_rest(server, new_traceparent()[1])  # the credential is known from now on
        sent: dict[Call, tuple[str, str]] = {call: new_traceparent() for call in (over_rest, over_grpc, over_mcp)}
        for call, (_, traceparent) in sent.items():
            call(server, traceparent)
        assert server.stop() == 0  # what is not sent yet is sent now
        names: dict[Call, list[str]] = {over_rest: ["GET /api/v1/inbox"], over_grpc: [], over_mcp: ["tools/call list_inbox"]}
        for call, (trace, traceparent) in sent.items():
            spans = collector.of_trace(trace)
            assert [span.name for span in spans] == [*names[call], LIST_INBOX, "transaction"]
            assert [span.parent_span_id.hex() for span in spans] == [traceparent.split("-")[2], *(one.span_id.hex() for one in spans[:-1])]
            assert [span.kind for span in spans].count(spans[0].SPAN_KIND_SERVER) == 1
            assert spans[0].kind == spans[0].SPAN_KIND_SERVER
            assert attributes_of(spans[0])["fluxdesk.outcome"] == "OK"
        assert {(of["service.name"], of["deployment.environment"]) for of in collector.services} == {("fluxdesk", "test")}
        assert server.credentials["agent_key"] not in str(collector.spans)


async def test_workers_send_their_own_spans_under_the_name_that_is_set(start: Start, tmp_path: Path) -> None:
    with collecting() as collector:
        variables = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{collector.endpoint}/v1/traces", "OTEL_SERVICE_NAME": "desk"}
        server = start(tmp_path / "data", "--workers", "2", variables=variables)
        traces = [new_traceparent() for _ in range(20)]
        for _, traceparent in traces:
            over_rest(server, traceparent)
        assert server.stop() == 0
        assert all(len(collector.of_trace(trace)) >= 3 for trace, _ in traces)
        assert {of["service.name"] for of in collector.services} == {"desk"}


@pytest.mark.parametrize(
    "variables",
    [
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_BSP_SCHEDULE_DELAY": "10"},
    ],
)
def test_a_collector_that_is_away_or_not_wanted_keeps_nobody_waiting(start: Start, tmp_path: Path, variables: dict[str, str]) -> None:
    server = start(tmp_path / "data", variables=variables)
    over_rest(server, new_traceparent()[1])
    assert server.stop() == 0
    assert ("Traceback" in server.output) is False


def test_an_exporter_that_is_not_there_is_named(tmp_path: Path) -> None:
    line = refused("--data", tmp_path / "data", OTEL_TRACES_EXPORTER="carrier-pigeon")
    assert "carrier-pigeon" in line
    line = refused("--data", tmp_path / "data", OTEL_TRACES_EXPORTER="otlp", OTEL_EXPORTER_OTLP_PROTOCOL="grpc")
    assert "otlp_proto_grpc" in line
    assert "otlp_proto_http" in line


def figure(server: Server, name: str, **labels: str) -> float:
    """The sum of a figure over everything that has these labels."""
    page = httpx2.get(f"{server.http}/metrics")
    assert page.status_code == 200
    samples = (sample for family in text_string_to_metric_families(page.text) for sample in family.samples)
    return sum(sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items())


def publish_each_over_a_connection_of_its_own(server: Server, prefix: str, count: int) -> None:
    for turn in range(count):
        answer = httpx2.post(f"{server.http}/api/v1/events", json=event(f"{prefix}-{turn}"), headers=server.headers())
        assert answer.status_code == 202


async def test_whichever_worker_is_asked_tells_the_figures_of_all(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data", "--workers", "2")
    publish_each_over_a_connection_of_its_own(server, "sum", 30)
    published = {"rpc": "fluxdesk.v1.EventService/Publish", "door": "rest"}
    assert {figure(server, "fluxdesk_calls_total", outcome="OK", **published) for _ in range(10)} == {30}
    assert figure(server, "fluxdesk_call_duration_seconds_count", **published) == 30
    assert figure(server, "fluxdesk_batch_calls_sum") == 30
    assert figure(server, "fluxdesk_database_connections") == 20
    assert figure(server, "fluxdesk_build_info") == 1
    assert figure(server, "process_resident_memory_bytes") > 0
    killed = min(workers_of(server))
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: len(workers_of(server) - {killed}) == 2)
    publish_each_over_a_connection_of_its_own(server, "after", 10)
    assert figure(server, "fluxdesk_calls_total", outcome="OK", **published) == 40
    await eventually(lambda: figure(server, "fluxdesk_database_connections") == 20)
    assert server.stop() == 0
    assert list((tmp_path / "data/figures").iterdir()) == []


async def test_a_killed_server_leaves_no_figures_to_the_next(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data", "--workers", "2")
    publish_each_over_a_connection_of_its_own(server, "killed", 5)
    server.process.kill()
    server.process.wait()
    again = start(tmp_path / "data", "--workers", "2")
    assert figure(again, "fluxdesk_calls_total", rpc="fluxdesk.v1.EventService/Publish") == 0
    assert len(list((tmp_path / "data/figures").iterdir())) == 1


def test_the_token_that_is_set_opens_the_page(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data", variables={"FLUXDESK_METRICS_TOKEN": "a token that is long enough"})
    forwarded = {"x-forwarded-for": "192.0.2.7"}
    assert httpx2.get(f"{server.http}/metrics", headers=forwarded).status_code == 404
    opened = httpx2.get(f"{server.http}/metrics", headers=forwarded | {"authorization": "Bearer a token that is long enough"})
    assert (opened.status_code, "process_open_fds" in opened.text) == (200, True)
    assert "FLUXDESK_METRICS_TOKEN" in refused("--data", tmp_path / "other", FLUXDESK_METRICS_TOKEN="short")


def test_a_log_of_text_is_asked_for_by_name(tmp_path: Path) -> None:
    assert "FLUXDESK_LOG_FORMAT" in refused("--data", tmp_path / "data", FLUXDESK_LOG_FORMAT="loud")
