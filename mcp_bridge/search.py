"""Finds tools by words: BM25 over names, descriptions and arguments."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from mcp_bridge.tools import Tool

# The customary constants: how soon repeating a word stops to matter, and how much longer texts are held back.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75
# A word of the name says more of a tool than one of its description.
_NAME_WEIGHT = 3
_WORD = re.compile(r"[a-z0-9]+")
_STEM_CHARACTERS_MIN = 4


class ToolSearch:
    """An index of all tools; a search is among those that are open to the caller."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._counts = {tool.listed.name: _words_of(tool) for tool in tools}
        self._length_mean = sum(counts.total() for counts in self._counts.values()) / (len(self._counts) or 1)
        self._holders = Counter(word for counts in self._counts.values() for word in counts)

    def find(self, query: str, among: Sequence[Tool], limit: int) -> list[Tool]:
        """The tools that fit best, the best first; of equal ones, as they are listed."""
        words = list(dict.fromkeys(_stems(query)))
        scores = [(self._score(words, self._counts[tool.listed.name]), tool) for tool in among]
        ranked = sorted((scored for scored in scores if scored[0] > 0), key=lambda scored: -scored[0])
        return [tool for _, tool in ranked[:limit]]

    def _score(self, words: Sequence[str], counts: Counter[str]) -> float:
        length = 1 - _LENGTH_SHARE + _LENGTH_SHARE * counts.total() / self._length_mean
        return sum(self._weight(word) * counts[word] * (_SATURATION + 1) / (counts[word] + _SATURATION * length) for word in words)

    def _weight(self, word: str) -> float:
        """Words that few tools have say more."""
        holders = self._holders[word]
        return math.log(1 + (len(self._counts) - holders + 0.5) / (holders + 0.5))


def _words_of(tool: Tool) -> Counter[str]:
    listed = tool.listed
    counts = Counter(_stems(f"{listed.title or ''} {listed.description or ''} {' '.join(listed.input_schema.get('properties', ()))}"))
    for word in _stems(listed.name):
        counts[word] += _NAME_WEIGHT
    return counts


def _stems(text: str) -> Iterable[str]:
    """Words without a plural's ending, so that "webhooks" finds "webhook"."""
    for word in _WORD.findall(text.lower()):
        yield word.removesuffix("s") if len(word) >= _STEM_CHARACTERS_MIN and not word.endswith("ss") else word
