"""Requirements 44 to 51 and 58 of the design, by number where a test is one of them."""

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.korean.jamo import jamo_key
from search.suggest.guesses import Guess
from search.suggest.suggester import MAX_CORRECTIONS, MAX_LENGTH, Item, Suggester
from search.suggestion import How, Kind, Suggestion

ITEMS = [
    Item("탄소중립", Kind.THEME, 30),
    Item("탄소중립", Kind.WORD, 50),
    Item("스마트시티", Kind.THEME, 20),
    Item("경기도 파주시", Kind.ORGANISATION, 3),
    Item("중국", Kind.COUNTRY, 90),
    Item("프랑스", Kind.COUNTRY, 60),
    Item("파리", Kind.CITY, 40),
    Item("Paris", Kind.WORD, 2),
    Item("campus brain", Kind.WORD, 2),
    Item("smart city", Kind.WORD, 5),
    Item("CNCC", Kind.WORD, 2),
    Item("SDGs", Kind.WORD, 12),
    Item("dog", Kind.WORD, 1),
    Item("AI", Kind.WORD, 80),
    Item("앻", Kind.WORD, 99),
    Item("기후변화대응", Kind.WORD, 7),
    Item("탄소중립 우수사례 견학", Kind.TITLE, 1),
    Item("2024년 (재)프랑스 Zürich 탄소중립·스마트시티 벤치마킹 국외출장", Kind.TITLE, 1),
]
SUGGESTER = Suggester.of(ITEMS)
TEXTS = st.text("가각힣값탄소중립ㄱㄳㅘaBé1 -·,①ｶﾞ\u0301\u1100\u1161\u11a8\u200b\ud800🎉", max_size=30) | st.text(
    max_size=30
)
WORDS = st.lists(
    st.sampled_from("탄소 탄소중립 탄솜 스마트 시티 Paris paris 중국 ㅌ 1 가".split()), min_size=1, max_size=4
)
SOME_ITEMS = st.lists(st.builds(Item, WORDS.map(" ".join), st.sampled_from(Kind), st.integers(0, 3)), max_size=12)


def texts(typed: str) -> list[str]:
    return [suggestion.text for suggestion in SUGGESTER.suggest(typed)]


def guessed(word: str, vocabulary: Suggester = SUGGESTER) -> list[str]:
    return [guess.text for guess in vocabulary.guesses(word)]


def words(*known: str) -> Suggester:
    return Suggester.of(Item(word, Kind.WORD, 1) for word in known)


def first(typed: str) -> tuple[str, How, str]:
    """The best suggestion: its text, how it was found, and the marked part of it."""
    best = SUGGESTER.suggest(typed)[0]
    return best.text, best.how, best.text[best.start : best.end]


@pytest.mark.parametrize(
    ("typed", "text"), [("ㅌㅅㅈㄹ", "탄소중립"), ("ㅅㅁㅌㅅㅌ", "스마트시티"), ("ㅌㅅ", "탄소중립")]
)
def test_44_initials_suggest_what_they_stand_for(typed: str, text: str) -> None:
    assert first(typed) == (text, How.INITIALS, text[: len(typed)])


def test_44_two_initials_typed_as_one_key_are_initials_too() -> None:
    assert Suggester.of([Item("감사", Kind.WORD, 1)]).suggest("ㄳ")[0].how is How.INITIALS


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("ㄲㅊ", "관광청", "관광청"),
        ("ㄲ", "관광청", "관광"),
        ("ㅆㅎ", "시설확인", "시설확"),
        ("ㄸㅁ", "도덕미래", "도덕미"),
        ("ㅃ", "벨보이", "벨보"),
        ("ㅉㅊ", "지자체시설", "지자체"),
        ("ㄱㅆ", "기술서", "기술서"),
        ("ㄳ", "감사", "감사"),
        ("ㄵ", "난지", "난지"),
        ("ㄺㅅ", "리그서", "리그서"),
        ("ㅄㅈ", "부산진", "부산진"),
    ],
)
def test_44_two_initials_that_became_one_letter_are_two(typed: str, text: str, marked: str) -> None:
    (best,) = words(text).suggest(typed)
    assert (best.text, best.how, best.text[best.start : best.end]) == (text, How.INITIALS, marked)


