"""What a hostile body may cost: decoding stops, and says where and why."""

import json

import protovalidate
import pytest
from fluxdesk.failures import bad_request, pack_faults, unpack_faults
from fluxdesk.faults import MORE_FAULTS
from fluxdesk.json import JSON as PRODUCT
from fluxdesk.json.runtime import CONTAINERS_MAX, ELEMENTS_MAX, FAULTS_MAX, Fault, MalformedJson, read_json
from fluxdesk.v1.events_pb2 import InboundEvent
from scenarios.json import JSON
from scenarios.v1.kinds_pb2 import Kinds
from scenarios.v1.scenarios_pb2 import EchoRequest, Thing

from tests.generator.codecs import decode, faults_of, read

TOO_MANY = f"must have at most {ELEMENTS_MAX} elements, counted with those of all other lists and maps"
END: Fault = ("", MORE_FAULTS)


def test_a_list_is_read_to_one_element_beyond_its_rule_and_the_rule_refuses_it() -> None:
    children: list[object] = [*[{}] * 4, *["never looked at"] * 100_000]
    message, found = decode(Thing, {"children": children})
    assert (len(message.children), found) == (4, [])
    assert [violation.proto.rule_id for violation in protovalidate.collect_violations(message)] == ["repeated.max_items"]


def test_a_map_is_read_to_one_entry_beyond_its_rule_and_the_rule_refuses_it() -> None:
    labels = {str(number): "" for number in range(21)} | {str(number): None for number in range(21, 50_000)}
    message, found = decode(InboundEvent, {"labels": labels}, PRODUCT[InboundEvent])
    assert (len(message.labels), found) == (21, [])
    assert "map.max_pairs" in [violation.proto.rule_id for violation in protovalidate.collect_violations(message)]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"longs": ["wrong"] * (ELEMENTS_MAX + 1)}, "longs"),
        ({"moments": ["wrong"] * (ELEMENTS_MAX + 1)}, "moments"),
        ({"names": dict.fromkeys(map(str, range(ELEMENTS_MAX + 1)))}, "names"),
        ({"steps": dict.fromkeys(map(str, range(ELEMENTS_MAX + 1)))}, "steps"),
        ({"anything": dict.fromkeys(map(str, range(ELEMENTS_MAX + 1)), "\0")}, "anything"),
        ({"anything": {"a": ["\0"] * ELEMENTS_MAX}}, 'anything["a"]'),
        ({"list": ["\0"] * (ELEMENTS_MAX + 1)}, "list"),
    ],
)
def test_a_list_or_map_beyond_the_general_bound_is_one_fault_and_is_not_read(data: object, path: str) -> None:
    assert faults_of(Kinds, data) == [(path, TOO_MANY)]


def test_the_general_bound_counts_all_lists_and_maps_of_a_request() -> None:
    half = [1] * (ELEMENTS_MAX // 2)
    message, found = decode(Kinds, {"longs": half, "ratios": half, "flags": [1]})
    assert found == [("flags", TOO_MANY)]
    assert (len(message.longs), len(message.ratios), len(message.flags)) == (len(half), len(half), 0)


def test_each_decode_may_read_as_much_as_the_one_before() -> None:
    for _ in range(2):
        assert faults_of(EchoRequest, {"pieces": [""] * ELEMENTS_MAX}) == []


def test_a_tree_of_short_lists_ends_at_the_general_bound() -> None:
    tree: dict[str, object] = {}
    for _ in range(15):
        tree = {"children": [tree] * 3}
    assert {text for _, text in faults_of(Thing, tree)} == {TOO_MANY}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (EchoRequest, {"pieces": [1] * 5_000}),
        (Thing, {f"key{number}": 1 for number in range(5_000)}),
        (Thing, {"counts": {str(number): "" for number in range(5_000)}}),
        (Thing, {"extra": {str(number): "\0" for number in range(5_000)}}),
    ],
)
def test_decoding_stops_after_so_many_faults_and_says_so_last(kind: type[EchoRequest | Thing], data: object) -> None:
    found = faults_of(kind, data)
    assert len(found) == FAULTS_MAX + 1
    assert found[-1] == END


def test_repeated_keys_stop_the_decoding_too() -> None:
    twice = ",".join(f'"{number}":1,"{number}":1' for number in range(FAULTS_MAX))
    assert read(Thing, f'{{"counts": {{{twice}}}}}')[1] == [(f'counts["{number}"]', "key stands twice") for number in range(FAULTS_MAX)]
    assert read(Thing, f'{{"counts": {{{twice}}}, "name": 1}}')[1][0] == ("name", "must be a string")
    assert read(Thing, f'{{"counts": {{{twice}}}, "name": 1}}')[1][-1] == END


def test_as_many_faults_as_are_told_are_told_without_an_end() -> None:
    found = faults_of(EchoRequest, {"pieces": [1] * FAULTS_MAX})
    assert found == [(f"pieces[{index}]", "must be a string") for index in range(FAULTS_MAX)]


def test_the_end_stands_at_the_path_of_the_whole_beside_what_was_found_before() -> None:
    found: list[Fault] = [("page", "unknown parameter")]
    JSON[EchoRequest].decode({"pieces": [1] * 5_000}, "body", found)
    assert (found[0], found[-1], len(found)) == (("page", "unknown parameter"), ("body", MORE_FAULTS), FAULTS_MAX + 2)


def test_faults_that_are_too_large_to_travel_end_the_same_way() -> None:
    found = [(f"pieces[{index}]", "t" * 300) for index in range(FAULTS_MAX)]
    assert len(unpack_faults(pack_faults(found))) == FAULTS_MAX, "within a process every fault is named"
    told = unpack_faults(bad_request(found, bytes_max=5_000).SerializeToString())
    assert told[0] == ("pieces[0]", "t" * 200 + "…")
    assert 10 < len(told) < 30
    assert told[-1] == END
    assert unpack_faults(pack_faults(told)) == told, "the core packs again what a door packed"


def test_a_body_of_very_many_lists_and_objects_is_refused_before_it_is_parsed() -> None:
    for unit in ("[]", "{}"):
        assert len(str(read_json(f"[{','.join([unit] * (CONTAINERS_MAX - 1))}]".encode()))) > CONTAINERS_MAX
        with pytest.raises(MalformedJson, match=f"more than {CONTAINERS_MAX} lists and objects"):
            read_json(f"[{','.join([unit] * CONTAINERS_MAX)}]".encode())


@pytest.mark.parametrize("text", ["[", '\\"[', '{\\"\\"', "\\", "\n[", "é["])
def test_brackets_in_a_string_are_no_lists(text: str) -> None:
    body = json.dumps({"a": text * (CONTAINERS_MAX + 1), "b": [text]}, ensure_ascii=False)
    assert read_json(body.encode()) == json.loads(body)
