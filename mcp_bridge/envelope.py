"""The form of a JSON-RPC message, judged before anybody reads what it asks for: the SDK would answer with its own validator's words."""

from collections.abc import Mapping
from typing import cast


def envelope_fault(message: object) -> str | None:
    """Why it is no message of JSON-RPC 2.0; None where it is one."""
    if not isinstance(message, dict):
        return "Send one message at a time." if isinstance(message, list) else "A message is an object."
    members = cast("Mapping[str, object]", message)
    rules = {
        'A message says "jsonrpc": "2.0".': members.get("jsonrpc") == "2.0",
        "An id is a string or an integer.": "id" not in members or message_id(members) is not None,
        "A method is a string.": isinstance(members.get("method", ""), str),
        "Parameters are an object.": isinstance(members.get("params", {}), dict),
    }
    return next((rule for rule, is_kept in rules.items() if not is_kept), None)


def message_id(message: object) -> str | int | None:
    """The id of the message, which its answer repeats; None where it has none that could be one."""
    value = cast("Mapping[str, object]", message).get("id") if isinstance(message, dict) else None
    return value if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)) else None
