"""What a document stores of a trip leads back to the trip."""

import datetime as dt
from array import array

from hypothesis import given
from hypothesis import strategies as st

from search.document.document import document_maker
from search.document.places import rewritten, shown_marks
from search.document.sections import SEPARATOR, combined_text, sections_of
from search.korean.normalise import normalise
from search.trip import Trip
from search.words.files import our_words

MAKER = document_maker(our_words())
TEXTS = st.text(max_size=40) | st.text("가나다 ㆍ①é１,250㈜\u1100\u1161\n", max_size=40)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_the_normalised_text_is_rebuilt_from_the_shown_one(texts: list[str]) -> None:
    title, *findings = [texts[0] or "가", *texts[1:]]
    trip = Trip(id="t", title=title, findings=tuple(findings))
    shown = combined_text(sections_of(trip))
    analysis = MAKER.make(trip).analysis
    edits = array("I", analysis.edits)
    expected = [normalise(section.text) for section in sections_of(trip)]
    assert rewritten(shown, edits, analysis.replacements) == SEPARATOR.join(text.text for text in expected)
    place = 0
    for section, text in zip(sections_of(trip), expected, strict=True):
        for at in range(len(text.text)):
            start, end = text.original_span(at, at + 1)
            here = [(place + at, place + at + 1)]
            assert shown_marks(here, edits, 0) == [(section.start + start, section.start + end, 0)]
        place += len(text.text) + len(SEPARATOR)


def test_what_is_counted_and_filtered_is_kept_as_indexes_hold_it() -> None:
    trip = Trip(
        id="t", title="연수", departs=dt.date(25, 1, 9), published=dt.date(2025, 12, 1), cost_krw=3_675_980, people=2
    )
    made = MAKER.make(trip)
    assert (made.month, made.published, made.cost) == ("0025-01", dt.date(2025, 12, 1).toordinal(), 3_675_980)
    assert not {"departs", "people", "cost_krw", "published"} & set(made.missing)
    assert set(made.missing) == {
        *("countries", "organisation", "returns", "stay", "summary", "findings"),
        *("purpose", "department", "cities", "source"),
    }
    assert MAKER.make(Trip(id="t", title="연수")).month is None
