"""Reads people from a CSV file, row by row, and names what is wrong with each."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

from fluxdesk.failures import Fault

from core.addresses import address_key
from core.areas.users.public import Candidate, email_faults, name_faults, role_faults
from scripts.unusable import Unusable

_BOM: Final = b"\xef\xbb\xbf"
_REQUIRED: Final = frozenset({"email", "name"})
_COLUMNS: Final = _REQUIRED | {"role", "groups"}
_ROLE_DEFAULT: Final = "employee"
# Stands for what is no text, so that the rest of its row can be judged.
_REPLACEMENT: Final = "\ufffd"


class _Row(NamedTuple):
    """The fields of one row and the line on which it begins; `faults` say why they may not be what was meant."""

    line: int
    fields: Sequence[str]
    faults: Sequence[Fault]


def read_people(file: BinaryIO, passed: Callable[[int], object]) -> Iterator[Candidate]:
    """The people of the file; `passed` is told how many bytes have been read. Raises Unusable for a file without a header of its own."""
    rows = _rows(file, passed)
    header = next(rows, None)
    columns = _columns(header)
    lines: dict[str, int] = {}
    for row in rows:
        yield _candidate(row, columns, lines)


def _columns(header: _Row | None) -> list[str]:
    names = [name.strip().lower() for name in header.fields] if header else []
    if header and header.faults:
        message = f"The header of the file cannot be read: {header.faults[0][1]}."
        raise Unusable(message)
    if len(set(names)) < len(names) or not (set(names) >= _REQUIRED and set(names) <= _COLUMNS):
        message = (
            f"The first line must name the columns email, name and, if wanted, role and groups, each once; it has: {', '.join(names)}."
        )
        raise Unusable(message)
    return names


def _candidate(row: _Row, columns: Sequence[str], lines: dict[str, int]) -> Candidate:
    """`lines` are those on which addresses came first."""
    if row.faults or len(row.fields) != len(columns):
        told = row.faults or [("", f"has {len(row.fields)} columns in the place of {len(columns)}")]
        return Candidate(row.line, "", "", _ROLE_DEFAULT, (), told)
    found = {column: text.strip() for column, text in zip(columns, row.fields, strict=True)}
    email, name, role = found["email"], found["name"], found.get("role") or _ROLE_DEFAULT
    groups = [slug for part in found.get("groups", "").split(";") if (slug := part.strip())]
    faults = [*email_faults(email), *name_faults(name), *role_faults(role)]
    if email and (first := lines.setdefault(address_key(email), row.line)) != row.line:
        faults.append(("email", f"stands on line {first} already"))
    return Candidate(row.line, email, name, role, groups, faults)


def _rows(file: BinaryIO, passed: Callable[[int], object]) -> Iterator[_Row]:
    """Rows with anything in them. A row that is no CSV is one with a fault, and the next line is a row again."""
    first = file.readline().removeprefix(_BOM)
    faulty: list[Fault] = []
    texts = _texts(first, file, passed, faulty)
    reader = csv.reader(texts, delimiter=";" if b";" in first else ",", strict=True)
    while True:
        line = reader.line_num + 1
        faulty.clear()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield _Row(line, (), [*faulty, ("", f"is no row of CSV: {problem}")])
            continue
        if any(fields):
            yield _Row(line, fields, list(dict.fromkeys(faulty)))


def _texts(first: bytes, rest: Iterable[bytes], passed: Callable[[int], object], faulty: list[Fault]) -> Iterator[str]:
    """The lines as text. What is wrong with a line is told in `faulty`, which whoever takes rows empties."""
    for line in chain((first,), rest):
        passed(len(line))
        try:
            text = line.decode()
        except UnicodeDecodeError:
            faulty.append(("", "is not UTF-8"))
            text = line.decode(errors="replace")
        if "\0" in text:
            faulty.append(("", "must not contain a NUL character"))
            text = text.replace("\0", _REPLACEMENT)
        yield text