def test_44_a_doubled_initial_is_first_of_all_itself() -> None:
    vocabulary = Suggester.of([Item("관광청", Kind.WORD, 9), Item("까치집", Kind.WORD, 1)])
    assert [found.text for found in vocabulary.suggest("ㄲㅊ")] == ["까치집", "관광청"]
    assert [found.text for found in vocabulary.suggest("ㄱㄱㅊ")] == ["관광청"]


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("탄솢", "탄소중"), ("탄소ㅈ", "탄소중"), ("탄소중리", "탄소중립"), ("타", "탄"), ("ㅌ", "탄")],
)
def test_45_half_typed_syllables_suggest_the_whole(typed: str, marked: str) -> None:
    assert first(typed) == ("탄소중립", How.PREFIX, marked)


@pytest.mark.parametrize(
    ("typed", "marked"), [("경기도파", "경기도 파"), ("경 기도", "경기도"), ("경기도 파주시", "경기도 파주시")]
)
def test_46_spaces_do_not_matter(typed: str, marked: str) -> None:
    assert first(typed) == ("경기도 파주시", How.PREFIX, marked)


@pytest.mark.parametrize("typed", ["xksthwndflq", "XKSTHWNDFLQ", "xksthw", "xtwf"])
def test_47_latin_keys_suggest_the_korean_word(typed: str) -> None:
    assert first(typed)[:2] == ("탄소중립", How.KEYBOARD)


@pytest.mark.parametrize("typed", ["xksthwndflq", "XKSTHWNDFLQ"])
def test_47_latin_keys_are_corrected_to_the_korean_word(typed: str) -> None:
    assert SUGGESTER.guesses(typed)[0] == Guess("탄소중립", How.KEYBOARD, sure=True)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ㅊ므ㅔㅕㄴ ㅠㄱ먀ㅜ", "campus brain"),
        ("ㅊㅜㅊㅊ", "CNCC"),
        ("ㄴㅡㅁㄱㅅ ㅊㅑㅅㅛ", "smart city"),
        ("ㅔㅁ갸ㄴ", "Paris"),
    ],
)
def test_48_korean_keys_suggest_the_latin_word(typed: str, text: str) -> None:
    assert first(typed) == (text, How.KEYBOARD, text)
    assert [guessed(word)[0] for word in typed.split()] == text.lower().split()


@pytest.mark.parametrize(("typed", "text"), [("SDGs", "SDGs"), ("dog", "dog"), ("ai", "AI"), ("d", "dog")])
def test_49_what_is_found_as_typed_is_never_converted(typed: str, text: str) -> None:
    assert [(found.text, found.how) for found in SUGGESTER.suggest(typed)] == [(text, How.PREFIX)]


def test_49_latin_letters_that_are_no_syllables_are_not_converted() -> None:
    assert guessed("SDGs", Suggester.of([])) == []


@pytest.mark.parametrize(
    ("typed", "text", "word"),
    [
        ("탄소중릡", "탄소중립", "탄소중립"),
        ("스마트시타", "스마트시티", "스마트시티"),
        ("밴치마킹", ITEMS[-1].text, "벤치마킹"),
        ("탄소중맆", "탄소중립", "탄소중립"),
        ("기후벼나대응", "기후변화대응", "기후변화대응"),
        ("campsu", "campus brain", "campus"),
    ],
)
def test_50_misspelled_words_suggest_the_right_one(typed: str, text: str, word: str) -> None:
    assert first(typed) == (text, How.TYPO, word)
    assert Guess(word, How.TYPO, sure=True) in SUGGESTER.guesses(typed)


