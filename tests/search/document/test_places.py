import importlib.util
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.document import places
from search.document.places import Mark
from search.document.spans import pack
from search.korean.normalise import normalise

PLAIN = Path(places.__file__).parent / "places.py"


def _plain() -> ModuleType:
    spec = importlib.util.spec_from_file_location("plain_places", PLAIN)
    assert spec is not None
    assert spec.loader is not None
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)
    return plain


# The same source, as it runs with and without a compiler.
WAYS = [places, _plain()]

# Rows of terms, often the same one again, in lines; each term with a gap before it and a length.
TERMS = st.lists(st.lists(st.sampled_from(["가", "나라", "co2", "긴말"]), max_size=6), min_size=1, max_size=5)
LONG = st.sampled_from([1, 2, 3, 200, 255, 256, 300])
MARKS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9), st.integers(0, 3)), max_size=14).map(
    lambda found: sorted((start, start + length, key) for start, length, key in found)
)
TEXTS = st.text(alphabet=st.sampled_from("가나 다1,2.U…“”ㆍ½ﬁ①é\t\u200b\u0301𝟘（）"), max_size=30)


def _stored(lines: list[list[str]]) -> str:
    """The terms as a document has them."""
    return "\n".join(" ".join(("", *line, "")) if line else " " for line in lines)


def _naive(lines: list[list[str]], spans: list[int], row: tuple[str, ...], key: int) -> Iterator[Mark]:
    before = 0
    for line in lines:
        for place in range(len(line) - len(row) + 1):
            if tuple(line[place : place + len(row)]) == row:
                first = before + place
                yield spans[2 * first], spans[2 * (first + len(row)) - 1], key
        before += len(line)


def test_the_compiled_form_is_what_runs_here() -> None:
    assert places.COMPILED
    assert not WAYS[1].COMPILED


@given(TERMS, st.data())
def test_every_row_of_terms_is_marked_where_it_stands(lines: list[list[str]], data: st.DataObject) -> None:
    spans: list[int] = []
    end = 0
    for _ in range(sum(map(len, lines))):
        start = end + data.draw(LONG) - 1
        end = start + data.draw(LONG)
        spans += (start, end)
    row = tuple(data.draw(st.lists(st.sampled_from(["가", "나라", "co2", "긴말", "없는"]), min_size=1, max_size=3)))
    expected = list(_naive(lines, spans, row, 7))
    for way in WAYS:
        assert way.row_marks(_stored(lines), pack(spans), f" {' '.join(row)} ", len(row), 7) == expected


@given(TEXTS, st.data())
def test_what_is_found_in_the_normalised_text_is_marked_in_the_one_that_is_shown(
    shown: str, data: st.DataObject
) -> None:
    normalised = normalise(shown)
    edits = array("I", [number for edit in normalised.edits for number in edit])
    replacements = "".join(normalised.text[edit.start : edit.end] for edit in normalised.edits)
    ends = st.integers(0, len(normalised.text))
    drawn = data.draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] < pair[1]), max_size=5))
    expected = [(*normalised.original_span(start, end), 3) for start, end in drawn]
    for way in WAYS:
        assert way.rewritten(shown, edits, replacements) == normalised.text
        assert way.shown_marks(drawn, edits, 3) == expected


@given(MARKS, st.integers(0, 40), st.integers(0, 70))
def test_marks_that_touch_are_one_and_none_reaches_out_of_its_section(marks: list[Mark], start: int, end: int) -> None:
    covered = {place for first, last, _ in marks for place in range(max(first, start), min(last, end))}
    for way in WAYS:
        found = way.merged(marks, start, end)
        assert {place for first, last in found for place in range(first, last)} == covered
        assert all(one[1] < other[0] for one, other in pairwise(found))


# Words stand side by side: one inside another is seldom, and then the first row that is found will do.
@given(
    MARKS.filter(bool).filter(lambda marks: sorted(end for _, end, _ in marks) == [end for _, end, _ in marks]),
    st.integers(1, 30),
)
def test_a_snippet_shows_as_many_different_words_as_fit_in_it(marks: list[Mark], longest: int) -> None:
    for way in WAYS:
        most, first, last = way.densest(marks, longest)
        assert len({key for _, _, key in marks[first : last + 1]}) == most == _most(marks, longest)
        assert first == last or marks[last][1] - marks[first][0] <= longest


def _most(marks: Sequence[Mark], longest: int) -> int:
    return max(
        len({key for _, _, key in marks[first : last + 1]})
        for first in range(len(marks))
        for last in range(first, len(marks))
        if first == last or marks[last][1] - marks[first][0] <= longest
    )


def test_ordinary_text_takes_two_bytes_a_term() -> None:
    assert len(pack([0, 2, 2, 4, 5, 8])) == 1 + 2 * 3


@pytest.mark.parametrize("way", WAYS, ids=["compiled", "plain"])
def test_a_text_in_which_nothing_was_found_has_no_marks(way: ModuleType) -> None:
    assert way.row_marks(" 가 ", pack([0, 1]), " 나 ", 1, 0) == []
    assert way.row_marks("", pack([]), " 나 ", 1, 0) == []
    assert way.merged([], 0, 9) == []
