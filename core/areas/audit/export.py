"""Rows of the log as lines of a file."""

import csv
import io
from collections.abc import Mapping
from typing import Final

import orjson
from fluxdesk.v1.audit_pb2 import AUDIT_FORMAT_NDJSON, AuditEntry, AuditFormat

# What begins so is a formula to a spreadsheet, and a client may name itself as it likes.
_FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")
COLUMNS: Final = tuple(field.name for field in AuditEntry.DESCRIPTOR.fields)


def content_type(form: "AuditFormat", *, is_first: bool) -> str:
    """The media type; only the first page of a CSV begins with the names of its columns."""
    if form == AUDIT_FORMAT_NDJSON:
        return "application/x-ndjson"
    return f"text/csv; charset=utf-8; header={'present' if is_first else 'absent'}"


def line(form: "AuditFormat", entry: Mapping[str, object]) -> bytes:
    """One row, given as JSON with the names of the proto."""
    if form == AUDIT_FORMAT_NDJSON:
        return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)
    return csv_line([str(entry.get(name, "")) for name in COLUMNS])


def csv_line(cells: list[str] | tuple[str, ...]) -> bytes:
    """A line of RFC 4180, quoted for those who part it at other signs. An apostrophe makes text of what would be a formula."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow([f"'{cell}" if cell.startswith(_FORMULA_BEGINNINGS) else cell for cell in cells])
    return text.getvalue().encode()
