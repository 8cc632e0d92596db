"""How each word of a group is looked for beside the one that was typed: by nori's terms, by its letters, or by both."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from mappings.fields import TEXT_BIGRAMS, TEXT_TERMS
from search.korean.analysis import TextAnalyzer
from search.korean.letters import row_of
from search.page import Reason
from search.plan.expander import Segment
from search.plan.reading import letters_node
from search.plan.tree import Node, Row, Term, all_of, any_of, row
from search.words.groups import Group, key

# In a text two letters are too often a word of another language: `us`, `uk`.
_TWO_LETTERS: Final = 2
# Terms that spell all but one letter of a word, and so many, are the word without its ending (지식·재산, of 재산권).
_TOLD_BY_TERMS: Final = 4
_HANJA: Final = re.compile("[\u4e00-\u9fff]+")


class Other(msgspec.Struct, frozen=True):
    """Another word for one of the query: `leaf` scores, `node` finds."""

    text: str
    reason: Reason
    leaf: Term | Row
    node: Node


class OtherWords:
    """The other words of every group, in the terms of one analyzer. Thread-safe."""

    def __init__(self, analyzer: TextAnalyzer) -> None:
        """Nothing is read before somebody asks for it."""
        self._analyzer = analyzer
        self._known: dict[Group, tuple[Other, ...]] = {}

    def of(self, group: Group) -> tuple[Other, ...]:
        """The words that mean the same, then the narrower ones, each once."""
        found = self._known.get(group)
        if found is None:
            unique: dict[Term | Row, Other] = {}
            for other in self._read(group):
                unique.setdefault(other.leaf, other)
            found = self._known[group] = tuple(unique.values())
        return found

    def beside(self, segment: Segment) -> list[Other]:
        """The other words for a part of a query; what was typed is none."""
        if segment.group is None:
            return []
        typed = row(TEXT_TERMS, segment.terms) if segment.terms else None
        written = segment.text.casefold()
        return [other for other in self.of(segment.group) if other.leaf != typed and other.text.casefold() != written]

    def are_misread(self, segment: Segment) -> bool:
        """Whether a name in hanja, read as Korean, would be another name: 廣州 is 광저우, and not 광주."""
        if not segment.group or not segment.terms or not _HANJA.fullmatch(segment.text):
            return False
        reading = row(TEXT_TERMS, segment.terms)
        return not any(other.leaf == reading and not _HANJA.fullmatch(other.text) for other in self.of(segment.group))

    def _read(self, group: Group) -> Iterator[Other]:
        words = [(text, group.reason) for text in group.words]
        for text, reason in (*words, *((text, Reason.NARROWER) for text in group.narrower)):
            is_code = len(key(text)) <= _TWO_LETTERS and text.isascii() and group.reason is not Reason.SYNONYM
            if not is_code:
                yield self._other(text, reason)

    def _other(self, text: str, reason: Reason) -> Other:
        if len(key(text)) == 1:
            # nori knows 빈 as a noun before a particle only; alone it reads `empty`, which nearly every trip has.
            term = Term(TEXT_TERMS, key(text))
            return Other(text, reason, term, term)
        terms = self._analyzer.read_as_noun(text).terms
        letters = letters_node(text)
        if _tells(terms, text):
            leaf = row(TEXT_TERMS, terms)
            return Other(text, reason, leaf, any_of([leaf, letters]))
        return Other(text, reason, row(TEXT_BIGRAMS, row_of(letters.text, inside=letters.inside)), letters)


def said(segments: Sequence[Segment], others: Sequence[Sequence[Other]]) -> Node | None:
    """True where another word stands for each part that has some, and every other part itself; None without any."""
    if not any(others):
        return None
    nodes: list[Node] = []
    for segment, found in zip(segments, others, strict=True):
        if segment.group is None:
            nodes += [Term(TEXT_TERMS, term) for term in segment.terms]
            continue
        # Beside the other words stands the own one where the query's word has more parts than this.
        own = [row(TEXT_TERMS, segment.terms)] if len(segments) > 1 else []
        nodes.append(any_of([*own, *(other.node for other in found)]))
    return all_of(nodes)


def _tells(terms: tuple[str, ...], text: str) -> bool:
    """Whether `terms` in a row are the word: `기후` is not 기후적응, `상하` not 상해, nor `복` 福島."""
    spelled = key("".join(terms))
    missing = len(key(text)) - len(spelled)
    return spelled == key(text) or (len(spelled) >= _TOLD_BY_TERMS and missing <= 1)
