"""A plan and the stored analysis of a text → where what was asked for stands; one place for both engines.

Nothing is analysed here: a hit's terms and their offsets were stored with it (search/document/document.py), and the
leaves of the plan are found in them by plain string search.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from search.document.places import Mark, rewritten, row_marks, shown_marks
from search.document.stored import StoredAnalysis
from search.korean.letters import Places
from search.korean.nori.analyzer import lower
from search.plan.tree import AllOf, Leaf, Letters, Node, Plan, Row, Term


class Marks:
    """Finds the leaves of one plan in texts."""

    def __init__(self, plan: Plan) -> None:
        """Read the leaves once: a term asked for twice is one."""
        leaves = list(dict.fromkeys(leaf for node in plan.nodes for leaf in _leaves(node) if not _is_fact(leaf)))
        keys = {leaf: key for key, leaf in enumerate(leaves)}
        self._nodes = [_numbered(node, keys) for node in plan.nodes]
        self._needles = [None if isinstance(leaf, Letters) else _term_needle(leaf, keys[leaf]) for leaf in leaves]
        self._letters = [
            (keys[leaf], Places(leaf.text, inside=leaf.inside)) for leaf in leaves if isinstance(leaf, Letters)
        ]
        # To write a long text in lower case takes as long as to find words in it, and Hangul has none.
        self._has_case = any(leaf.text.lower() != leaf.text.upper() for leaf in leaves if isinstance(leaf, Letters))

    def find(self, text: str, analysis: StoredAnalysis) -> list[Mark]:
        """The marks in the combined text, in order: of every leaf that takes part in a match of the trip."""
        terms, spans = analysis.terms, analysis.spans
        found = [row_marks(terms, spans, *needle) if needle else [] for needle in self._needles]
        if self._letters:
            edits = array("I", analysis.edits)
            normalised = rewritten(text, edits, analysis.replacements)
            searched = lower(normalised) if self._has_case else normalised
            for key, letters in self._letters:
                found[key] = shown_marks(letters.find(searched), edits, key)
        matching = {key for node in self._nodes for key in _matching(node, found) or ()}
        return sorted(mark for key in matching for mark in found[key])


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    else:
        for part in node.parts:
            yield from _leaves(part)


def _is_fact(leaf: Leaf) -> bool:
    return isinstance(leaf, Term) and leaf.is_fact


def _numbered(node: Node, keys: Mapping[Leaf, int]) -> "_Numbered":
    """`node` with the numbers of its leaves: a page of hits asks it hundreds of times."""
    if isinstance(node, Leaf):
        return _FACT if _is_fact(node) else keys[node]
    return _Parts([_numbered(part, keys) for part in node.parts], isinstance(node, AllOf))


def _matching(node: "_Numbered", found: Sequence[Sequence[Mark]]) -> list[int] | None:
    """The leaves by which `node` is true of the trip, or None where it is not."""
    if isinstance(node, int):
        return [node] if found[node] else None
    leaves: list[int] = []
    is_true = node.is_all
    for part in node.parts:
        matching = _matching(part, found)
        if matching is not None:
            is_true = True
            leaves += matching
        elif node.is_all:
            return None
    return leaves if is_true else None


class _Parts(NamedTuple):
    """A clause of which all parts must be true, or one."""

    parts: Sequence["_Numbered"]
    is_all: bool


_Numbered = int | _Parts

# True, and nothing to mark: the trip was found.
_FACT: Final = _Parts((), is_all=True)


class _TermNeedle(NamedTuple):
    """Stored terms in a row; `text` has a space at both ends, as the stored terms have."""

    text: str
    length: int
    key: int


def _term_needle(leaf: Term | Row, key: int) -> _TermNeedle:
    values = (leaf.value,) if isinstance(leaf, Term) else leaf.values
    return _TermNeedle(f" {' '.join(values)} ", len(values), key)