def test_50_whole_syllables_are_latin_words_only_where_they_are_like_no_other_word() -> None:
    assert guessed("탄소중릡") == ["탄소중립"]
    assert guessed("챠쇼", words("city")) == ["city"]
    assert guessed("챠쇼", words("town")) == []


@pytest.mark.parametrize(
    ("known", "typed", "sure"),
    [
        (["트램"], "트렘", True),
        (["독일"], "독길", True),
        (["독일"], "독길에서", True),
        (["축제"], "축재", True),
        (["중국", "중복"], "중곡", False),
        (["우수"], "우주", False),
        (["우수한"], "우주", False),
        (["중국"], "미국", False),
    ],
    ids=str,
)
def test_50_a_word_of_two_syllables_is_surely_another_if_that_is_alone_and_commoner(
    known: list[str], typed: str, *, sure: bool
) -> None:
    assert [guess.text for guess in words(*known).guesses(typed) if guess.sure and guess.how is How.TYPO] == (
        [known[0] + typed[2:]] if sure else []
    )


@pytest.mark.parametrize("word", ["CO", "UN", "IT", "AB", "ㄱ", "예", "rob", "ㅑㅅ", "해ㅅ", "aks", "", "9"])
def test_50_of_too_short_a_word_nothing_is_guessed(word: str) -> None:
    assert guessed(word, words("채", "UNESCO", "ITS", "ABS", "r", "예산", "robot", "해상", "its", "만")) == []


@pytest.mark.parametrize(
    ("typed", "sure"), [("ㅌㅅㅈㄹ", True), ("ㅌㅅㅈ", True), ("ㅌㅅ", False), ("탄소ㅈ", False), ("탄소중ㄹ", True)]
)
def test_50_initials_and_half_a_word_are_sure_from_three_syllables_on(typed: str, *, sure: bool) -> None:
    how = How.PREFIX if "소" in typed else How.INITIALS
    assert Guess("탄소중립", how, sure) in words("탄소중립", "탄소중심").guesses(typed)


def test_50_the_beginning_of_a_latin_word_may_be_meant_as_it_is() -> None:
    assert words("robot").guesses("robo") == (Guess("robot", How.PREFIX, sure=False),)


@pytest.mark.parametrize("word", ["탄소중립", "기후변화", "탄소중립을", "중국에서", "프랑스의", "paris"])
def test_known_words_stay_with_a_particle_or_unfinished(word: str) -> None:
    assert {guess.how for guess in SUGGESTER.guesses(word)} <= {How.KEYBOARD, How.PREFIX}


@pytest.mark.parametrize(
    ("known", "text"), [("탄소중립도시", "탄소중립"), ("중국", "중국에서"), ("탄소중립", "탄소중립")]
)
def test_known_words_stay_though_another_word_is_near(known: str, text: str) -> None:
    vocabulary = Suggester.of(
        [Item(known, Kind.WORD, 1), Item("탄소중린", Kind.WORD, 9), Item("중국에선", Kind.WORD, 9)]
    )
    assert How.TYPO not in {guess.how for guess in vocabulary.guesses(text)}


def test_a_text_of_many_unknown_words_is_not_corrected() -> None:
    assert texts("탄소중릡 " * 4) == []
    assert first("탄소중릡")[0] == "탄소중립"
    assert texts("2024년 (재)프랑스 Zürich 탄소중릡 스마트시타") == [ITEMS[-1].text]
    assert texts("탄소중릡 " * 5) == []


def test_initials_and_lone_consonants_are_ordered_together() -> None:
    found = Suggester.of([Item("ㅋㅋ", Kind.WORD, 1), Item("카카", Kind.WORD, 9)]).suggest("ㅋㅋ")
    assert [(hit.text, hit.how) for hit in found] == [("카카", How.INITIALS), ("ㅋㅋ", How.PREFIX)]


