from hypothesis import given
from hypothesis import strategies as st

from search.document.spans import pack, places

SPANS = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 400)), max_size=30).map(
    lambda pairs: [place for start, length in sorted(pairs) for place in (start, start + length)]
)


@given(SPANS, st.integers(1, 4), st.data())
def test_every_row_of_terms_leads_back_to_its_place(spans: list[int], length: int, data: st.DataObject) -> None:
    count = len(spans) // 2
    rows = list(range(max(0, count - length + 1)))
    firsts = sorted(data.draw(st.sets(st.sampled_from(rows)))) if rows else []
    expected = [(spans[2 * first], spans[2 * (first + length) - 1]) for first in firsts]
    assert places(pack(spans), firsts, length) == expected


def test_ordinary_text_takes_two_bytes_a_term() -> None:
    assert len(pack([0, 2, 2, 4, 5, 8])) == 1 + 2 * 3
