"""The ledger of scripts/chaos says so when a promise was broken."""

import math

from chaos.ledger import Accepted, Fault, Ledger, Limits, Pair, Receipt, Row, Verdict, judge

LIMITS = Limits(lease_seconds=20.0, in_flight_max=2)


def whole() -> Ledger:
    """Three events that two webhooks were told of, the second of which never takes one, and a kill after the first event."""
    ledger = Ledger(webhooks=frozenset({"steady", "refusing"}), refusing=frozenset({"refusing"}))
    for number in range(1, 4):
        event_id, at = f"event-{number}", float(number)
        ledger.accepted.append(Accepted(event_id, at))
        ledger.receipts.append(Receipt("steady", f"s-{number}", event_id, at + 0.5, 200, is_signed=True))
        ledger.receipts.append(Receipt("refusing", f"r-{number}", event_id, at + 0.5, 500, is_signed=True))
        ledger.rows.append(Row("steady", f"s-{number}", event_id, number, is_dead=False))
        ledger.rows.append(Row("refusing", f"r-{number}", event_id, number, is_dead=True))
    ledger.faults.append(Fault("kill", 1.2))
    return ledger


def found(ledger: Ledger) -> Verdict:
    return judge(ledger, LIMITS)


def test_a_run_that_kept_its_promises_is_whole() -> None:
    verdict = found(whole())
    assert verdict.broken() == []
    assert (verdict.accepted, verdict.owed, verdict.received, verdict.dead_lettered) == (3, 6, 3, 3)
    assert math.isclose(verdict.recovery_seconds["kill"], 0.3)
    assert math.isclose(verdict.settled_seconds, 0.3)


def test_a_receiver_that_was_never_asked_makes_it_lost() -> None:
    ledger = whole()
    ledger.receipts = [one for one in ledger.receipts if one.delivery_id != "s-2"]
    assert found(ledger).lost == [Pair("steady", "event-2")]
    assert found(ledger).broken() == ["1 lost"]


def test_what_was_given_up_without_a_trace_is_lost() -> None:
    ledger = whole()
    ledger.rows = [one._replace(is_dead=one.is_dead and one.delivery_id != "r-3") for one in ledger.rows]
    assert found(ledger).lost == [Pair("refusing", "event-3")]


def test_an_attempt_that_failed_or_was_badly_signed_is_no_receipt() -> None:
    failed, forged = whole(), whole()
    failed.receipts = [one._replace(status=500) if one.delivery_id == "s-2" else one for one in failed.receipts]
    forged.receipts = [one._replace(is_signed=False) if one.delivery_id == "s-2" else one for one in forged.receipts]
    assert found(failed).broken() == ["1 lost"]
    assert found(forged).broken() == ["1 lost", "1 badly signed"]


def test_each_kill_excuses_as_many_duplicates_as_a_worker_has_at_once() -> None:
    ledger = whole()
    ledger.receipts += ledger.receipts[:1] * 2
    assert (found(ledger).duplicates, found(ledger).duplicates_max, found(ledger).broken()) == (2, 2, [])
    ledger.receipts += ledger.receipts[:1]
    assert found(ledger).broken() == ["3 duplicates, more than 2"]
    ledger.faults = [one._replace(kind="restart") for one in ledger.faults]
    assert found(ledger).duplicates_max == 0


def test_a_missing_number_and_one_given_twice_are_gaps() -> None:
    for seq in (1, 4):
        ledger = whole()
        ledger.rows = [one._replace(seq=seq) if one.delivery_id == "s-2" else one for one in ledger.rows]
        assert found(ledger).broken() == ["gaps in the numbers of steady"]


def test_an_event_that_one_webhook_is_told_of_twice_is_named() -> None:
    ledger = whole()
    ledger.rows.append(Row("steady", "s-4", "event-1", 4, is_dead=False))
    assert found(ledger).broken() == ["1 queued twice"]


def test_a_webhook_without_a_success_after_a_fault_has_not_recovered() -> None:
    ledger = whole()
    ledger.faults.append(Fault("restart", 9.0))
    assert found(ledger).broken() == ["recovered after inf s"]


def test_what_the_last_fault_left_is_due_when_the_lease_is_over() -> None:
    ledger = whole()
    ledger.receipts = [one._replace(at=23.3) if one.delivery_id == "s-1" else one for one in ledger.receipts]
    assert found(ledger).broken() == ["settled after 22.1 s"]
    ledger.retried = frozenset({"steady"})
    assert found(ledger).broken() == []


def test_a_run_without_events_says_nothing() -> None:
    assert "nothing was accepted" in found(Ledger(webhooks=frozenset({"steady"}))).broken()