def test_an_item_that_two_corrections_find_is_suggested_once() -> None:
    (found,) = Suggester.of([Item("가나다라막 가나다라만", Kind.TITLE, 1)]).suggest("가나다라말")
    assert (found.start, found.end) == (0, 5)


def test_a_misspelled_word_keeps_its_particle() -> None:
    assert "탄소중립으로" in guessed("탄소중릡으로")


def test_one_jamo_may_be_wrong_in_three_syllables_and_two_in_five() -> None:
    vocabulary = Suggester.of([Item("프랑스", Kind.COUNTRY, 1), Item("이탈리아섬", Kind.WORD, 1)])
    assert "프랑스" in guessed("프렁스", vocabulary)
    assert "프랑스" not in guessed("프렁슨", vocabulary)
    assert "이탈리아섬" in guessed("이털리어섬", vocabulary)
    assert "이탈리아섬" not in guessed("이털러어섬", vocabulary)


def test_corrections_come_by_distance_then_count_then_code_point() -> None:
    words = [("가나다라맘", 1), ("가나다라막", 1), ("가나다라만", 5), ("가나다락막", 9)]
    vocabulary = Suggester.of(Item(word, Kind.WORD, count) for word, count in words)
    assert guessed("가나다라맏", vocabulary)[:4] == ["가나다라만", "가나다라막", "가나다라맘", "가나다락막"]


def test_no_more_corrections_than_allowed() -> None:
    vocabulary = Suggester.of(Item("가나다라" + last, Kind.WORD, 1) for last in "막만말맘맙맛망")
    assert len(vocabulary.guesses("가나다라맏")) == MAX_CORRECTIONS


@pytest.mark.parametrize("word", ["2024", "中國", "🎉"])
def test_words_of_other_scripts_are_not_guessed_at(word: str) -> None:
    assert guessed(word) == []


def test_later_words_are_found_after_the_items_that_begin_so() -> None:
    assert texts("탄소") == ["탄소중립", "탄소중립 우수사례 견학", ITEMS[-1].text]
    assert texts("프랑") == ["프랑스", ITEMS[-1].text]


def test_names_and_words_come_before_titles_then_the_frequent_ones_then_by_code_point() -> None:
    items = [
        Item("가라", Kind.TITLE, 99),
        Item("가나", Kind.WORD, 1),
        Item("가다", Kind.CITY, 2),
        Item("가가", Kind.COUNTRY, 1),
        Item("나 가", Kind.COUNTRY, 999),
    ]
    assert [found.text for found in Suggester.of(items).suggest("가")] == ["가다", "가가", "가나", "가라", "나 가"]


def test_a_text_of_several_kinds_is_suggested_once_as_what_says_most() -> None:
    assert SUGGESTER.suggest("탄소")[0] == Suggestion("탄소중립", Kind.THEME, 30, How.PREFIX, 0, 2)


def test_an_item_is_suggested_once_however_many_of_its_words_begin_so() -> None:
    found = Suggester.of([Item("가 가나 가다 " * 20, Kind.TITLE, 1), Item("나 가", Kind.TITLE, 1)]).suggest("가", 2)
    assert [(hit.text[:3], hit.start) for hit in found] == [("가 가", 0), ("나 가", 2)]


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("ZURI", "Züri"),
        ("zürich탄", "Zürich 탄"),
        ("재프", "재)프"),
        ("탄소중립스", "탄소중립·스"),
        ("국외ㅊ", "국외출"),
        ("ㅂㅊㅁ", "벤치마"),
    ],
)
def test_case_accents_and_punctuation_do_not_matter_and_the_mark_is_in_the_item_as_written(
    typed: str, marked: str
) -> None:
    (found,) = (hit for hit in SUGGESTER.suggest(typed) if hit.kind is Kind.TITLE and hit.text.startswith("2024"))
    assert found.text[found.start : found.end] == marked


def test_no_more_suggestions_than_asked_for() -> None:
    assert len(SUGGESTER.suggest("ㅌ", 2)) == 2
    assert SUGGESTER.suggest("ㅌ", 0) == ()


