"""Bounds of whole numbers that are written as text: a pattern that exactly the numbers between them match."""

from collections.abc import Iterator


def digits_between(least: int, most: int) -> str:
    """Pattern of the numbers from `least` to `most`, neither below zero, in their one decimal spelling."""
    return f"^({'|'.join(_of_each_length(least, most))})$"


def _of_each_length(least: int, most: int) -> Iterator[str]:
    """Numbers that may begin with any digit share one alternative, whatever their length."""
    if least == 0:
        yield "0"
    least = max(least, 1)
    shortest, longest = len(str(least)), len(str(most))
    whole = [length for length in range(shortest, longest + 1) if least <= 10 ** (length - 1) and 10**length - 1 <= most]
    if whole:
        yield "[1-9]" + _any_digits(whole[0] - 1, whole[-1] - 1)
    for length in range(shortest, longest + 1):
        if length not in whole:
            yield from _of_one_length(str(max(least, 10 ** (length - 1))), str(min(most, 10**length - 1)))


def _of_one_length(least: str, most: str) -> Iterator[str]:
    """Texts of equal length between two, by the first digit in which those differ."""
    if not least:
        yield ""
    elif least[0] == most[0]:
        yield from (least[0] + rest for rest in _of_one_length(least[1:], most[1:]))
    else:
        first, last, rest = int(least[0]), int(most[0]), len(least) - 1
        if least[1:].strip("0"):
            yield from (least[0] + end for end in _of_one_length(least[1:], "9" * rest))
            first += 1
        if most[1:].strip("9"):
            last -= 1
        if first <= last:
            yield (f"[{first}-{last}]" if first < last else str(first)) + _any_digits(rest, rest)
        if most[1:].strip("9"):
            yield from (most[0] + end for end in _of_one_length("0" * rest, most[1:]))


def _any_digits(fewest: int, most: int) -> str:
    if most == 0:
        return ""
    return "[0-9]" + ("" if fewest == most == 1 else f"{{{fewest}}}" if fewest == most else f"{{{fewest},{most}}}")
