"""Makes rows while the database stores those before."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")


def parts_ahead(rows: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The rows in parts of that size; the next one is made in a thread while the caller has the one before."""
    each = iter(rows)
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(list, islice(each, size))
        while part := coming.result():
            coming = maker.submit(list, islice(each, size))
            yield part