def test_the_best_of_very_many_are_those_that_sorting_all_would_give() -> None:
    chance = random.Random(1)
    items = [
        Item(
            " ".join(
                chance.choice("가 가나 나 나가 다 라").replace(" ", "") + str(chance.randrange(999)) for _ in "123"
            ),
            kind,
            chance.randrange(50),
        )
        for kind in chance.choices(list(Kind), k=5_000)
    ]
    best = {item.text: item for item in sorted(items, key=lambda item: (item.kind is not Kind.TITLE, item.count))}
    made = Suggester.of(best.values())
    for typed in ("가", "나", "ㄱ", "1", "라12", "ㄴ"):
        found = made.suggest(typed, 25)
        all_found = made.suggest(typed, 10**6)
        assert found == all_found[:25]
        keys = [(hit.start > 0, hit.kind is Kind.TITLE, -hit.count, hit.text) for hit in all_found]
        assert keys == sorted(keys)
        assert len({hit.text for hit in all_found}) == len(all_found)


@given(TEXTS, st.integers(1, 30))
@settings(deadline=None)
def test_an_only_item_is_suggested_for_each_beginning_of_its_text(text: str, end: int) -> None:
    found = Suggester.of([Item(text, Kind.TITLE, 1)]).suggest(text[:end])
    if jamo_key(text[:end]):
        assert [(hit.text, hit.how) for hit in found] == [(text, How.PREFIX)]
        marked = text[found[0].start : found[0].end]
        assert jamo_key(marked).startswith(jamo_key(text[:end]))


@given(SOME_ITEMS, TEXTS | WORDS.map("".join))
@settings(deadline=None)
def test_what_was_saved_and_mapped_again_helps_as_before(items: list[Item], typed: str) -> None:
    made = Suggester.of(items)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "saved"
        made.save(path)
        mapped = Suggester.mapped(path)
    assert mapped.suggest(typed) == made.suggest(typed)
    assert mapped.guesses(typed) == made.guesses(typed)
    assert mapped.has(typed) == made.has(typed)


@given(SOME_ITEMS, st.randoms(), WORDS.map("".join))
@settings(deadline=None)
def test_the_order_of_the_items_does_not_matter(items: list[Item], chance: random.Random, typed: str) -> None:
    shuffled = chance.sample(items, len(items))
    one, other = Suggester.of(items), Suggester.of(shuffled)
    assert one.suggest(typed) == other.suggest(typed)
    assert one.guesses(typed) == other.guesses(typed)


@given(TEXTS)
def test_58_any_text_gets_an_answer(text: str) -> None:
    for found in SUGGESTER.suggest(text):
        assert 0 <= found.start < found.end <= len(found.text)
    assert len(SUGGESTER.guesses(text)) <= MAX_CORRECTIONS


@pytest.mark.parametrize("typed", ["", " ", "\0\x1f", "\ud800", "🎉", '"*(', "ㆍ", "ᅟ"])
def test_58_what_has_no_letters_suggests_nothing(typed: str) -> None:
    assert SUGGESTER.suggest(typed) == ()
    assert guessed(typed) == []


@pytest.mark.parametrize(
    "typed", ["가" * 10_000, "탄소중릡 " * 2_000, "xk" * 5_000, "🎉" * 10_000, "ㅌ" * 10_000, "e\u0301" * 5_000]
)
def test_58_ten_thousand_characters_are_answered_at_once(typed: str) -> None:
    start = time.perf_counter()
    SUGGESTER.suggest(typed)
    assert guessed(typed) == []
    assert time.perf_counter() - start < 1


def test_an_item_longer_than_is_looked_at_is_suggested_whole() -> None:
    text = "탄소중립 " * MAX_LENGTH
    (found,) = Suggester.of([Item(text, Kind.TITLE, 1)]).suggest(text)
    assert found.text == text
