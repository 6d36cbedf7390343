"""Field rules of buf.validate as keywords of JSON Schema. What has no keyword is left to the core, which checks every rule."""

import re
from collections.abc import Mapping

from google.protobuf.descriptor import FieldDescriptor

from scripts.generator.declarations import Options

Keywords = dict[str, object]

_STRING = {"min_len": "minLength", "max_len": "maxLength", "pattern": "pattern"}
_BYTES = {"min_len": "minLength", "max_len": "maxLength"}
_NUMBER = {"gte": "minimum", "lte": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
_REPEATED = {"min_items": "minItems", "max_items": "maxItems", "unique": "uniqueItems"}
_MAP = {"min_pairs": "minProperties", "max_pairs": "maxProperties"}
_IGNORE_ALWAYS = 3
_FORMATS = {
    "email": "email",
    "uuid": "uuid",
    "uri": "uri",
    "uri_ref": "uri-reference",
    "hostname": "hostname",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
}


def holds(rules: Options | None) -> bool:
    """Whether there are rules that are not switched off."""
    return rules is not None and rules.ignore != _IGNORE_ALWAYS


def elements_max(rules: Options | None) -> int | None:
    """Most elements or entries that the rules allow; None where they do not say."""
    if rules is None or not holds(rules):
        return None
    limits = repeated_limits(rules) | map_limits(rules)
    most = limits.get("maxItems", limits.get("maxProperties"))
    return most if isinstance(most, int) else None


def string_limits(rules: Options | None) -> Keywords:
    """Keywords of the rules of a text."""
    if rules is None or not rules.HasField("string"):
        return {}
    text = rules.string
    limits = _keywords(text, _STRING) | _choices(text)
    if text.HasField("len"):
        limits |= {"minLength": text.len, "maxLength": text.len}
    if text.HasField("prefix") and "pattern" not in limits:
        limits["pattern"] = f"^{re.escape(text.prefix)}"
    known = text.WhichOneof("well_known")
    if known in _FORMATS and getattr(text, known):
        limits["format"] = _FORMATS[known]
    return limits


def number_limits(rules: Options | None) -> Keywords:
    """Keywords of the rules of a number of any kind."""
    kind = rules.WhichOneof("type") if rules is not None else None
    return _keywords(getattr(rules, kind), _NUMBER) | _choices(getattr(rules, kind)) if kind else {}


def bytes_limits(rules: Options | None) -> Keywords:
    """Lengths of the Base64 text: four characters for each three bytes that are begun."""
    if rules is None or not rules.HasField("bytes"):
        return {}
    lengths = {keyword: getattr(rules.bytes, rule) for rule, keyword in _BYTES.items() if rules.bytes.HasField(rule)}
    return {keyword: -(-length // 3) * 4 for keyword, length in lengths.items()}


def repeated_limits(rules: Options | None) -> Keywords:
    """Keywords of the rules of a list, less those of its elements."""
    return _keywords(rules.repeated, _REPEATED) if rules is not None else {}


def map_limits(rules: Options | None) -> Keywords:
    """Keywords of the rules of a map, less those of its keys and values."""
    return _keywords(rules.map, _MAP) if rules is not None else {}


def allows_number(rules: Options | None, number: int) -> bool:
    """Whether the rules of an enum leave this value."""
    if rules is None or not rules.HasField("enum"):
        return True
    enum = rules.enum
    allowed = getattr(enum, "in")
    return number not in enum.not_in and (not allowed or number in allowed) and (not enum.HasField("const") or number == enum.const)


def filled(field: FieldDescriptor, rules: Options | None, keyword: str, limits: Keywords) -> Keywords:
    """The limits, and with them that a required field without presence is not empty, unless they say so already."""
    if rules is None or not rules.required or field.has_presence or {"enum", "format"} & limits.keys() or _refuses_empty(limits):
        return limits
    return {keyword: 1} | limits


def _refuses_empty(limits: Keywords) -> bool:
    return "pattern" in limits and re.search(str(limits["pattern"]), "") is None


def _keywords(rules: Options, names: Mapping[str, str]) -> Keywords:
    return {keyword: getattr(rules, rule) for rule, keyword in names.items() if rules.HasField(rule)}


def _choices(rules: Options) -> Keywords:
    """The values that const, in and not_in leave."""
    if rules.HasField("const"):
        return {"enum": [rules.const]}
    if allowed := list(getattr(rules, "in")):
        return {"enum": allowed}
    return {"not": {"enum": list(rules.not_in)}} if rules.not_in else {}
