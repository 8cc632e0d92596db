from hypothesis import given, settings
from hypothesis import strategies as st

from search.answer.snippets import MAX_LENGTH, MAX_PASSAGES, Marker, Snippets
from search.document.document import document_maker
from search.korean.analysis import TextAnalyzer
from search.page import Part
from search.page_starts import PageStart
from search.parse import parse
from search.plan.planner import Planner
from search.query import Match
from search.trip import Trip
from search.words.files import our_words

MAKER = document_maker(our_words())
PLANNER = Planner(TextAnalyzer(our_words().user), our_words())


def snippets(query: str, trip: Trip, match: Match = Match.AUTO) -> Snippets:
    return Marker(PLANNER.plan(parse(query), match)).snippets(trip, MAKER.make(trip).analysis)


def marked(parts: tuple[Part, ...]) -> list[str]:
    return [part.text for part in parts if part.marked]


def test_touching_marks_are_one_and_marks_across_a_space_are_two() -> None:
    trip = Trip(id="a", title="탄소중립을 위한 탄소 중립 연구")
    assert marked(snippets("탄소중립", trip).title) == ["탄소중립", "탄소", "중립"]


def test_a_word_that_does_not_match_the_trip_marks_nothing() -> None:
    trip = Trip(id="a", title="탄소 시장 조사", summary="세금 제도")
    found = snippets("탄소중립 세금", trip, Match.ANY)
    assert marked(found.title) == []
    assert marked(found.passages[0].parts) == ["세금"]


def test_a_section_without_terms_shifts_no_mark() -> None:
    trip = Trip(id="a", title="그리고", purpose="의", summary="①항만과 1,250원", findings=("그런데", "항만을 보았다."))
    assert [marked(passage.parts) for passage in snippets("항만", trip).passages] == [["항만"], ["항만"]]


def test_marks_stand_in_the_text_as_shown() -> None:
    trip = Trip(id="a", title="①추진배경과 １，２５０천원, Zürich 방문")
    assert marked(snippets("추진배경 1250 zurich", trip).title) == ["추진배경", "１，２５０", "Zürich"]


def test_the_passage_with_most_different_terms_comes_first_then_by_place() -> None:
    trip = Trip(id="a", title="출장", findings=("항만을 보았다.", "공항을 보았다.", "항만과 공항을 보았다."))
    assert [passage.paragraph for passage in snippets("항만 공항", trip, Match.ANY).passages] == [3, 1, 2]


def test_without_a_match_in_the_text_the_summary_opens_unmarked() -> None:
    trip = Trip(id="a", title="항만 조사", summary="  여러 도시를 다녔다.", findings=("결과는 좋았다.",))
    found = snippets("항만", trip)
    assert [(passage.field, passage.parts) for passage in found.passages] == [
        ("summary", (Part("여러 도시를 다녔다."),)),
    ]


def test_without_a_summary_the_findings_open() -> None:
    found = snippets("항만", Trip(id="a", title="항만 조사", findings=("결과는 좋았다.",)))
    assert [(passage.field, passage.paragraph) for passage in found.passages] == [("findings", 1)]


def test_a_passage_tells_the_page_of_its_first_mark() -> None:
    text = "공항을 보았다. " * 9 + "항만을 보았다."
    begins = text.index("항만") - 1
    starts = (PageStart(3, "summary"), PageStart(4, "summary", None, begins), PageStart(7, paragraph=2, start=2))
    trip = Trip(id="a", title="출장", summary=text, findings=("항만", "항만 항만"), page_starts=starts)
    found = snippets("항만", trip).passages
    # The second paragraph is shown for its first mark, of whose page nobody speaks.
    assert [(passage.field, passage.paragraph, passage.page) for passage in found] == [
        ("summary", None, 4),
        ("findings", 1, None),
        ("findings", 2, None),
    ]
    assert [passage.page for passage in snippets("공항", trip).passages] == [3]


def test_an_opening_tells_the_page_of_its_first_letter() -> None:
    starts = (PageStart(3, "summary"), PageStart(4, "summary", None, 2))
    (passage,) = snippets("항만", Trip(id="a", title="항만", summary="  도시를 다녔다.", page_starts=starts)).passages
    assert passage.page == 4


def test_a_long_passage_is_cut_between_words_around_its_marks() -> None:
    text = "앞말 " * 100 + "해저터널을 보았다 " + "뒷말 " * 100
    (passage,) = snippets("해저터널", Trip(id="a", title="출장", summary=text)).passages
    shown = "".join(part.text for part in passage.parts)
    assert len(shown) <= MAX_LENGTH
    assert "해저터널" in "".join(marked(passage.parts))
    assert shown.startswith("앞말 ")
    assert shown.endswith("뒷말")


TEXT = st.text("탄소중립 을의 기후변화 ①, 1,250 AI🎉é보고서\n", min_size=1, max_size=300).filter(str.strip)


@given(TEXT, st.lists(TEXT, max_size=4), TEXT)
@settings(deadline=None, max_examples=150)
def test_passages_are_stretches_of_the_text_whatever_is_asked(title: str, findings: list[str], query: str) -> None:
    trip = Trip(id="a", title=title, findings=tuple(findings))
    found = snippets(query, trip, Match.ANY)
    assert "".join(part.text for part in found.title) == title
    assert len(found.passages) <= MAX_PASSAGES
    for passage in found.passages:
        shown = "".join(part.text for part in passage.parts)
        assert 0 < len(shown) <= MAX_LENGTH
        assert shown in (findings[passage.paragraph - 1] if passage.paragraph else title)
