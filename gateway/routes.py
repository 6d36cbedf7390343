"""Which leaf answers a verb and a path: literal segments beat variables."""

from typing import Generic, NamedTuple, TypeVar
from urllib.parse import unquote

LeafT = TypeVar("LeafT")


class Match(NamedTuple, Generic[LeafT]):
    """What a path led to; `values` are the texts of the path's variables, in their order."""

    leaf: LeafT
    values: list[str]


class Routes(Generic[LeafT]):
    """A tree of path segments. It goes back to a variable where the literal branch turns out to lead nowhere."""

    def __init__(self) -> None:
        self._root: _Node[LeafT] = _Node()

    def add(self, verb: str, path: str, leaf: LeafT) -> None:
        """Adds a route whose variables are whole segments, `/things/{name}`. A second leaf for one route is an error."""
        node, places = self._root, list[int]()
        for place, segment in enumerate(path.split("/")[1:]):
            if segment.startswith("{") and segment.endswith("}"):
                places.append(place)
                node.variable = node.variable or _Node()
                node = node.variable
            elif "{" in segment:
                message = f"{path}: a variable must be a whole segment"
                raise ValueError(message)
            else:
                node = node.literals.setdefault(segment, _Node())
        if verb in node.leaves:
            message = f"{verb} {path} has two operations"
            raise ValueError(message)
        node.leaves[verb] = (leaf, tuple(places))

    def find(self, verb: str, raw_path: bytes) -> Match[LeafT] | None:
        """The leaf for a path as it was sent: it is split first, then decoded, so that %2F stays within its segment."""
        segments = _segments(raw_path)
        node = _descend(self._root, segments, 0)
        found = node and node.leaves.get(verb)
        return Match(found[0], [segments[place] for place in found[1]]) if found else None

    def verbs(self, raw_path: bytes) -> set[str]:
        """Verbs that the path answers to; none for an unknown path."""
        node = _descend(self._root, _segments(raw_path), 0)
        return set(node.leaves) if node else set()


class _Node(Generic[LeafT]):
    __slots__ = ("leaves", "literals", "variable")

    def __init__(self) -> None:
        self.literals: dict[str, _Node[LeafT]] = {}
        self.variable: _Node[LeafT] | None = None
        self.leaves: dict[str, tuple[LeafT, tuple[int, ...]]] = {}


def _segments(raw_path: bytes) -> list[str]:
    """Bytes that are no UTF-8 become lone surrogates, which the decoding of the value names as a fault."""
    segments = raw_path.decode("latin-1").split("/")[1:]
    return [unquote(segment, errors="surrogateescape") for segment in segments] if b"%" in raw_path else segments


def _descend(node: _Node[LeafT], segments: list[str], depth: int) -> _Node[LeafT] | None:
    """The most literal of the paths that the segments are, whatever its verbs: it answers for itself, as OpenAPI has it."""
    if depth == len(segments):
        return node if node.leaves else None
    segment = segments[depth]
    literal = node.literals.get(segment)
    if literal is not None and (found := _descend(literal, segments, depth + 1)) is not None:
        return found
    if node.variable is None or not segment:
        return None
    return _descend(node.variable, segments, depth + 1)
