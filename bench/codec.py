"""Measures the generated JSON code against protobuf's own json_format, on the reference event of the OpenAPI document.

Run it from the repository's root: `PYTHONPATH=gen .venv/bin/python bench/codec.py`.
"""

import json
from collections.abc import Callable
from timeit import repeat

import orjson
from fluxdesk.json import JSON
from fluxdesk.json.runtime import Fault, read_json
from fluxdesk.v1.events_pb2 import InboundEvent
from google.protobuf.json_format import MessageToJson, ParseDict

CALLS = 5_000
ROUNDS = 7
EVENT = {
    "spec_version": "2",
    "event_id": "fd1-evt-2026-05-21-001",
    "event_type": "fd1.repo.access_granted",
    "severity": "info",
    "tone": "positive",
    "title": "你被加入 acme/widget-pro",
    "summary": "alice@example.com 把你加为协作者。",
    "occurred_at": "2026-05-21T10:00:00+08:00",
    "external_url": "https://github.com/acme/widget-pro",
    "actor": {"email": "alice@example.com", "name": "Alice"},
    "labels": {"repo": "widget-pro", "role": "write"},
}


def microseconds(work: Callable[[], object]) -> float:
    """Least time of one call over the rounds."""
    return min(repeat(work, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


def main() -> None:
    body = json.dumps(EVENT, ensure_ascii=False).encode()
    # json_format knows enums by their proto names only.
    peer_body = json.dumps(EVENT | {"severity": "SEVERITY_INFO", "tone": "TONE_POSITIVE"}, ensure_ascii=False).encode()
    decode, encode = JSON[InboundEvent].decode, JSON[InboundEvent].encode
    faults: list[Fault] = []
    message = decode(read_json(body), "", faults)
    assert not faults, faults
    assert message == ParseDict(json.loads(peer_body), InboundEvent()), "both must read the same event"
    ours = (microseconds(lambda: decode(read_json(body), "", faults)), microseconds(lambda: orjson.dumps(encode(message))))
    peers = (microseconds(lambda: ParseDict(json.loads(peer_body), InboundEvent())), microseconds(lambda: MessageToJson(message)))
    for name, figures in (("generated code", ours), ("json_format", peers)):
        print(f"{name:16} {figures[0]:6.1f} µs to read {figures[1]:6.1f} µs to write {sum(figures):6.1f} µs in all")
    print(f"{'times as fast':16} {peers[0] / ours[0]:6.1f}            {peers[1] / ours[1]:6.1f}             {sum(peers) / sum(ours):6.1f}")


if __name__ == "__main__":
    main()
