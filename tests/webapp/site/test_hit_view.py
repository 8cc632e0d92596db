"""What a hit shows of its passages: a stretch that two lines hold, with the first mark in it, and no mark uncounted."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from search.page import Part, Passage, TripHit
from search.trip import Trip
from webapp.site.hit_view import shown_passages

WORDS = st.text("가나 도시를 x.", min_size=1, max_size=90)


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    texts = draw(st.lists(WORDS, min_size=1, max_size=6))
    first = draw(st.booleans())
    parts = tuple(Part(text, marked=(number % 2 == 0) is first) for number, text in enumerate(texts))
    return Passage("findings", 1, parts, draw(st.booleans()), draw(st.booleans()))


def text_of(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)


@given(st.lists(passages(), max_size=4), st.integers(0, 3))
def test_a_list_shows_a_stretch_with_the_first_mark_and_counts_every_other(given: list[Passage], unshown: int) -> None:
    hit = TripHit(Trip(id="t", title="가"), None, (Part("가"),), tuple(given), unshown)
    shown = shown_passages(hit)
    for whole, one in zip(given, shown.passages, strict=False):
        assert text_of(one.parts) in text_of(whole.parts)
        assert all(part.text for part in one.parts)
        marks = [part.text for part in whole.parts if part.marked]
        assert [part.text for part in one.parts if part.marked][:1] == marks[:1]
        assert len(text_of(one.parts)) <= max(112, len("".join(marks[:1])) + 38)
        assert one.cut_before is (whole.cut_before or not text_of(whole.parts).startswith(text_of(one.parts)))
        assert one.cut_after is (whole.cut_after or not text_of(whole.parts).endswith(text_of(one.parts)))
    marked = sum(part.marked for passage in shown.passages for part in passage.parts)
    assert marked + shown.more == unshown + sum(part.marked for passage in given for part in passage.parts)


def test_a_mark_at_the_end_of_a_long_paragraph_is_on_the_first_line() -> None:
    lead = "구청은 시설을 견학하고 담당자와 이야기를 나누었다. " * 5
    hit = TripHit(
        Trip(id="t", title="가"),
        None,
        (Part("가"),),
        (Passage("findings", 9, (Part(lead), Part("탄소", marked=True))),),
    )
    [passage] = shown_passages(hit).passages
    assert passage.parts[-1] == Part("탄소", marked=True)
    assert passage.cut_before
    assert len(text_of(passage.parts)) <= 112
