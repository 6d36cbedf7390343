"""Finds tools by words: BM25 over names, descriptions and arguments."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from mcp_bridge.tools import Tool

# The customary constants: how soon repeating a word stops to matter, and how much longer texts are held back.
_SATURATION, _LENGTH_SHARE = 1.2, 0.75
# A word of the name says more of a tool than one of its description.
_NAME_WEIGHT = 3
_WORD = re.compile(r"[a-z0-9]+")
_STEM_CHARACTERS_MIN = 4
# Of a query. What is asked for in more words than that is no clearer.
QUERY_CHARACTERS_MAX = 200
_WORDS_MAX = 32


class ToolSearch:
    """An index of all tools; a search is among those that are open to the caller. It looks at those alone
    that have a word of the query.
    """

    def __init__(self, tools: Iterable[Tool]) -> None:
        words_of = {tool.listed.name: _words_of(tool) for tool in tools}
        length_of = {name: counts.total() for name, counts in words_of.items()}
        mean = sum(length_of.values()) / (len(length_of) or 1)
        holders = Counter(word for counts in words_of.values() for word in counts)
        # By word, what it adds to the score of each tool that has it.
        self._scores: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for name, counts in words_of.items():
            length = 1 - _LENGTH_SHARE + _LENGTH_SHARE * length_of[name] / mean
            for word, count in counts.items():
                weight = _weight(holders[word], len(words_of))
                self._scores[word][name] = weight * count * (_SATURATION + 1) / (count + _SATURATION * length)

    def find(self, query: str, among: Sequence[Tool], limit: int) -> list[Tool]:
        """The tools that fit best, the best first; of equal ones, as they are listed."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word in list(dict.fromkeys(_stems(query[:QUERY_CHARACTERS_MAX])))[:_WORDS_MAX]:
            for name, score in self._scores.get(word, {}).items():
                scores[name] += score
        found = [tool for tool in among if tool.listed.name in scores]
        return sorted(found, key=lambda tool: -scores[tool.listed.name])[:limit]


def _weight(holders: int, tools: int) -> float:
    """Words that few tools have say more."""
    return math.log(1 + (tools - holders + 0.5) / (holders + 0.5))


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
