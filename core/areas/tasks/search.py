"""The words that texts are found by, in any language: the database brings those of English to their stems."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# A title and a description have at most some 4,000 words; the rows of more would make one task cost what a thousand do.
_WORDS_MAX: Final = 2000
_QUERY_WORDS_MAX: Final = 12
_WORD_CHARACTERS_MAX: Final = 60
# Han, kana and hangul are written without spaces: pairs of characters stand for words there.
_UNSPACED: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_LATIN_MARKS: Final = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_RUNS: Final = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|[^\W_{_UNSPACED}]+")


def text_words(*texts: str) -> list[str]:
    """What the texts are found by, each once."""
    return _first(_WORDS_MAX, (word for text in texts for word in _words(text, is_query=False)))


def query_words(text: str) -> list[str]:
    """What a text must have to be found."""
    return _first(_QUERY_WORDS_MAX, _words(text, is_query=True))


def _words(text: str, *, is_query: bool) -> Iterator[str]:
    """A pair says more than its two characters, so a query asks for one alone only where it stands alone."""
    for found in _RUNS.finditer(_folded(text)):
        run = found.group()
        if found["unspaced"] is None:
            yield run[:_WORD_CHARACTERS_MAX]
            continue
        if not is_query or len(run) == 1:
            yield from run
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def _folded(text: str) -> str:
    """Without case, and without the accents of latin letters, which people leave out who search. Elsewhere marks make other letters."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", _LATIN_MARKS.sub("", decomposed))


def _first(number: int, words: Iterator[str]) -> list[str]:
    found: dict[str, None] = {}
    for word in words:
        found[word] = None
        if len(found) == number:
            break
    return list(found)
