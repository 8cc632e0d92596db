"""A word or phrase of a query → what a trip must have for it, by the readings that nori has of it and by its letters.

nori cuts the same letters otherwise in another sentence, so terms alone would miss what was copied from the text
itself; letters alone would miss the same word inflected.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from mappings.fields import TEXT_TERMS
from search.korean.analysis import Analysis, Piece, Reading, TextAnalyzer
from search.korean.hangul import RUN
from search.korean.letters import stretches
from search.plan.tree import Letters, Node, Term, all_of, any_of, row
from search.query import Clause

# Between the words of a list; between digits it belongs to a number or a date.
_LIST: Final = re.compile(r"(?<!\d)[·/,]+|[·/,]+(?!\d)")
_SIGNS_AROUND: Final = re.compile(r"^[\W_]+|[\W_]+$")
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z.&-]* \d{1,3}")
_DATE: Final = re.compile(r"\d+\.(?: ?\d+\.)* ?\d+\.?")
# A side of a list with fewer letters is a piece of a name: 한·중·일.
_SHORTEST_SIDE: Final = 2
# A word of two syllables is told from others at the beginning of a word only: `중국` is no word of 집중국면.
_TOLD_INSIDE: Final = 3
_SHORTEST_WORD: Final = 2
# Nobody types more words without a space between them.
_LONGEST_UNSPACED: Final = 12


def told_apart(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses with each word of a list as one of its own, and with a code or date that has blanks as one."""
    written = ""
    for clause in clauses:
        is_word = not (clause.quoted or clause.excluded)
        if is_word and written and _is_one(written, clause.text):
            written = f"{written} {clause.text}"
            continue
        yield from map(Clause, _sides(written) if written else ())
        written = clause.text if is_word else ""
        if not is_word:
            yield clause
    yield from map(Clause, _sides(written) if written else ())


def _sides(text: str) -> list[str]:
    """The words of a list that was typed without spaces (`도로·교통`); any other text as one, without signs around it.

    What stands beside a word decides how nori reads it, and `연태,` is meant as 연태.
    """
    found = [side for side in _LIST.split(text) if any(map(str.isalnum, side))]
    is_list = len(found) > 1 and all(sum(map(str.isalnum, side)) >= _SHORTEST_SIDE for side in found)
    return [_SIGNS_AROUND.sub("", side) for side in (found if is_list else [text])]


def _is_one(text: str, following: str) -> bool:
    """Whether two words are one code or date that was written with blanks: `COP 28`, `2024. 5. 1.`.

    A year behind a Latin word is none: `AI 2024` asks for both.
    """
    return any(pattern.fullmatch(f"{text} {following}") for pattern in (_CODE, _DATE))


def word_node(text: str, analysis: Analysis, analyzer: TextAnalyzer) -> Node:
    """True of a trip that has the word in one of its readings, or its letters."""
    read = [_read(reading, text, analyzer) for reading in analysis.readings if reading.pieces]
    return any_of([*read, letters_node(text), *_cut_otherwise(analysis, analyzer)])


def phrase_node(text: str, analysis: Analysis) -> Node:
    """True of a trip where the kept terms of the text stand in a row, or its letters do."""
    whole = (reading for reading in analysis.readings if reading.pieces and not reading.lost)
    return any_of([*(row(TEXT_TERMS, reading.terms) for reading in whole), letters_node(text)])


def exact_node(text: str) -> Node:
    """True of a trip where the letters stand in a row, inside Hangul words too."""
    return Letters(text, inside=True)


def letters_node(text: str) -> Letters:
    """True of a trip where the letters of a word stand: two syllables at the beginning of a word only."""
    first = next(stretches(text))
    return Letters(text, inside=first.in_pairs and len(first.text) >= _TOLD_INSIDE)


def loose_parts(terms: Sequence[str]) -> list[str]:
    """The terms of a word that say something alone: no numbers and no single syllables, which nearly every trip has."""
    return [term for term in terms if len(term) > 1 and not term.isdecimal()]


def _read(reading: Reading, text: str, analyzer: TextAnalyzer) -> Node:
    """The kept terms of a reading, in a row those that say something only together, and by its letters what it lost.

    What nori keeps here it may drop in a trip (`단지` before a verb): there its letters stand.
    """
    groups = [tuple(piece.term for piece in group) for group in _groups(reading.pieces, text)]
    found = [
        any_of([Term(TEXT_TERMS, group[0]), Letters(group[0])])
        if len(group) == 1 and len(groups) > 1 and analyzer.may_be_dropped(group[0])
        else row(TEXT_TERMS, group)
        for group in groups
    ]
    return all_of([*found, *(Letters(word, inside=True) for word in reading.lost)])


def _groups(pieces: Sequence[Piece], text: str) -> list[list[Piece]]:
    """The pieces of a reading, in one group those that stand in a row.

    A number or a Latin word and what touches it do (`1.5도`, `G20`, `제3조`). A syllable that touches neither is a
    stray one, of a word that nori may have cut wrongly (문화·재·등·재): then all do.
    """
    groups = [[pieces[0]]]
    for one, other in pairwise(pieces):
        if _touch(one, other, text) and not (_is_hangul(one, text) and _is_hangul(other, text)):
            groups[-1].append(other)
        else:
            groups.append([other])
    return [list(pieces)] if any(_is_stray(group, text) for group in groups) else groups


def _touch(one: Piece, other: Piece, text: str) -> bool:
    """Whether nothing but signs stands between two pieces."""
    return not any(map(str.isalnum, text[one.end : other.start]))


def _is_hangul(piece: Piece, text: str) -> bool:
    return RUN.fullmatch(text, piece.start, piece.end) is not None


def _is_stray(group: Sequence[Piece], text: str) -> bool:
    return len(group) == 1 and len(group[0].term) == 1 and _is_hangul(group[0], text)


def _cut_otherwise(analysis: Analysis, analyzer: TextAnalyzer) -> Iterator[Node]:
    """Two words that one with stray syllables may have been written of, for each place where it can be cut.

    Which of them it was, the words of the index decide: a wrong cut finds nothing.
    """
    run = analysis.content
    is_cut_wrongly = any(len(piece.term) == 1 for piece in analysis.readings[0].pieces) or analysis.dropped
    if not (is_cut_wrongly and RUN.fullmatch(run) and len(run) <= _LONGEST_UNSPACED):
        return
    for place in range(_SHORTEST_WORD, len(run) - _SHORTEST_WORD + 1):
        yield all_of(_part(part, analyzer) for part in (run[:place], run[place:]))


def _part(text: str, analyzer: TextAnalyzer) -> Node:
    """A word that a longer one may begin or end with: its letters, or the words that nori reads in it, none left."""
    pieces = analyzer.read_as_noun(text).pieces
    covered = sum(piece.end - piece.start for piece in pieces)
    is_read = covered == len(text) and all(len(piece.term) >= _SHORTEST_WORD for piece in pieces)
    read = [all_of(Term(TEXT_TERMS, piece.term) for piece in pieces)] if is_read else []
    return any_of([*read, Letters(text)])
