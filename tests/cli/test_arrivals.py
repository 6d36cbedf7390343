"""What a request to a webhook is worth, judged against what the server itself signs."""

import pytest

from core.delivery.sign import signed_headers
from core.secrets.webhook_secrets import mint_webhook_secret
from scripts.cli.arrivals import Numbers, Told, header_problems, read_body, signature_problems

PREVIOUS, CURRENT, FOREIGN = (mint_webhook_secret() for _ in range(3))
BODY = b'{"type":"review","deliveryId":"d-1","title":"T","seq":3}'
NOW = 1_800_000_000


def signed(*secrets: str, age_seconds: int = 0) -> dict[str, str]:
    headers = signed_headers(delivery_id="d-1", event_type="review", timestamp=NOW - age_seconds, body=BODY, secrets=secrets)
    return {name.lower(): value for name, value in headers.items()}


def problems(headers: dict[str, str], *secrets: str, body: bytes = BODY) -> list[str]:
    return list(signature_problems(headers, body, secrets, now=NOW, age_seconds_max=300))


def test_what_the_server_signs_is_right() -> None:
    assert problems(signed(CURRENT), CURRENT) == []
    assert problems(signed(PREVIOUS, CURRENT), PREVIOUS, CURRENT) == []
    assert problems(signed(CURRENT, age_seconds=300), CURRENT) == []


def test_with_the_new_secret_alone_an_overlap_fits_by_the_standard_only() -> None:
    assert problems(signed(PREVIOUS, CURRENT), CURRENT) == ["X-FluxDesk-Signature fits no secret"]


def test_each_thing_that_is_wrong_is_told() -> None:
    both = ["X-FluxDesk-Signature fits no secret", "webhook-signature fits no secret"]
    assert problems(signed(CURRENT), FOREIGN) == both
    assert problems(signed(CURRENT), CURRENT, body=BODY + b" ") == both
    assert problems(signed(CURRENT) | {"webhook-id": "d-2"}, CURRENT) == both[1:]
    assert problems(signed(CURRENT, age_seconds=301), CURRENT) == ["it was signed 301 seconds ago"]
    assert problems(signed(CURRENT, age_seconds=-301), CURRENT) == ["it was signed 301 seconds from now"]
    missing = ["X-FluxDesk-Signature is missing", "webhook-signature is missing", "webhook-timestamp is no number of seconds"]
    assert problems({}, CURRENT) == missing


def test_headers_say_what_the_body_says() -> None:
    told = Told("review", "d-1", "T", 3)
    assert read_body(BODY) == told
    assert list(header_problems(signed(CURRENT), told)) == []
    assert list(header_problems(signed(CURRENT) | {"x-fluxdesk-event-type": "blocker"}, told)) == [
        "x-fluxdesk-event-type is not what the body says"
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b'{"seq":"3"}', b"\xff", b'{"seq":null}'])
def test_what_is_no_event_is_none(body: bytes) -> None:
    assert read_body(body) is None


def test_numbers_tell_what_is_missing_what_comes_late_and_what_comes_again() -> None:
    numbers = Numbers()
    notes = [numbers.note(Told(delivery_id=str(seq), seq=seq)) for seq in (7, 8, 12, 10, 9, 12, 3, 13)]
    assert notes == ["", "", "missing before it: 9 to 11", "was missing", "was missing", "again: arrival 2", "older", ""]
    assert numbers.missing == {11}


def test_a_gap_of_any_size_is_followed_within_bounds() -> None:
    numbers = Numbers()
    numbers.note(Told(delivery_id="a", seq=1))
    assert numbers.note(Told(delivery_id="b", seq=2_000_000_000)) == "missing before it: 2 to 1999999999"
    assert numbers.note(Told(delivery_id="c", seq=4_000_000_000)) == "missing before it: 2000000001 to 3999999999"
    assert len(numbers.missing) == 10_000
